"""One row of a laboratory's file, read by its mapping: a draw of a man, or all that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from functools import partial
from typing import NamedTuple

from exchange.files.csv_reading import shortened
from exchange.mapping.declared import LongForm, Mapping, ResultColumn
from exchange.rows.about import About, read_about
from exchange.rows.cells import (
    Attempts,
    CellRefused,
    Cells,
    longest,
    refuse_long,
    refuse_zero_byte,
    text_of,
)
from exchange.rows.identity import Birth
from exchange.rows.kinds import NOT_FOLLOWED, Kind
from exchange.sent.statements import Statement
from labs.catalogue import NOTHING_USUAL, UsualMethods
from labs.models import Result
from labs.results import UNACCEPTED, Entry, Implausible, read_result
from labs.units import UnknownUnit
from protocols.targets.analytes import BY_SLUG


class Found(NamedTuple):
    """One result of a row."""

    column: str
    entry: Entry

    @property
    def analyte(self) -> str:
        """The analyte's slug."""
        return self.entry.value.analyte


class LabRow(NamedTuple):
    """What one row says about one man; `said` where a laboratory's message says it."""

    number: int
    record_number: str
    birth: Birth
    collected_on: date
    collected_at: time | None = None
    family_name: str = ""
    given_name: str = ""
    laboratory: str = ""
    results: tuple[Found, ...] = ()
    said: Statement | None = None


def read_row(
    number: int,
    cells: Cells,
    mapping: Mapping,
    today: date,
    usual: UsualMethods = NOTHING_USUAL,
) -> LabRow:
    """Read one row; raises RowRefused with every cell that is wrong.

    Where the mapping names no method, `usual` says how that laboratory measured on that day.
    """
    tries = Attempts(number)
    for column in _with_zero_bytes(cells, mapping):
        tries.attempt(refuse_zero_byte, column)
    about = read_about(tries, cells, mapping, today)
    results = _results(tries, cells, mapping, about, usual)
    if tries.rejections or about is None:
        raise tries.refusal()
    return LabRow(number, *about, results)


def _with_zero_bytes(cells: Cells, mapping: Mapping) -> list[str]:
    return [column for column in mapping.columns if "\x00" in cells[column]]


def _results(
    tries: Attempts, cells: Cells, mapping: Mapping, about: About | None, usual: UsualMethods
) -> tuple[Found, ...]:
    """The results of a row whose man and day can be read."""
    asked = partial(usual.of, about.laboratory, day=about.collected_on) if about else _unknown
    named = tries.attempt(_named_result, cells, mapping.long) if mapping.long else None
    columns = (named,) if named else mapping.results
    tried = [tries.attempt(_result, cells, column, asked) for column in columns]
    found = tuple([each for each in tried if each is not None])
    tries.attempt(_refuse_two_of_one, found)
    return found


def _unknown(_analyte: str) -> str:
    """How a row was measured that is refused anyhow."""
    return ""


def _refuse_two_of_one(found: tuple[Found, ...]) -> None:
    """An analyte may have a column for each unit or method; a draw holds one value of it."""
    seen: dict[str, str] = {}
    for each in found:
        if seen.setdefault(each.analyte, each.column) != each.column:
            name = each.entry.measurement.analyte.name
            reason = f"{name} stands in this row twice. Keep the one that is on the report."
            raise CellRefused(each.column, reason, Kind.CONFLICT)


def _result(cells: Cells, column: ResultColumn, usual: Callable[[str], str]) -> Found | None:
    """The result of one column; an empty cell is none, a censoring mark is one of its own."""
    typed = cells[column.column]
    if column.censored and cells[column.censored.column] == column.censored.equals:
        typed = column.censored.typed
    if not typed:
        return None
    method = column.method or usual(column.analyte)
    printed = _reference_range(cells, column)
    return found_in(column.column, (column.analyte, typed, column.unit), method, printed)


def found_in(column: str, result: tuple[str, str, str], method: str, reference_range: str) -> Found:
    """A result by analyte, text and unit, as a column or a field gives it; raises CellRefused."""
    try:
        entry = read_result(*result, method=method, reference_range=reference_range)
    except (*UNACCEPTED, Implausible) as refused:
        reason = f"“{shortened(result[1])}”: {refused}"
        raise CellRefused(column, reason, _kind(refused)) from None
    return Found(column, entry)


def _named_result(cells: Cells, long: LongForm) -> ResultColumn:
    """The result that a row of a long table names by a word of its laboratory."""
    word = " ".join(cells[long.analyte].split())
    means = word if word in BY_SLUG else long.words.get(word, "")
    if means == NOT_FOLLOWED:
        reason = "The clinic does not follow what this laboratory means by this word."
        raise CellRefused(long.analyte, reason, Kind.NOT_FOLLOWED)
    if not means:
        shown = f"“{shortened(word)}” is not known" if word else "It is not said"
        reason = f"{shown}: what was measured? Nothing is told from a name."
        raise CellRefused(long.analyte, reason, Kind.UNKNOWN_CODE)
    if not cells[long.value]:
        raise CellRefused(long.value, "The row holds no value.", Kind.NOT_A_RESULT)
    return ResultColumn(long.value, means, cells[long.unit], "")


def _kind(refused: Exception) -> Kind:
    if isinstance(refused, UnknownUnit):
        return Kind.UNKNOWN_UNIT
    return Kind.IMPLAUSIBLE if isinstance(refused, Implausible) else Kind.NOT_A_RESULT


def _reference_range(cells: Cells, column: ResultColumn) -> str:
    if column.reference_range is None:
        return ""
    text = " ".join(text_of(cells, column.reference_range).split())
    place = column.reference_range.column or column.column
    refuse_long(place, text, longest(Result, "reference_range"))
    return text
