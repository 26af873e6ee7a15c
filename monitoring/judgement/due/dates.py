"""A due date and its status: upcoming, due soon, due, overdue."""

from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from monitoring.judgement.day import Day, days


class Status(StrEnum):
    """Where a day stands against a due date."""

    UPCOMING = "upcoming"
    DUE_SOON = "due_soon"
    DUE = "due"
    OVERDUE = "overdue"


class Due(NamedTuple):
    """Something expected by a day; late from `overdue_from`, the first overdue day.

    `computed_on` is the clock's own date where a clinician set an earlier one. A
    draw that awaits its results puts off the first overdue day to `paused_until`.
    `reason` is a code. A scan has a `kind` (baseline, serial) instead, and a
    serial one says by which interval, bone category and suppression it is due.
    """

    on: date
    overdue_from: date
    status: Status
    computed_on: date | None = None
    paused_until: date | None = None
    reason: str = ""
    kind: str = ""
    interval_months: int | None = None
    bone_category: str | None = None
    suppression: str | None = None

    @property
    def overdue(self) -> bool:
        """Whether it is late."""
        return self.status is Status.OVERDUE


class Clock(Protocol):
    """How long before its day something is announced, and how long after it is still in time."""

    @property
    def soon_days(self) -> int:
        """Days before the due date from which it is due soon."""

    @property
    def grace_days(self) -> int:
        """Days after the due date on which it is not yet late."""


def dated(
    day: Day,
    computed_on: date,
    clock: Clock,
    set_on: date | None = None,
    paused_until: date | None = None,
    **what: Any,
) -> Due:
    """What is due by the earlier of two dates: the clock's and the clinician's."""
    on = computed_on if set_on is None else min(set_on, computed_on)
    overdue_from = first_overdue_day(on, clock.grace_days)
    if paused_until is not None:
        overdue_from = max(overdue_from, paused_until)
    status = status_on(day, on, clock.soon_days, overdue_from)
    moved_from = computed_on if on < computed_on else None
    return Due(on, overdue_from, status, moved_from, paused_until, **what)


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
