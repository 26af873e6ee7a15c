"""A file that moves a clinic in, opened: its sheets as rows of cells, whichever kind it is."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from exchange.files.csv_reading import DELIMITERS, Unusable, decode
from exchange.moving_in.archives import NO_ARCHIVE, opened_archive
from exchange.moving_in.cells import EMPTY, Cell, cell_of

MOST_ROWS = 50_000
MOST_COLUMNS = 200
_WORKBOOK = "xl/workbook.xml"
_MAC_COPIES = "__MACOSX"

DAMAGED = "The workbook cannot be read: it is damaged or forged. Save it again as .xlsx."
TOO_MANY_ROWS = f"A sheet has more than {MOST_ROWS} rows. Split the file by patients."
TOO_MANY_COLUMNS = f"A sheet has more than {MOST_COLUMNS} columns. Delete what is not asked."


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """A row with something in it, numbered as the spreadsheet shows it."""

    number: int
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """A sheet of a workbook or a CSV file of an archive; its first row names the columns."""

    name: str
    header: Sequence[str]
    rows: Sequence[OpenedRow]


def open_sheets(content: bytes) -> list[OpenedSheet]:
    """Every sheet of a workbook or of an archive of CSV files; raises Unusable."""
    with opened_archive(content) as archive:
        names = archive.namelist()
        if _WORKBOOK in names:
            return _workbook(content)
        tables = [name for name in names if _is_table(name)]
        if not tables:
            raise Unusable(NO_ARCHIVE)
        return [_table(archive, name) for name in tables]


def _is_table(name: str) -> bool:
    return name.casefold().endswith(".csv") and not name.startswith(_MAC_COPIES)


def _workbook(content: bytes) -> list[OpenedSheet]:
    """The sheets of a workbook, read row by row; formulas stay formulas."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks that are not read anyway
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            return [_sheet(each.title, _cells(each)) for each in book.worksheets]
    except Unusable:
        raise
    except Exception:  # whatever a damaged or forged workbook makes the reader stumble over
        raise Unusable(DAMAGED) from None


def _cells(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    sheet.reset_dimensions()  # what the file says of its own size need not be true
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
        cells = [_cell(each) for each in row]
        while cells and not cells[-1].text:
            cells.pop()
        yield number, cells


def _cell(cell: Any) -> Cell:
    return EMPTY if cell.value is None else cell_of(cell.value, cell.data_type, cell.number_format)


def _table(archive: ZipFile, name: str) -> OpenedSheet:
    text, _ = decode(archive.read(name))
    stem = PurePosixPath(name).stem
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return _sheet(stem, ((n, _texts(cells)) for n, cells in enumerate(rows, start=1)))
    except csv.Error:
        raise Unusable(
            f"{stem}: one cell is far too long. Is a quotation mark opened and never closed?"
        ) from None


def _texts(cells: Iterable[str]) -> list[Cell]:
    found = [Cell(each.strip()) for each in cells]
    while found and not found[-1].text:
        found.pop()
    return found


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line: column names hold none."""
    first = text.lstrip("\ufeff").partition("\n")[0]
    return max(DELIMITERS, key=first.count)


def _sheet(name: str, rows: Iterator[tuple[int, list[Cell]]]) -> OpenedSheet:
    _, header = next(rows, (1, []))
    found: list[OpenedRow] = []
    for number, cells in rows:
        if len(cells) > MOST_COLUMNS:
            raise Unusable(TOO_MANY_COLUMNS)
        if cells:
            found.append(OpenedRow(number, cells))
        if len(found) > MOST_ROWS:
            raise Unusable(TOO_MANY_ROWS)
    if len(header) > MOST_COLUMNS:
        raise Unusable(TOO_MANY_COLUMNS)
    return OpenedSheet(name, [each.text for each in header], found)
