"""Targets moved from a day on: reading what is in force, and moving them for a whole clinic.

A patient's own override is a fact about him and is written like every fact. One of the clinic or
of a laboratory concerns all its men: `write_override`, inside `every_man_judged`, writes the row
and its audit row with a new judgement of every man in one transaction, so that no status row is
ever older than the targets. Only `proposing.confirm` does so, as the act of a second person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BigIntegerField, CharField, F, QuerySet, UUIDField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic, User
from patients.models import Patient
from patients.recording import lock_clinic, lock_men, registered_evaluator
from protocols.clinic_targets import ClinicTargets
from protocols.models import ClinicOverride, TargetOverride, plain
from protocols.targets.overriding import UNMOVED, InForce, Level, Override

Numbers = Mapping[str, Decimal | None]

# PostgreSQL asks for the type of what is missing before it meets the rows that have it.
NOBODY = Cast(Value(None), BigIntegerField())
NO_WORD = Value("", output_field=CharField())
NO_DOCUMENT = Cast(Value(None), UUIDField())

COLUMNS = ("man", "recorded", "paper", "day", "said", "place", "assay")
"""What a row read by `overrides_about` holds: whose it is (None: everybody's), the order recorded
(of a clinic's row its key), the document, the day, the numbers, and of a laboratory's own its key
and method."""

Row = tuple[Any, ...]


def overrides_about(men: Sequence[int], clinics: Sequence[int]) -> list[QuerySet[Any, Row]]:
    """The overrides that concern men of clinics, by their keys, as queries with `COLUMNS`.

    They are to be read as a union.
    """
    theirs = (
        TargetOverride.objects.current()
        .filter(patient__among=men)
        .annotate(man=F("patient_id"), recorded=F("position"), paper=F("document"))
        .annotate(day=F("valid_from"), said=F("numbers"), place=NOBODY, assay=NO_WORD)
    )
    everybodys = (
        ClinicOverride.objects.standing()
        .filter(clinic__among=clinics)
        .annotate(man=NOBODY, recorded=F("pk"), paper=NO_DOCUMENT, day=F("valid_from"))
        .annotate(said=F("numbers"), place=F("laboratory_id"), assay=F("method"))
    )
    return [found.order_by().values_list(*COLUMNS) for found in (theirs, everybodys)]


def in_force_by(rows: Iterable[Row], patients: Sequence[Patient]) -> dict[int, InForce]:
    """The overrides that concern each of these men, from rows in the order recorded."""
    shared: list[Override] = []
    own: dict[int, list[Override]] = defaultdict(list)
    for man, *row in rows:
        (shared if man is None else own[man]).append(_override(man, row))
    return {
        man.pk: InForce((*shared, *own[man.pk])) if shared or man.pk in own else UNMOVED
        for man in patients
    }


def _override(man: int | None, row: Sequence[Any]) -> Override:
    key, _, since, numbers, laboratory, method = row
    if man is not None:
        return Override(Level.PATIENT, since, exact(numbers))
    level = Level.CLINIC if laboratory is None else Level.LABORATORY
    return Override(level, since, exact(numbers), laboratory, method, key)


def whose(patients: Sequence[Patient]) -> tuple[list[int], list[int]]:
    """The keys of men and of their clinics, as `overrides_about` takes them."""
    return [man.pk for man in patients], list({man.clinic_id for man in patients})


def in_force_for(patients: Sequence[Patient]) -> dict[int, InForce]:
    """The overrides that concern each of these men, by one statement for all of them."""
    theirs, clinics = overrides_about(*whose(patients))
    rows = sorted(theirs.union(clinics, all=True), key=lambda row: row[1])
    return in_force_by(rows, patients)


def exact(numbers: Mapping[str, str | None]) -> dict[str, Decimal | None]:
    """Stored numbers as exact decimals; null gives a parameter back."""
    return {
        parameter: None if text is None else Decimal(text) for parameter, text in numbers.items()
    }


def stored(numbers: Numbers) -> dict[str, str | None]:
    """Numbers as they are kept: as text, so that none is rounded."""
    return {
        parameter: None if number is None else plain(number)
        for parameter, number in numbers.items()
    }


def override_of(row: ClinicOverride) -> Override:
    """A row of the clinic as the rule book reads it."""
    level = Level.LABORATORY if row.laboratory_id else Level.CLINIC
    numbers = exact(row.numbers)
    return Override(level, row.valid_from, numbers, row.laboratory_id, row.method, row.pk)


def shared_by(clinic: Clinic) -> InForce:
    """What a clinic has moved for all its men and for its laboratories."""
    return InForce(tuple(override_of(row) for row in clinic.target_overrides.standing()))


def check_every_man(men: Sequence[Patient], row: ClinicOverride) -> None:
    """Refuse what contradicts itself for one of these men; raises OutOfRange."""
    alone = [] if row.withdraws_id else [InForce((override_of(row),))]
    for each in in_force_for(men).values() if men else alone:
        each.check()


def write_override(
    row: ClinicOverride, by: User | None, submission: UUID | None, **detail: Any
) -> None:
    """Write an override of the clinic with its audit row, inside `every_man_judged`."""
    row.recorded_at, row.recorded_by = timezone.now(), by
    ClinicOverride.objects.bulk_create([row])
    verb, subject = ("withdrawn", row.withdraws) if row.withdraws else ("adopted", row)
    written = audit_row(
        row.clinic,
        f"targets.{verb}",
        by=by,
        subject=subject.opaque_id,
        reason=row.why,
        submission=submission,
        **content_of(row),
        **detail,
    )
    write_audit([written])


def content_of(row: ClinicTargets) -> dict[str, Any]:
    """What a row says, for the audit."""
    return {
        "numbers": row.numbers,
        "valid_from": row.valid_from.isoformat(),
        "laboratory": row.laboratory_id,
        "method": row.method,
    }


@contextmanager
def every_man_judged(clinic: Clinic, today: date) -> Iterator[list[Patient]]:
    """Lock every man of a clinic, and judge all of them on leaving, in one transaction.

    The clinic's row is locked after the men on record, as by whoever registers a man: he is either
    waited for and judged here, or written after this and judged by the new targets.
    """
    judge = registered_evaluator()
    with transaction.atomic():
        lock_men(clinic, _keys(clinic))
        lock_clinic(clinic)
        men = lock_men(clinic, _keys(clinic))
        yield men
        judge(clinic, men, today)


def _keys(clinic: Clinic) -> list[int]:
    return list(clinic.patients.order_by("pk").values_list("pk", flat=True))
