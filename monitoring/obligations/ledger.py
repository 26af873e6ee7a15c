"""Opening, moving and closing duties as the facts demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from accounts.models import Clinic
from monitoring.judgement.due.dates import Due
from monitoring.models import Obligation
from monitoring.obligations.wording import SET_EARLIER

if TYPE_CHECKING:
    from monitoring.status.judging import Judged


class Stated(NamedTuple):
    """What the judgement says of one duty, field by field as the ledger keeps it."""

    due_on: date
    overdue_from: date
    reason: str
    computed_on: date | None
    paused_until: date | None


class Turnover(NamedTuple):
    """What has to change in the ledger: new rows, rows with another date or reason, closed ones."""

    opened: list[Obligation]
    moved: list[Obligation]
    closed: list[Obligation]


Key = tuple[int, str]

MOVING = (*Stated._fields, "previous_due_on", "previous_reason", "moved_at")


def write_obligations(clinic: Clinic, judged: Sequence[Judged], now: datetime) -> None:
    """Make the open duties of these men exactly what the judgement says is owed.

    A duty whose date or reason changed moves; one no longer owed closes; nothing is deleted.
    """
    opened, moved, closed = turnover(clinic, judged, now)
    if opened:
        Obligation.objects.bulk_create(opened)
    if moved:
        Obligation.objects.bulk_update(moved, MOVING)
    if closed:
        Obligation.objects.filter(pk__in=[row.pk for row in closed]).update(closed_at=now)


def turnover(clinic: Clinic, judged: Sequence[Judged], now: datetime) -> Turnover:
    """What the ledger lacks; in memory only."""
    owed, standing = dict(_owed(judged)), _open_rows(judged)
    return Turnover(
        [_open(clinic, key, owed[key], now) for key in owed if key not in standing],
        [row for key, row in standing.items() if key in owed and _move(row, owed[key], now)],
        [row for key, row in standing.items() if key not in owed],
    )


def _owed(judged: Sequence[Judged]) -> Iterable[tuple[Key, Stated]]:
    for each in judged:
        for kind, due in each.due.items():
            yield (each.course.patient.pk, kind), _stated(due)


def _stated(due: Due) -> Stated:
    return Stated(due.on, due.overdue_from, reason_of(due), due.computed_on, due.paused_until)


def reason_of(due: Due) -> str:
    """The code that the ledger keeps; a repeat scan's says what its interval rests on."""
    if due.interval_months is None:
        return due.reason or due.kind
    return f"{due.kind} {due.interval_months} {due.bone_category} {due.suppression}"


def _open_rows(judged: Sequence[Judged]) -> dict[Key, Obligation]:
    men = [each.course.patient.pk for each in judged]
    rows = Obligation.objects.open().filter(patient_id__in=men)
    return {(row.patient_id, row.kind): row for row in rows}


def _open(clinic: Clinic, key: Key, stated: Stated, now: datetime) -> Obligation:
    man, kind = key
    return Obligation(clinic=clinic, patient_id=man, kind=kind, opened_at=now, **stated._asdict())


def _move(row: Obligation, stated: Stated, now: datetime) -> bool:
    if all(getattr(row, name) == value for name, value in stated._asdict().items()):
        return False
    if row.due_on != stated.due_on:
        row.previous_due_on, row.moved_at = row.due_on, now
        row.previous_reason = SET_EARLIER if row.computed_on else row.reason
    for name, value in stated._asdict().items():
        setattr(row, name, value)
    return True
