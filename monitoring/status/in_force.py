"""Giving a man's snapshot the targets in force: today's own, and each draw those of its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import BooleanField, F, QuerySet, Value

from accounts.row_reading import KeptQuery
from monitoring.judgement.snapshot import Draw, Snapshot
from patients.models import Patient, SymptomReport
from protocols.overrides import COLUMNS, NO_WORD, NOBODY, in_force_by, overrides_about, whose
from protocols.targets.overriding import Assay, InForce

REPORT, OVERRIDE = (Value(says, output_field=BooleanField()) for says in (True, False))

Reports = Mapping[int, list[SymptomReport]]


def reports_and_overrides(patients: Sequence[Patient]) -> tuple[Reports, dict[int, InForce]]:
    """What these men reported, man by man in recorded order, and the overrides in force for each.

    Both are a day and what was said of it. One statement reads them: two would be one more than
    saving a draw may cost.
    """
    rows = sorted(_reported_or_moved(*whose(patients)), key=lambda row: row[2])
    overrides = in_force_by((row[1:] for row in rows if not row[0]), patients)
    return _by_man(row[1:] for row in rows if row[0]), overrides


@KeptQuery
def _reported_or_moved(
    men: Sequence[int], clinics: Sequence[int]
) -> QuerySet[Any, tuple[Any, ...]]:
    reports = (
        SymptomReport.objects.current()
        .filter(patient__among=men)
        .order_by()
        .annotate(man=F("patient_id"), recorded=F("position"), paper=F("document"))
        .annotate(day=F("reported_on"), said=F("severities"), place=NOBODY, assay=NO_WORD)
    )
    asked = [(reports.values_list(*COLUMNS), REPORT)]
    asked += [(each, OVERRIDE) for each in overrides_about(men, clinics)]
    first, *others = (
        found.annotate(kind=kind).values_list("kind", *COLUMNS) for found, kind in asked
    )
    return first.union(*others, all=True)


def _by_man(rows: Iterable[tuple[Any, ...]]) -> Reports:
    by_man: dict[int, list[SymptomReport]] = defaultdict(list)
    for man, _, document, reported_on, severities, *_ in rows:
        report = SymptomReport(reported_on=reported_on, severities=severities, document=document)
        by_man[man].append(report)
    return by_man


def targeted(
    snapshot: Snapshot, in_force: InForce, laboratories: Mapping[str, int | None], today: date
) -> Snapshot:
    """The snapshot with today's targets, and each draw with those of its collection date.

    `laboratories` names the laboratory of each draw by the draw's key. Raises OutOfRange where
    overrides contradict one another; none is recorded that does.
    """
    if not in_force.overrides:
        return replace(snapshot, targets=in_force.on(today), draws=_unmoved(snapshot.draws))
    draws = (_targeted(draw, in_force, laboratories.get(str(draw.key))) for draw in snapshot.draws)
    return replace(snapshot, targets=in_force.on(today), draws=tuple(draws))


def _targeted(draw: Draw, in_force: InForce, laboratory: int | None) -> Draw:
    methods = {analyte: result.method for analyte, result in draw.results.items()}
    return replace(draw, targets=in_force.at_draw(draw.on, Assay(laboratory, methods)))


def _unmoved(draws: tuple[Draw, ...]) -> tuple[Draw, ...]:
    """Draws without targets of their own: the snapshot's are those of every day."""
    if all(draw.targets is None for draw in draws):
        return draws
    return tuple(replace(draw, targets=None) for draw in draws)
