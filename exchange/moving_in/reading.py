"""Rows of opened sheets as rows about men; every cell and heading at fault is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from itertools import zip_longest

from exchange.files.csv_reading import Unusable, shortened
from exchange.moving_in.columns import Column, folded
from exchange.moving_in.faults import HEADER_ROW, CellRefused, Fault
from exchange.moving_in.opening import OpenedRow, OpenedSheet
from exchange.moving_in.sheets import BY_NAME, CHECKED, NOT_READ, SEEN, SHEETS, WHO, Sheet
from exchange.rows.identity import normal_number

NUMBER, BORN = WHO


@dataclass(frozen=True)
class Row:
    """A row about the man of a record number: what it types into the form of its sheet.

    `born_on` is None where the cell is at fault. `refused` are columns that could not be read.
    """

    sheet: Sheet
    number: int
    man: str
    born_on: date | None
    typed: Mapping[str, str]
    is_checked: bool
    is_seen: bool
    refused: frozenset[str] = frozenset()

    def fault(self, column: str, what: str) -> Fault:
        """A fault of this row; `column` is the name of a column, or empty."""
        return Fault(self.sheet.name, self.number, self.sheet.header_of(column), what)


@dataclass
class Contents:
    """What a file says: rows by record number, and what is at fault in it.

    `of_file` keep the whole file out, because nobody knows whom they concern; `of_cells` keep out
    the men of `refused`, and rows that name no man.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    of_file: list[Fault] = field(default_factory=list)
    of_cells: list[Fault] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    count: int = 0


def read_contents(
    sheets: Sequence[OpenedSheet], today: date, people: Mapping[str, str]
) -> Contents:
    """Read every row of every sheet that is known; raises Unusable where there is none."""
    reading = _Reading(today, people)
    if not {folded(each.name) for each in sheets} & BY_NAME.keys():
        raise Unusable(
            f"The file has none of the sheets {_sheet_names()}. Start from the template."
        )
    for opened in sheets:
        if folded(opened.name) not in NOT_READ:
            reading.read(opened)
    if not reading.contents.count:
        raise Unusable("The file holds no rows below the headings. Fill in the template.")
    return reading.contents


def _sheet_names() -> str:
    return ", ".join(f"“{each.name}”" for each in SHEETS)


def _unknown_sheet(opened: OpenedSheet) -> Iterator[Fault]:
    """A sheet with something in it whose name means nothing here is never passed over."""
    if opened.rows or any(opened.header):
        what = f"This sheet is not known. Name it as one of {_sheet_names()}, or delete it."
        yield Fault(shortened(opened.name), HEADER_ROW, "", what)


def _heading_faults(sheet: Sheet, header: Sequence[str]) -> Iterator[Fault]:
    headings = [folded(each) for each in header]
    for place, heading in enumerate(headings):
        if heading and heading not in sheet.by_heading:
            yield Fault(sheet.name, HEADER_ROW, shortened(header[place]), _unknown(sheet, heading))
        elif heading and heading in headings[:place]:
            what = "This column occurs twice. Delete one of the two."
            yield Fault(sheet.name, HEADER_ROW, sheet.by_heading[heading].header, what)
    for column in sheet.columns:
        if column.name in sheet.needed and folded(column.name) not in headings:
            what = "This column is missing. Add it, and fill it in for every row."
            yield Fault(sheet.name, HEADER_ROW, column.header, what)


def _unknown(sheet: Sheet, heading: str) -> str:
    close = get_close_matches(heading, sheet.by_heading, n=1)
    meant = f" Is “{sheet.by_heading[close[0]].header}” meant?" if close else ""
    return (
        f"This column is not known, and nothing is passed over silently.{meant} Name it as in the "
        "template, or delete it."
    )


@dataclass
class _Reading:
    """What is read so far; `people` are keys of colleagues by folded address."""

    today: date
    people: Mapping[str, str]
    contents: Contents = field(default_factory=Contents)

    def read(self, opened: OpenedSheet) -> None:
        """Read one sheet."""
        sheet = BY_NAME.get(folded(opened.name))
        if sheet is None:
            self.contents.of_file += _unknown_sheet(opened)
            return
        self.contents.count += len(opened.rows)
        faults = list(_heading_faults(sheet, opened.header)) if opened.rows else []
        self.contents.of_file += faults
        if not faults:
            columns = [sheet.by_heading.get(folded(each)) for each in opened.header]
            for row in opened.rows:
                self._read_row(sheet, columns, row)

    def _read_row(self, sheet: Sheet, columns: Sequence[Column | None], row: OpenedRow) -> None:
        typed: dict[str, str] = {}
        refused: dict[str, str] = {}
        for column, cell in zip(columns, row.cells, strict=False):
            if column is None:
                continue
            try:
                if text := column.typed(cell, self.today, self.people):
                    typed[column.name] = text
            except CellRefused as why:
                refused[column.name] = str(why)
        if _is_beside(columns, row):
            refused[""] = "Something stands in a column without a heading. Name it, or delete it."
        _keep(self.contents, sheet, row.number, typed, refused)


def _is_beside(columns: Sequence[Column | None], row: OpenedRow) -> bool:
    unnamed = (cell for column, cell in zip_longest(columns, row.cells) if column is None)
    return any(cell and cell.text for cell in unnamed)


def _keep(
    contents: Contents, sheet: Sheet, number: int, typed: dict[str, str], refused: dict[str, str]
) -> None:
    man = normal_number(typed.get(NUMBER, ""))
    if not man and NUMBER not in refused:
        refused[NUMBER] = "The record number is missing. Enter it as on the man's chart."
    if BORN not in typed and BORN not in refused:
        refused[BORN] = "The birth date is missing. It tells that the row is really about him."
    contents.of_cells += [
        Fault(sheet.name, number, sheet.header_of(name), what) for name, what in refused.items()
    ]
    if not man:
        return
    if refused:
        contents.refused.add(man)
    contents.rows.setdefault(man, []).append(_row(sheet, number, man, typed, frozenset(refused)))


def _row(
    sheet: Sheet, number: int, man: str, typed: dict[str, str], refused: frozenset[str]
) -> Row:
    born = typed.get(BORN)
    own = {CHECKED, SEEN} if sheet.is_patients else {CHECKED, SEEN, *WHO}
    return Row(
        sheet,
        number,
        man,
        date.fromisoformat(born) if born else None,
        {name: text for name, text in typed.items() if name not in own},
        is_checked=CHECKED in typed,
        is_seen=SEEN in typed,
        refused=refused,
    )
