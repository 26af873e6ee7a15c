"""Rows of the lists of flags: a man with what waits about him, or what was decided about one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from monitoring.flagged import is_late
from monitoring.judgement.topics import Topic
from monitoring.models import Decision, Status
from monitoring.pages.flags_asked import Asked
from monitoring.pages.reviewed import kind_in_words
from monitoring.pages.row import TAGS
from monitoring.pages.topics import TOPIC_WORDS
from patients.models import Patient


@dataclass
class Row:
    """One entry of a list; `is_current` where it stands open beside it."""

    status: Status
    topic: str
    url: str
    headline: str
    severity: str = ""
    others: str = ""
    since: date | None = None
    said: str = ""
    is_late: bool = False
    is_current: bool = field(default=False)

    @property
    def patient(self) -> Patient:
        """Whom it is about."""
        return self.status.patient

    @property
    def owner(self) -> str:
        """Who looks after it: to whom it is assigned, else who is responsible for him."""
        who = self.status.assigned_to or self.status.details.owner
        return who.name if who else "Nobody"


def rows_open(men: Iterable[Status], asked: Asked, today: date) -> list[Row]:
    """Men with something to decide."""
    return [_open(status, asked, today) for status in men]


def _open(status: Status, asked: Asked, today: date) -> Row:
    first, *others = status.lines
    names = [TOPIC_WORDS[Topic(line["topic"])].lower() for line in others]
    return Row(
        status=status,
        topic=_to_decide(status),
        url=asked.but(man=status.patient.opaque_id, topic="").address(),
        headline=first["headline"],
        severity=TAGS[first["severity"]],
        others=f"Also {', '.join(dict.fromkeys(names))}." if names else "",
        since=status.waiting_since,
        is_late=bool(status.waiting_since and is_late(status.waiting_since, today)),
    )


def _to_decide(status: Status) -> str:
    """The topic of his first line that a decision can settle; late results are entered instead."""
    return next((str(line["topic"]) for line in status.lines if "draw" not in line), "")


def rows_decided(decisions: Iterable[Decision], asked: Asked) -> list[Row]:
    """What was decided lately; open again from here."""
    return [_decided(each, asked) for each in decisions]


def _decided(decision: Decision, asked: Asked) -> Row:
    status: Any = decision.patient.status
    what = kind_in_words(decision)
    said = (decision.get_reason_code_display(), decision.note.rstrip(". "), decision.recorded_by)
    return Row(
        status=status,
        topic=decision.topic,
        url=asked.but(man=decision.patient.opaque_id, topic=decision.topic).address(),
        headline=f"{TOPIC_WORDS[Topic(decision.topic)]}: {what[:1].lower()}{what[1:]}",
        since=decision.decided_on,
        said=". ".join(str(each) for each in said if each),
    )
