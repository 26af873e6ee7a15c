"""One batch of men within an import: match, compare, write, count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as ByNumber
from dataclasses import dataclass
from datetime import date

from accounts.models import Clinic
from exchange.mapping import Mapping
from exchange.models import ImportedDraw, ImportedFile, ImportRun
from exchange.report import Report, ToConfirm
from exchange.rows import LabRow, Rejection
from exchange.standing import (
    HeldDraw,
    Standing,
    conflicts,
    contradictions,
    held_draw,
    identity_mismatches,
)
from exchange.verdicts import count_positions
from exchange.writing import Origin, laboratories_for, write_standing
from labs.models import Draw
from patients.models import PatientDetails
from patients.recording import FactBook, record_facts

RowsByNumber = ByNumber[str, Sequence[LabRow]]


@dataclass
class Intake:
    """What stays the same while one file is taken in."""

    clinic: Clinic
    today: date
    mapping: Mapping
    create_patients: bool
    name: str
    file: ImportedFile
    run: ImportRun
    report: Report


def take_batch(intake: Intake, rows: RowsByNumber) -> None:
    """Take the rows of some men: each row wholly or not at all."""
    known = _men_on_record(intake.clinic, rows)
    reason = f"Imported from {intake.name}"
    men = [details.patient for details in known.values()]
    with record_facts(intake.clinic, by=None, today=intake.today, about=men, reason=reason) as book:
        standings = _standings(rows, known)
        for number, of_one_man in rows.items():
            _take_man(intake, standings[number], of_one_man)
        origins = _write(intake, book, list(standings.values()))
    links = [
        ImportedDraw(run=intake.run, file=intake.file, row=row, draw=document)
        for row, document in origins
    ]
    ImportedDraw.objects.bulk_create(links, batch_size=1000)


def _write(intake: Intake, book: FactBook, standings: Sequence[Standing]) -> list[Origin]:
    counts = intake.report.counts
    laboratories = laboratories_for(intake.clinic, standings, counts)
    return [
        origin
        for standing in standings
        for origin in write_standing(book, standing, laboratories, counts)
    ]


def _men_on_record(clinic: Clinic, numbers: Iterable[str]) -> dict[str, PatientDetails]:
    found = PatientDetails.objects.current().filter(clinic=clinic, record_number__in=list(numbers))
    return {details.record_number: details for details in found.select_related("patient")}


def _standings(rows: RowsByNumber, known: ByNumber[str, PatientDetails]) -> dict[str, Standing]:
    draws: dict[int, list[HeldDraw]] = defaultdict(list)
    of_these = Draw.objects.current().filter(
        patient__in=[details.patient_id for details in known.values()]
    )
    fetched = of_these.select_related("laboratory", "patient").prefetch_related("results")
    for draw in fetched.order_by("position"):
        draws[draw.patient_id].append(held_draw(draw))
    return {
        number: Standing(details, draws=draws[details.patient_id] if details else [])
        for number in rows
        for details in [known.get(number)]
    }


def _take_man(intake: Intake, standing: Standing, rows: Sequence[LabRow]) -> None:
    contradicting = contradictions(rows, intake.mapping)
    intake.report.reject(intake.name, contradicting)
    kept_out = {rejection.row for rejection in contradicting}
    for row in rows:
        if row.number not in kept_out:
            _take_row(intake, standing, row)


def _take_row(intake: Intake, standing: Standing, row: LabRow) -> None:
    draw = standing.draw_for(row)
    refusals = _stranger(intake, standing, row) or [
        *(identity_mismatches(standing.details, row, intake.mapping) if standing.details else ()),
        *(conflicts(draw, row) if draw else ()),
    ]
    if refusals:
        intake.report.reject(intake.name, refusals)
        return
    is_first = standing.details is None
    if is_first:
        standing.details, standing.is_new = _details(row), True
    fresh = [found for found in row.results if not draw or found.analyte not in draw.held]
    if fresh:
        draw = draw or standing.plan_draw(row)
        draw.add(row.number, fresh)
    intake.report.counts.unchanged += not fresh and not is_first
    _count(intake, row, draw)


def _stranger(intake: Intake, standing: Standing, row: LabRow) -> list[Rejection]:
    if standing.details or intake.create_patients:
        return []
    reason = (
        f"No man of this clinic has record number {row.record_number}. Check the number; "
        "to register new men from the file, allow it (--create-patients)."
    )
    return [Rejection(row.number, intake.mapping.record_number, reason)]


def _details(row: LabRow) -> PatientDetails:
    return PatientDetails(
        record_number=row.record_number,
        family_name=row.family_name,
        given_name=row.given_name,
        born_on=row.birth.on,
        born_on_is_estimated=row.birth.is_estimated,
    )


def _count(intake: Intake, row: LabRow, draw: HeldDraw | None) -> None:
    """Count the positions of an accepted row, and list what nobody has confirmed yet."""
    counts = intake.report.counts
    count_positions(counts.verdicts, row.collected_on, [found.entry for found in row.results])
    for found in row.results:
        if draw and draw.held[found.analyte].result.is_unconfirmed:
            measurement, words = found.entry.measurement, found.entry.plausibility.messages
            counts.to_confirm.append(
                ToConfirm(
                    intake.name,
                    row.number,
                    found.column,
                    found.analyte,
                    measurement.text,
                    measurement.unit.label,
                    " ".join(words),
                )
            )
