"""The rows of one man together, cut down to the columns that the mapping reads. Pure.

So every man is judged once for the whole file, and his rows can be compared with one another
before any of them is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

from accounts.spreadsheet import as_it_was
from exchange.files.csv_reading import SourceRow, Table
from exchange.mapping.declared import Mapping
from exchange.rows.cells import Rejection
from exchange.rows.identity import normal_number
from exchange.rows.of_facts import UnreadFact
from exchange.rows.read import LabRow, read_row
from labs.catalogue import UsualMethods


class UnreadRow(Protocol):
    """What stands in a file about one man, not read yet."""

    @property
    def number(self) -> int:
        """Its place in the file."""

    def read(self, mapping: Mapping, today: date, usual: UsualMethods) -> LabRow:
        """Read it; raises RowRefused with everything that is wrong."""


class MappedRow(NamedTuple):
    """The cells of one row in the order of the mapping's columns."""

    number: int
    cells: tuple[str, ...]

    def read(self, mapping: Mapping, today: date, usual: UsualMethods) -> LabRow:
        """Read the row by its mapping; raises RowRefused."""
        named = dict(zip(mapping.columns, self.cells, strict=True))
        return read_row(self.number, named, mapping, today, usual)


@dataclass
class GroupedRows:
    """All rows of a file: `by_number` in the order in which record numbers first occur.

    `facts` are scans and courses by the same numbers, where the format brings any.
    """

    count: int = 0
    by_number: dict[str, list[UnreadRow]] = field(default_factory=dict)
    facts: dict[str, list[UnreadFact]] = field(default_factory=dict)
    misshapen: list[Rejection] = field(default_factory=list)

    def enter(self, fact: UnreadFact) -> None:
        """Note a scan or a course for its man."""
        self.count += 1
        self.facts.setdefault(fact.record_number, []).append(fact)

    def men(self) -> Iterator[str]:
        """Every record number once."""
        return iter(dict.fromkeys([*self.by_number, *self.facts]))

    def of(self, number: str) -> Sequence[UnreadRow]:
        """The rows under one record number."""
        return self.by_number.get(number, ())

    def every(self) -> Iterator[UnreadRow]:
        """All rows, man by man."""
        return (row for number in self.by_number for row in self.of(number))

    def at(self, places: Collection[int]) -> dict[int, UnreadRow]:
        """The rows at some places of the file."""
        return {row.number: row for row in self.every() if row.number in places} if places else {}


def group_rows(table: Table, mapping: Mapping) -> GroupedRows:
    """Read all rows of a table; raises Unusable where its text breaks off."""
    places = [table.columns.index(name) for name in mapping.columns]
    number_place = table.columns.index(mapping.record_number)
    grouped = GroupedRows()
    for row in table.rows:
        grouped.count += 1
        if misshapen := _misshapen(row, len(table.columns)):
            grouped.misshapen.append(misshapen)
            continue
        cells = tuple(as_it_was(row.cells[place].strip()) for place in places)
        record_number = normal_number(as_it_was(row.cells[number_place].strip()))
        grouped.by_number.setdefault(record_number, []).append(MappedRow(row.number, cells))
    return grouped


def _misshapen(row: SourceRow, width: int) -> Rejection | None:
    """Empty cells at the end are what spreadsheets add; anything else shifts the columns."""
    surplus = row.cells[width:]
    if len(row.cells) >= width and not any(cell.strip() for cell in surplus):
        return None
    return Rejection(
        row.number,
        "",
        f"The row has {len(row.cells)} cells, the header {width}. Is a delimiter or a quotation "
        "mark missing or too many? Correct the row.",
    )
