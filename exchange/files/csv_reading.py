"""Reading delimited text: encoding, delimiter, header and rows, with what was found out said.

Pure: bytes in, rows out. What the cells mean is another module's question.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF")
"""How spreadsheets of both kinds, archives and printed pages begin."""
_STATED = re.compile(r'"?sep=(?P<delimiter>[^\r\n])"?[^\S\r\n]*(?:\r\n|[\r\n])', re.IGNORECASE)
"""The line by which a spreadsheet program tells itself the delimiter, before the header."""
_SAMPLE_BYTES = 4096
_C1_CONTROLS = range(0x80, 0xA0)
_MOST_COLUMNS_NAMED = 30
_LONGEST_SHOWN = 40


class Unusable(ValueError):
    """The input as a whole cannot be read; `sentences` say everything that is wrong with it."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class SourceRow(NamedTuple):
    """One row of the file; the header is row 1, blank rows count."""

    number: int
    cells: Sequence[str]


_NO_ROW = SourceRow(0, ())


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file: how it was read, its columns, and its rows, which can be read once."""

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    rows: Iterator[SourceRow]


def shortened(text: str) -> str:
    """A cell as a message quotes it: one short line without signs that steer a terminal."""
    if len(text) <= _LONGEST_SHOWN and text.isprintable() and " " not in text:
        return text
    start = " ".join(text[: 2 * _LONGEST_SHOWN].split())
    line = "".join(sign if sign.isprintable() else "�" for sign in start)
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"


def named_columns(columns: Sequence[str]) -> str:
    """The columns of a file as a message lists them."""
    shown = ", ".join(shortened(name) or "(no name)" for name in columns[:_MOST_COLUMNS_NAMED])
    more = len(columns) - _MOST_COLUMNS_NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def decode(content: bytes) -> tuple[str, str]:
    """The text of a file and the encoding it was read in; raises Unusable."""
    if content.startswith(_NO_TEXT):
        raise Unusable(
            "This is a spreadsheet, a PDF or an archive, not text. Save it as CSV first."
        )
    encoding = _declared(content) or _wide(content)
    if encoding is None:
        return _narrow(content)
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError:
        raise Unusable(
            f"The file is marked as {encoding.upper()} but is damaged or cut off. Export it again."
        ) from None


def _declared(content: bytes) -> str | None:
    return next((encoding for bom, encoding in _BOMS if content.startswith(bom)), None)


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark shows as a zero in every other byte."""
    sample = content[:_SAMPLE_BYTES]
    first, second = sample[::2], sample[1::2]
    if 2 * second.count(0) > len(second) > 0 and not first.count(0):
        return "utf-16-le"
    if 2 * first.count(0) > len(first) > 0 and not second.count(0):
        return "utf-16-be"
    return None


def _narrow(content: bytes) -> tuple[str, str]:
    """UTF-8, else Windows-1252 where its extra signs occur, else Latin-1, which reads anything."""
    for encoding in ("utf-8", "windows-1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or any(byte in _C1_CONTROLS for byte in content):
            return text, encoding
    return content.decode("latin-1"), "latin-1"


def open_table(content: bytes, expected: Collection[str]) -> Table:
    """Open a file whose header should hold the `expected` columns; raises Unusable."""
    text, encoding = decode(content)
    if not text.strip().strip("\ufeff\x00"):
        raise Unusable("The file is empty. Export it again.")
    delimiter = stated_delimiter(text) or _delimiter(text, expected)
    records = _records(text, delimiter)
    if stated_delimiter(text):
        next(records)
    header = next(records, _NO_ROW)
    columns = tuple(name.strip() for name in header.cells)
    _check_header(columns, expected)
    return Table(encoding, DELIMITERS[delimiter], columns, records)


def stated_delimiter(text: str) -> str:
    """The delimiter that a line before the header names, if there is such a line."""
    stated = _STATED.match(text)
    return stated["delimiter"] if stated and stated["delimiter"] in DELIMITERS else ""


def _delimiter(text: str, expected: Collection[str]) -> str:
    """The delimiter that finds most of the expected columns, else the one with most cells."""

    def merit(delimiter: str) -> tuple[int, int]:
        cells = _first_cells(text, delimiter)
        return len({cell.strip() for cell in cells} & set(expected)), len(cells)

    return max(DELIMITERS, key=merit)


def _first_cells(text: str, delimiter: str) -> Sequence[str]:
    try:
        return next(_records(text, delimiter), _NO_ROW).cells
    except Unusable:
        return ()


def _records(text: str, delimiter: str) -> Iterator[SourceRow]:
    """Every row that is not blank, with its number."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield SourceRow(number, cells)
    except csv.Error:
        raise Unusable(
            f"Row {number + 1} cannot be read: one cell is far too long. Is a quotation mark "
            "opened and never closed? Correct the file or export it again."
        ) from None


def _check_header(columns: Sequence[str], expected: Collection[str]) -> None:
    if any("\x00" in name for name in columns):
        raise Unusable("This is not a text file. Export the results as CSV.")
    missing = [name for name in expected if name not in columns]
    twice = sorted({name for name in expected if columns.count(name) > 1})
    sentences = [f"Column “{shortened(name)}” occurs more than once." for name in twice]
    if missing:
        names = ", ".join(f"“{shortened(name)}”" for name in missing)
        sentences.append(
            f"Missing: {names}. The file has these columns: {named_columns(columns)}. "
            "Correct the mapping, or check that the first row names the columns."
        )
    if sentences:
        raise Unusable(*sentences)
