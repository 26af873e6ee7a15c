"""The status row: one man's judgement in the form that lists read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from accounts.models import Clinic, User
from monitoring.judgement import Line
from monitoring.models import Decision, DecisionKind, Status
from monitoring.status.findings import SEVERITIES
from monitoring.status.lines import is_settled, latest_by_topic, next_return
from monitoring.status.values import current_values, spark_points

if TYPE_CHECKING:
    from monitoring.status.judging import Judged

NOTHING_TO_DECIDE = 9


def status_row(
    clinic: Clinic, judged: Judged, decisions: Sequence[Decision], today: date
) -> Status:
    """Build a man's status from his judgement and from what people decided about it."""
    course, evaluation = judged.course, judged.evaluation
    standing = latest_by_topic(decisions)
    lines = evaluation.lines if course.details.is_followed else ()
    waiting = [each for each in lines if not is_settled(each, standing.get(each.topic), today)]
    return Status(
        patient=course.patient,
        clinic=clinic,
        details=course.details,
        rank=min((_rank(line) for line in waiting), default=NOTHING_TO_DECIDE),
        waiting_since=min((line.head.since for line in waiting), default=None),
        lines=[line_shown(line) for line in waiting],
        current=current_values(evaluation),
        spark=spark_points(course.snapshot),
        course_state=evaluation.course_state,
        weekly_mg=evaluation.weekly_mg,
        dosed_since=evaluation.dosed_since,
        last_draw_on=max((draw.on for draw in course.snapshot.draws if draw.results), default=None),
        snoozed_until=_snoozed_until(waiting, lines, standing, today),
        assigned_to=_assignee(decisions),
        judged_version=course.patient.facts_version,
        judged_on=today,
        rules_version=evaluation.rules_version,
        changes_on=_earliest(evaluation.changes_on, next_return(decisions, today)),
        **_due_dates(judged),
    )


def _due_dates(judged: Judged) -> dict[str, date | None]:
    followed = judged.course.details.is_followed
    due = judged.evaluation.due if followed else {}
    return {
        f"{kind}_due_on": entry.on if (entry := due.get(kind)) else None
        for kind in ("labs", "hct", "dexa")
    }


def _rank(line: Line) -> int:
    return SEVERITIES[line.head.severity].value


def line_shown(line: Line) -> dict[str, Any]:
    """A topic line as lists show it."""
    return {
        "topic": line.topic,
        "severity": _rank(line),
        "rule_id": line.head.rule_id,
        "headline": line.head.headline,
        "evidence": line.head.evidence,
        "since": line.head.since.isoformat(),
        "more": len(line.members) - 1,
    }


def _snoozed_until(
    waiting: Sequence[Line], lines: Sequence[Line], standing: dict[str, Decision], today: date
) -> date | None:
    settled = [standing[line.topic] for line in lines if line not in waiting]
    days = [each.until for each in settled if each.kind == DecisionKind.SNOOZE and each.until]
    return min(days, default=None) if not waiting else None


def _assignee(decisions: Sequence[Decision]) -> User | None:
    assigned = [each.assignee for each in decisions if each.kind == DecisionKind.ASSIGN]
    return assigned[-1] if assigned else None


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)
