"""Opening, moving and closing duties as the facts demand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts.models import Clinic
from accounts.row_merging import rewrite_rows
from accounts.row_reading import KeptQuery
from monitoring.judgement.due.dates import Due
from monitoring.models import Obligation, ObligationKind, ReminderSettings
from monitoring.obligations.silence import NO_SILENCE, Silence, silence
from monitoring.obligations.wording import SET_EARLIER, UNREAD_ACT
from monitoring.obligations.working_days import DAY, after_working_days
from monitoring.status.judged import Judged


class Stated(NamedTuple):
    """What is to stand about one duty, field by field as the ledger keeps it."""

    due_on: date
    overdue_from: date
    reason: str
    computed_on: date | None
    paused_until: date | None
    silent_until: date | None
    round: int


class Standing(NamedTuple):
    """An open duty as it was read: what it states, and its columns should a row be needed.

    `look_within` are the working days that its clinic allows for a look at a finding.
    """

    stated: Stated
    look_within: int | None
    columns: tuple[Any, ...]

    def row(self) -> Obligation:
        """The row, to be changed: few are, so that they are made only then."""
        return Obligation.from_db(None, COLUMNS, self.columns)


class Turnover(NamedTuple):
    """What has to change in the ledger: new rows, rows with another date or reason, closed ones."""

    opened: list[Obligation]
    moved: list[Obligation]
    closed: list[Obligation]


Key = tuple[int, str]

COLUMNS = [field.attname for field in Obligation._meta.concrete_fields]
_key_of = itemgetter(*map(COLUMNS.index, ("patient_id", "kind")))
_stated_of = itemgetter(*map(COLUMNS.index, Stated._fields))

MOVING = (*Stated._fields, "previous_due_on", "previous_reason", "moved_at", "next_notice_on")
TELLING = ("due_on", "overdue_from", "silent_until", "round")
"""What says when somebody is to be told; where one of them moves, the scan looks again."""


def write_obligations(clinic: Clinic, judged: Sequence[Judged], now: datetime) -> None:
    """Make the open duties of these men exactly what the judgement says is owed.

    A duty whose date or reason changed moves; one no longer owed closes; nothing is deleted.
    """
    opened, moved, closed = turnover(clinic, judged, now)
    for row in closed:
        row.closed_at = now
    rewrite_rows([*opened, *moved, *closed], (*MOVING, "closed_at"))


def turnover(clinic: Clinic, judged: Sequence[Judged], now: datetime) -> Turnover:
    """What the ledger lacks; in memory only."""
    standing = _open_rows(judged)
    owed = dict(_owed(clinic, judged, standing))
    return Turnover(
        [_open(clinic, key, owed[key], now) for key in owed if key not in standing],
        [
            _moved(duty.row(), owed[key], now)
            for key, duty in standing.items()
            if key in owed and duty.stated != owed[key]
        ],
        [duty.row() for key, duty in standing.items() if key not in owed],
    )


def _owed(
    clinic: Clinic, judged: Sequence[Judged], standing: Mapping[Key, Standing]
) -> Iterable[tuple[Key, Stated]]:
    for each in judged:
        for kind, due in each.due.items():
            key = (each.course.patient.pk, kind)
            yield key, _stated(due, silence(each.decisions, kind, due.on))
    look_within = cache(partial(_look_within, clinic, standing))
    for each in judged:
        if each.unread_act:
            key = (each.course.patient.pk, ObligationKind.REVIEW.value)
            yield key, _to_review(standing.get(key), each.today, look_within)


def _stated(due: Due, said: Silence) -> Stated:
    return Stated(
        due.on, due.overdue_from, reason_of(due), due.computed_on, due.paused_until, *said
    )


def _to_review(standing: Standing | None, today: date, look_within: Callable[[], int]) -> Stated:
    """A finding that asks to act is owed a look; the days count from when the first appeared."""
    due_on = standing.stated.due_on if standing else after_working_days(today, look_within())
    return Stated(due_on, due_on + DAY, UNREAD_ACT, None, None, *NO_SILENCE)


def _look_within(clinic: Clinic, standing: Mapping[Key, Standing]) -> int:
    """The clinic's working days for a look; they come with the open rows, where there are any."""
    for duty in standing.values():
        if duty.look_within is None:
            return ReminderSettings().review_working_days
        return duty.look_within
    return ReminderSettings.objects.of(clinic).review_working_days


def reason_of(due: Due) -> str:
    """The code that the ledger keeps; a repeat scan's says what its interval rests on."""
    if due.interval_months is None:
        return due.reason or due.kind
    return f"{due.kind} {due.interval_months} {due.bone_category} {due.suppression}"


def _open_rows(judged: Sequence[Judged]) -> dict[Key, Standing]:
    read = _open_about([each.course.patient.pk for each in judged])
    return {
        _key_of(columns): Standing(Stated._make(_stated_of(columns)), look_within, tuple(columns))
        for look_within, *columns in read
    }


@KeptQuery
def _open_about(men: Sequence[int]) -> QuerySet[Obligation, tuple[Any, ...]]:
    rows = Obligation.objects.open().filter(patient__among=men)
    return rows.values_list("clinic__reminder_settings__review_working_days", *COLUMNS)


def _open(clinic: Clinic, key: Key, stated: Stated, now: datetime) -> Obligation:
    man, kind = key
    duty = Obligation(clinic=clinic, patient_id=man, kind=kind, opened_at=now, **stated._asdict())
    duty.next_notice_on = duty.counts_from
    return duty


def _moved(row: Obligation, stated: Stated, now: datetime) -> Obligation:
    if row.due_on != stated.due_on:
        row.previous_due_on, row.moved_at = row.due_on, now
        row.previous_reason = SET_EARLIER if row.computed_on else row.reason
    is_told_anew = any(getattr(row, name) != getattr(stated, name) for name in TELLING)
    for name, value in stated._asdict().items():
        setattr(row, name, value)
    if is_told_anew:
        row.next_notice_on = row.counts_from
    return row
