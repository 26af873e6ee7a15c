"""Results that should have come: a line on the lists that no rule of the book states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from monitoring.judgement.rules.rule import headline_of
from monitoring.judgement.topics import Topic
from monitoring.models import ObligationKind, Severity
from monitoring.models.obligations import is_overdue
from monitoring.obligations.silence import silence
from monitoring.status.judged import Judged
from monitoring.status.lines import RESULTS_LATE
from patients.forms.days import format_day


@dataclass(frozen=True)
class LateResults:
    """The draw that has waited longest for its results, and until when they were expected."""

    drawn_on: date
    expected_by: date
    draw: str

    def line_shown(self) -> dict[str, Any]:
        """The line as lists show it; it is ended by results, not by a decision."""
        title = "Results have not come"
        detail = f"draw of {format_day(self.drawn_on)}, expected by {format_day(self.expected_by)}."
        return {
            "topic": Topic.LABS.value,
            "severity": Severity.WARNING.value,
            "rule_id": RESULTS_LATE,
            "title": title,
            "detail": detail,
            "headline": headline_of(title, detail),
            "evidence": "",
            "since": self.drawn_on.isoformat(),
            "more": 0,
            "draw": self.draw,
        }


def late_results(judged: Judged) -> LateResults | None:
    """The results that are late, unless a call or a booked visit silences them for now."""
    due = judged.due.get(ObligationKind.AWAITED)
    if due is None or not is_overdue(due.overdue_from, judged.today) or silent_until(judged):
        return None
    awaited = [draw for draw in judged.course.snapshot.draws if draw.is_awaited]
    oldest = min(awaited, key=lambda draw: draw.on)
    return LateResults(oldest.on, due.on, str(oldest.key))


def silent_until(judged: Judged) -> date | None:
    """The day to come on which late results are asked for again, where they are silenced."""
    due = judged.due.get(ObligationKind.AWAITED)
    if due is None:
        return None
    until = silence(judged.decisions, ObligationKind.AWAITED, due.on).until
    return until if until and until > judged.today else None
