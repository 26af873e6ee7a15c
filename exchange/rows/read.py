"""One row of a laboratory's file, read by its mapping: a draw of a man, or all that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as CellsByColumn
from dataclasses import dataclass
from datetime import date, time
from functools import cache, partial

from django.db.models import Model

from exchange.files.csv_reading import shortened
from exchange.mapping.declared import DateColumn, LongForm, Mapping, ResultColumn, Text
from exchange.rows.identity import (
    HIGHEST_AGE,
    Birth,
    birth_from_age,
    normal_number,
    one_spelling,
    stated_birth,
)
from exchange.rows.kinds import NOT_FOLLOWED, Kind
from exchange.sent.statements import Statement
from labs.catalogue import NOTHING_USUAL, UsualMethods
from labs.models import Laboratory, Result
from labs.results import UNACCEPTED, Entry, Implausible, read_result
from labs.units import UnknownUnit
from monitoring.judgement.day import age_on
from patients.forms.days import EARLIEST_YEAR, format_day
from patients.models import PatientDetails
from protocols.targets.analytes import BY_SLUG

Cells = CellsByColumn[str, str]


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row is not taken: the cell at fault, and what to do."""

    row: int
    column: str
    reason: str
    kind: str = Kind.MALFORMED


@dataclass(frozen=True, slots=True)
class Found:
    """One result of a row."""

    column: str
    entry: Entry

    @property
    def analyte(self) -> str:
        """The analyte's slug."""
        return self.entry.value.analyte


@dataclass(frozen=True, slots=True)
class LabRow:
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


class CellRefused(ValueError):
    """One cell cannot be taken."""

    def __init__(self, column: str, reason: str, kind: str = Kind.MALFORMED) -> None:
        super().__init__(reason)
        self.column, self.reason, self.kind = column, reason, kind


class RowRefused(ValueError):
    """A row cannot be taken; `rejections` name every cell at fault."""

    def __init__(self, *rejections: Rejection) -> None:
        super().__init__(f"{len(rejections)} cells at fault")
        self.rejections = rejections


class _Attempts:
    """Reads the cells of one row, going on after a refused one so that all are reported."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.rejections: list[Rejection] = []

    def attempt[T](self, read: Callable[..., T], *given: object) -> T | None:
        """What `read` makes of its arguments, or nothing after noting why not."""
        try:
            return read(*given)
        except CellRefused as refused:
            self.rejections.append(
                Rejection(self.number, refused.column, refused.reason, refused.kind)
            )
            return None


def read_row(
    number: int,
    cells: Cells,
    mapping: Mapping,
    today: date,
    usual: UsualMethods = NOTHING_USUAL,
    *,
    said: Statement | None = None,
) -> LabRow:
    """Read one row; raises RowRefused with every cell that is wrong.

    Where the mapping names no method, `usual` says how that laboratory measured on that day.
    """
    tries = _Attempts(number)
    for column in _with_zero_bytes(cells, mapping):
        tries.attempt(_refuse_zero_byte, column)
    record_number = tries.attempt(_record_number, cells, mapping)
    collected = tries.attempt(_collected, cells, mapping, today)
    birth = tries.attempt(_birth, cells, mapping, collected[0] if collected else today)
    family_name = tries.attempt(_name, cells, mapping.family_name, "family_name")
    given_name = tries.attempt(_name, cells, mapping.given_name, "given_name")
    laboratory = tries.attempt(_laboratory, cells, mapping)
    asked = partial(usual.of, laboratory or "", day=collected[0] if collected else today)
    named = tries.attempt(_named_result, cells, mapping.long) if mapping.long else None
    columns = (named,) if named else mapping.results
    found = [tries.attempt(_result, cells, column, asked) for column in columns]
    tries.attempt(_refuse_two_of_one, [each for each in found if each])
    if tries.rejections or record_number is None or collected is None or birth is None:
        raise RowRefused(*_once_per_cell(tries.rejections))
    return LabRow(
        number,
        record_number,
        birth,
        *collected,
        family_name or "",
        given_name or "",
        laboratory or "",
        tuple([each for each in found if each is not None]),
        said,
    )


def _refuse_two_of_one(found: list[Found]) -> None:
    """An analyte may have a column for each unit or method; a draw holds one value of it."""
    seen: dict[str, str] = {}
    for each in found:
        if seen.setdefault(each.analyte, each.column) != each.column:
            name = each.entry.measurement.analyte.name
            reason = f"{name} stands in this row twice. Keep the one that is on the report."
            raise CellRefused(each.column, reason, Kind.CONFLICT)


def _once_per_cell(rejections: list[Rejection]) -> list[Rejection]:
    return list({each.column: each for each in reversed(rejections)}.values())[::-1]


def _with_zero_bytes(cells: Cells, mapping: Mapping) -> list[str]:
    return [column for column in mapping.columns if "\x00" in cells[column]]


def _refuse_zero_byte(column: str) -> None:
    raise CellRefused(column, "The cell holds a zero byte. Export the file again.")


def _record_number(cells: Cells, mapping: Mapping) -> str:
    column = mapping.record_number
    number = normal_number(cells[column])
    if not number:
        raise CellRefused(column, "The record number is missing. Enter it as on the man's chart.")
    if not number.isprintable():
        raise CellRefused(column, "The record number holds signs that cannot be printed.")
    _refuse_long(column, number, _longest(PatientDetails, "record_number"))
    return number


@cache
def _longest(model: type[Model], field: str) -> int:
    """How many characters a field keeps."""
    return getattr(model._meta.get_field(field), "max_length", None) or 0


def _refuse_long(column: str, text: str, longest: int) -> None:
    if len(text) > longest:
        raise CellRefused(
            column,
            f"“{shortened(text)}” has {len(text)} characters, at most {longest} are kept. "
            "Shorten the cell; nothing is cut silently.",
        )


def _collected(cells: Cells, mapping: Mapping, today: date) -> tuple[date, time | None]:
    rule = mapping.collected_on
    column = rule.column if isinstance(rule, DateColumn) else "collected_on"
    day, at = _dated(cells, rule) if isinstance(rule, DateColumn) else (rule, None)
    if day > today:
        raise CellRefused(
            column,
            f"{format_day(day)} lies in the future. Enter the day the blood was drawn, "
            f"today ({format_day(today)}) at the latest.",
        )
    return day, at


def _dated(cells: Cells, rule: DateColumn) -> tuple[date, time | None]:
    text = cells[rule.column]
    if not text:
        missing = f"The date is missing. Enter it like {rule.format.example}."
        raise CellRefused(rule.column, missing)
    try:
        day, at = rule.format.read(text)
    except ValueError:
        raise CellRefused(
            rule.column,
            f"“{shortened(text)}” is not a date like {rule.format.example}. "
            "Correct the cell, or the format in the mapping.",
        ) from None
    if day.year < EARLIEST_YEAR:
        raise CellRefused(rule.column, f"The year lies before {EARLIEST_YEAR}. Check the year.")
    return day, at


def _birth(cells: Cells, mapping: Mapping, collected_on: date) -> Birth:
    if mapping.birth_date is None:
        return birth_from_age(_age(cells, mapping.age_column), collected_on)
    born_on, _ = _dated(cells, mapping.birth_date)
    column = mapping.birth_date.column
    if born_on > collected_on:
        raise CellRefused(
            column,
            f"Blood drawn on {format_day(collected_on)} lies before his birth on "
            f"{format_day(born_on)}. Check both days.",
        )
    if age_on(born_on, collected_on) > HIGHEST_AGE:
        raise CellRefused(
            column, f"That would make him more than {HIGHEST_AGE} years old. Check the year."
        )
    return stated_birth(born_on)


def _age(cells: Cells, column: str) -> int:
    text = cells[column]
    is_whole = text.isascii() and text.isdigit()
    if not is_whole or len(text) > len(str(HIGHEST_AGE)) or int(text) > HIGHEST_AGE:
        shown = f"“{shortened(text)}” is not an age" if text else "The age is missing"
        raise CellRefused(column, f"{shown}. Enter whole years, {HIGHEST_AGE} at the most.")
    return int(text)


def _name(cells: Cells, column: str, field: str) -> str:
    if not column:
        return ""
    name = one_spelling(cells[column])
    _refuse_long(column, name, _longest(PatientDetails, field))
    return name


def _laboratory(cells: Cells, mapping: Mapping) -> str:
    if mapping.laboratory is None:
        return ""
    name = " ".join(_text(cells, mapping.laboratory).split())
    column = mapping.laboratory.column or "laboratory"
    _refuse_long(column, name, _longest(Laboratory, "name"))
    return name


def _text(cells: Cells, source: Text) -> str:
    return source.fixed if source.column is None else cells[source.column]


def _result(cells: Cells, column: ResultColumn, usual: Callable[[str], str]) -> Found | None:
    """The result of one column; an empty cell is none, a censoring mark is one of its own."""
    typed = cells[column.column]
    if column.censored and cells[column.censored.column] == column.censored.equals:
        typed = column.censored.typed
    if not typed:
        return None
    try:
        entry = read_result(
            column.analyte,
            typed,
            column.unit,
            method=column.method or usual(column.analyte),
            reference_range=_reference_range(cells, column),
        )
    except (*UNACCEPTED, Implausible) as refused:
        reason = f"“{shortened(typed)}”: {refused}"
        raise CellRefused(column.column, reason, _kind(refused)) from None
    return Found(column.column, entry)


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
    text = " ".join(_text(cells, column.reference_range).split())
    place = column.reference_range.column or column.column
    _refuse_long(place, text, _longest(Result, "reference_range"))
    return text
