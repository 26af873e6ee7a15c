"""Where the statements of one file disagree about one man, so that none of them is preferred."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from exchange.intake.intake import Intake
from exchange.intake.standing import Standing, birth_contradictions, disagreeing
from exchange.rows.cells import Rejection
from exchange.rows.kinds import Kind
from exchange.rows.read import Found, LabRow
from exchange.sent.statements import Statement, Status

Pairs = list[tuple[LabRow, Found]]


def statement_of(row: LabRow) -> Statement:
    """What a message said in a row."""
    if row.said is None:
        raise ValueError("The row was not said by a message.")
    return row.said


def precedence(row: LabRow) -> tuple[int, float]:
    """By what statements are put in order: the firmer, then the later."""
    said = statement_of(row)
    return said.status.rank, said.at.timestamp() if said.at else 0


def disagreements(intake: Intake, standing: Standing, rows: Sequence[LabRow]) -> list[Rejection]:
    """What a file says of one man in two ways: his birth, his number's origin, a value."""
    return [
        *birth_contradictions(rows, intake.mapping),
        *_of_two_authorities(intake, standing, rows),
        *([] if _speak_of_different_results(rows) else _contradictions(rows)),
    ]


def _speak_of_different_results(rows: Sequence[LabRow]) -> bool:
    """Whether no two of them name one result or one analyte of one draw, as in most files."""
    keys = {statement_of(row).key for row in rows}
    return len(keys) == len(rows) == len({_place(row) for row in rows})


def _place(row: LabRow) -> tuple[date, str, str]:
    """The analyte of one draw, whatever order it is told under."""
    return row.collected_on, row.laboratory.casefold(), statement_of(row).key.analyte


def _of_two_authorities(
    intake: Intake, standing: Standing, rows: Sequence[LabRow]
) -> Iterator[Rejection]:
    """A number that two authorities gave may be two men's, unless it was said whose count."""
    stated = {authority_of(row) for row in rows} - {""}
    strange = stated - standing.authorities
    if intake.authorities or (not standing.authorities and len(stated) == 1):
        return
    for row in rows:
        if authority_of(row) in strange:
            reason = (
                f"Record number {row.record_number} is given by "
                f"“{statement_of(row).authority}” here and by somebody else in other messages. "
                "This may be another man. Say whose numbers count."
            )
            column = intake.mapping.record_number
            yield Rejection(row.number, column, reason, Kind.UNKNOWN_PATIENT)


def authority_of(row: LabRow) -> str:
    """Who gave the record number, as it is compared."""
    return statement_of(row).authority.casefold()


def _contradictions(rows: Sequence[LabRow]) -> list[Rejection]:
    """Statements of one weight with different values, then results of different orders."""
    same: dict[object, Pairs] = {}
    for row in rows:
        said = statement_of(row)
        at = None if said.status is Status.FINAL else said.at
        same.setdefault((said.key, said.status, at), []).extend(_pairs(row))
    found = [each for pairs in same.values() if _disagree(pairs) for each in disagreeing(pairs)]
    kept_out = {each.row for each in found}
    return found + _clashing_orders([row for row in rows if row.number not in kept_out])


def _clashing_orders(rows: Sequence[LabRow]) -> list[Rejection]:
    """Two orders with different values for one analyte of one draw, whatever each began with."""
    standing: dict[object, LabRow] = {}
    for row in sorted(rows, key=precedence):
        standing[statement_of(row).key] = row
    places: dict[tuple[date, str, str], Pairs] = {}
    for row in standing.values():
        places.setdefault(_place(row), []).extend(_pairs(row))
    clashes = [pairs for pairs in places.values() if _disagree(pairs)]
    keys = {statement_of(row).key for pairs in clashes for row, _ in pairs}
    found = [each for pairs in clashes for each in disagreeing(pairs)]
    listed = {each.row for each in found}
    beside = (row for row in rows if statement_of(row).key in keys and row.number not in listed)
    reason = "Another order of the same draw has a different value. Which counts is not known."
    return [*found, *(_rejected(row, reason) for row in beside)]


def _rejected(row: LabRow, reason: str) -> Rejection:
    return Rejection(row.number, statement_of(row).field, reason, Kind.CONFLICT)


def _pairs(row: LabRow) -> Pairs:
    return [(row, found) for found in row.results]


def _disagree(pairs: Pairs) -> bool:
    return len({found.entry.measurement.quantity for _, found in pairs}) > 1
