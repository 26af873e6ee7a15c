"""Opening, moving and closing duties as the facts demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from accounts.models import Clinic
from monitoring.models import Obligation

if TYPE_CHECKING:
    from monitoring.status.judging import Judged


CHANGING = ("due_on", "overdue_from", "reason", "previous_due_on", "moved_at", "closed_at")
"""What of a duty may change after it was opened."""


class Owed(NamedTuple):
    """One duty as the judgement states it."""

    patient_id: int
    kind: str
    due_on: date
    overdue_from: date
    reason: str


def write_obligations(clinic: Clinic, judged: Sequence[Judged], now: datetime) -> None:
    """Make the open duties of these men exactly what the judgement says is owed.

    A duty whose date or reason changed moves; one no longer owed closes; nothing is deleted.
    """
    owed = {(each.patient_id, each.kind): each for each in _owed(judged)}
    open_rows = _open_rows(judged)
    opened = [_open(clinic, each, now) for key, each in owed.items() if key not in open_rows]
    moved = [row for key, row in open_rows.items() if key in owed and _move(row, owed[key], now)]
    closed = [_close(row, now) for key, row in open_rows.items() if key not in owed]
    if opened:
        Obligation.objects.bulk_create(opened)
    if changed := moved + closed:
        Obligation.objects.bulk_update(changed, CHANGING, batch_size=500)


def _owed(judged: Sequence[Judged]) -> Iterable[Owed]:
    for each in judged:
        man = each.course.patient.pk
        for kind, due in each.due.items():
            yield Owed(man, kind, due.on, due.overdue_from, due.reason or due.kind)


def _open_rows(judged: Sequence[Judged]) -> dict[tuple[int, str], Obligation]:
    men = [each.course.patient.pk for each in judged]
    rows = Obligation.objects.open().filter(patient_id__in=men)
    return {(row.patient_id, row.kind): row for row in rows}


def _open(clinic: Clinic, owed: Owed, now: datetime) -> Obligation:
    return Obligation(
        clinic=clinic,
        patient_id=owed.patient_id,
        kind=owed.kind,
        due_on=owed.due_on,
        overdue_from=owed.overdue_from,
        reason=owed.reason,
        opened_at=now,
    )


def _close(row: Obligation, now: datetime) -> Obligation:
    row.closed_at = now
    return row


def _move(row: Obligation, owed: Owed, now: datetime) -> bool:
    stated = (owed.due_on, owed.overdue_from, owed.reason)
    if (row.due_on, row.overdue_from, row.reason) == stated:
        return False
    if row.due_on != owed.due_on:
        row.previous_due_on, row.moved_at = row.due_on, now
    row.due_on, row.overdue_from, row.reason = stated
    return True
