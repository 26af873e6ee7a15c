"""The empty spreadsheet that a clinic fills in: a workbook, or an archive of CSV files.

Both are made from the sheets that are read, so that they cannot disagree with them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from exchange.moving_in.columns import Column
from exchange.moving_in.explained import HEADINGS, explanations
from exchange.moving_in.sheets import EXPLANATIONS, LISTS, SHEETS, Sheet

LAST_ROW = 5000
"""How far down the drop-down lists reach."""

NARROW, WIDE = 13, 22
_BOLD = Font(bold=True)
_NEEDED = PatternFill("solid", fgColor="FFF2CC")
_TEXT, _DAY = "@", "yyyy-mm-dd"


def workbook() -> bytes:
    """The template as a workbook: a sheet for each kind of fact, explanations, and lists."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in SHEETS:
        book.create_sheet(sheet.name)
    _explain(book.create_sheet(EXPLANATIONS))
    words = book.create_sheet(LISTS)
    places: dict[tuple[str, ...], str] = {}
    for sheet in SHEETS:
        _fill(book[sheet.name], sheet, words, places)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _fill(page: Worksheet, sheet: Sheet, words: Worksheet, places: dict[Any, str]) -> None:
    page.freeze_panes = "B2"
    for number, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(number)
        head = page.cell(1, number, column.header)
        head.font, head.alignment = _BOLD, Alignment(wrap_text=True, vertical="top")
        if column.name in sheet.needed:
            head.fill = _NEEDED
        look = page.column_dimensions[letter]
        look.width = NARROW if column.is_unit or column.is_day or column.listed else WIDE
        look.number_format = _DAY if column.is_day else _TEXT
        if column.listed:
            _offer(page, letter, column, words, places)


def _offer(
    page: Worksheet, letter: str, column: Column, words: Worksheet, places: dict[Any, str]
) -> None:
    """A drop-down list of what may stand in a column; anything else is told when it is read."""
    listed = tuple(label for _, label in column.listed)
    if listed not in places:
        place = get_column_letter(len(places) + 1)
        for row, word in enumerate(listed, start=1):
            words.cell(row, len(places) + 1, word)
        places[listed] = f"{LISTS}!${place}$1:${place}${len(listed)}"
    rule = DataValidation(type="list", formula1=places[listed], allow_blank=True)
    page.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{LAST_ROW}")


def _explain(page: Worksheet) -> None:
    page.freeze_panes = "A2"
    for row in (HEADINGS, *explanations()):
        page.append(list(row))
    for cell in page[1]:
        cell.font = _BOLD
    for letter, width in zip("ABCDE", (14, 30, 10, 70, 60), strict=True):
        page.column_dimensions[letter].width = width


def csv_archive() -> bytes:
    """The template as an archive: a CSV file for each kind of fact, and the explanations."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, rows in _tables():
            entry = ZipInfo(f"{name}.csv")
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, "\ufeff" + _as_csv(rows))
    return target.getvalue()


def _tables() -> Iterator[tuple[str, Sequence[Sequence[str]]]]:
    for sheet in SHEETS:
        yield sheet.name, [[column.header for column in sheet.columns]]
    yield EXPLANATIONS, [HEADINGS, *explanations()]


def _as_csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
