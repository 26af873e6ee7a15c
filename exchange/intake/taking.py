"""Taking one man's rows: is it he, is it new, does it agree with what is on record."""

from __future__ import annotations

from collections.abc import Sequence

from exchange.intake.intake import Intake
from exchange.intake.meeting import cautions, meet
from exchange.intake.report import DUPLICATE, NEW, ToConfirm
from exchange.intake.standing import (
    HeldDraw,
    Standing,
    conflicts,
    contradictions,
    differs,
    identity_mismatches,
)
from exchange.intake.verdicts import count_positions
from exchange.rows.cells import Rejection
from exchange.rows.kinds import Kind
from exchange.rows.read import LabRow
from patients.models import PatientDetails


def take_man(intake: Intake, standing: Standing, rows: Sequence[LabRow]) -> None:
    """Take the rows of one man, each wholly or not at all."""
    contradicting = contradictions(rows, intake.mapping)
    intake.report.reject(intake.name, contradicting)
    kept_out = {rejection.row for rejection in contradicting}
    for row in rows:
        if row.number not in kept_out:
            _take_row(intake, standing, row)


def _take_row(intake: Intake, standing: Standing, row: LabRow) -> None:
    draw = standing.draw_for(row)
    meet(intake, standing, row)
    clashes = conflicts(draw, row) if draw else []
    if draw and row.number in intake.decided:
        clashes = _make_way(intake, draw, row)
    doubts = [*not_he(intake, standing, row), *clashes]
    if doubts:
        intake.report.reject(intake.name, doubts)
        return
    is_first = admit(standing, row)
    fresh = [found for found in row.results if not draw or found.analyte not in draw.held]
    if fresh:
        draw = draw or standing.plan_draw(row)
        draw.add(row.number, fresh)
    intake.report.settle(intake.name, row.number, NEW if fresh or is_first else DUPLICATE)
    intake.report.counts.unchanged += not fresh and not is_first
    count(intake, row, draw)


def _make_way(intake: Intake, draw: HeldDraw, row: LabRow) -> list[Rejection]:
    """Leave out what a person decided to replace by what a row says."""
    for found in row.results:
        held = draw.held.get(found.analyte)
        if held is not None and differs(held, found):
            draw.drop(row.number, found.analyte)
            draw.reasons.append(intake.decided[row.number])
    return []


def not_he(intake: Intake, standing: Standing, row: LabRow) -> list[Rejection]:
    """Why a row cannot be about the man of its record number, or about any man on record."""
    if standing.details:
        found = identity_mismatches(standing.details, row, intake.mapping)
        return found or cautions(intake, standing, row)
    if intake.create_patients:
        return []
    reason = (
        f"No man of this clinic has record number {row.record_number}. Check the number, "
        "or register him first."
    )
    column = intake.mapping.record_number
    return [Rejection(row.number, column, reason, Kind.UNKNOWN_PATIENT)]


def admit(standing: Standing, row: LabRow) -> bool:
    """Register the man of a row if he is not on record; whether he was not."""
    if standing.details:
        return False
    standing.details, standing.is_new = _details(row), True
    return True


def _details(row: LabRow) -> PatientDetails:
    return PatientDetails(
        record_number=row.record_number,
        family_name=row.family_name,
        given_name=row.given_name,
        born_on=row.birth.on,
        born_on_is_estimated=row.birth.is_estimated,
    )


def count(intake: Intake, row: LabRow, draw: HeldDraw | None) -> None:
    """Count the positions of an accepted row, and list what nobody has confirmed yet."""
    counts = intake.report.counts
    count_positions(counts.verdicts, row.collected_on, [found.entry for found in row.results])
    for found in row.results:
        held = draw.held.get(found.analyte) if draw else None
        if held and held.is_unconfirmed:
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
