"""A due date and its status: upcoming, due soon, due, overdue."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from monitoring.judgement.day import Day, days


class Status(StrEnum):
    """Where a day stands against a due date."""

    UPCOMING = "upcoming"
    DUE_SOON = "due_soon"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Due:
    """Something expected by a day; late from `overdue_from`, the first overdue day.

    `reason` is a code. A scan has a `kind` (baseline, serial) instead, and a
    serial one says by which interval, bone category and suppression it is due.
    """

    on: date
    overdue_from: date
    status: Status
    reason: str = ""
    kind: str = ""
    interval_months: int | None = None
    bone_category: str | None = None
    suppression: str | None = None

    @property
    def overdue(self) -> bool:
        """Whether it is late."""
        return self.status is Status.OVERDUE


def status_on(day: Day, due_on: date, soon_days: int, overdue_from: date) -> Status:
    """The status of a due date on a day."""
    if not day.reached(due_on - days(soon_days)):
        return Status.UPCOMING
    if not day.reached(due_on):
        return Status.DUE_SOON
    return Status.OVERDUE if day.reached(overdue_from) else Status.DUE


def first_overdue_day(due_on: date, grace_days: int) -> date:
    """The day after the grace of a due date has run out."""
    return due_on + days(grace_days + 1)
