"""What messages said of results before: looked up before an import, written after it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from accounts.row_writing import Values, append_values
from exchange.intake.disagreement import statement_of
from exchange.intake.intake import Intake
from exchange.intake.standing import Standing, Told
from exchange.models import ReceivedResult
from exchange.rows.read import LabRow
from exchange.sent.statements import Key, Said, Status
from labs.units import measure
from protocols.targets.analytes import BY_SLUG


def look_up_told(standings: Iterable[Standing]) -> None:
    """Note for men on record what was said of their results last, and by whose numbers."""
    by_man = {each.details.patient_id: each for each in standings if each.details}
    rows = ReceivedResult.objects.filter(patient__in=by_man).order_by("pk")
    for row in rows:
        standing = by_man[row.patient_id]
        documents = {draw.document: draw for draw in standing.draws}
        draw = documents.get(row.draw) if row.draw else None
        standing.told[Key(row.order, row.analyte)] = Told(_said(row), draw)
        standing.authorities |= {row.authority.casefold()} - {""}
    for standing in by_man.values():
        standing.recorded_authorities = frozenset(standing.authorities)


def _said(row: ReceivedResult) -> Said:
    if not row.typed:
        return Said(Status(row.status), row.said_at, None)
    measurement = measure(BY_SLUG[row.analyte].code, row.typed, row.unit)
    return Said(Status(row.status), row.said_at, measurement.quantity)


def write_received(intake: Intake, standings: Iterable[Standing]) -> None:
    """Keep what was said, with the documents it went into."""
    rows = [
        _received(intake, standing.details.patient_id, row, draw.document if draw else None)
        for standing in standings
        if standing.details
        for row, draw in standing.news
    ]
    append_values(ReceivedResult, _COLUMNS, rows)


_COLUMNS = (
    "run_id",
    "file_id",
    "row",
    "patient_id",
    "draw",
    "analyte",
    "typed",
    "unit",
    "status",
    "said_at",
    "order",
    "placer",
    "filler",
    "code",
    "authority",
    "message",
)


def _received(intake: Intake, man: int, row: LabRow, document: UUID | None) -> Values:
    said = statement_of(row)
    measurement = row.results[0].entry.measurement if row.results else None
    return (
        intake.run.pk,
        intake.file.pk,
        row.number,
        man,
        document,
        said.key.analyte,
        measurement.text if measurement else "",
        measurement.unit.code if measurement else "",
        said.status.value,
        said.at,
        said.key.order,
        said.placer,
        said.filler,
        said.code,
        said.authority,
        said.message,
    )
