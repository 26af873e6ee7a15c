"""Opening what arrives: workbooks, archives, and files that only pretend."""

from __future__ import annotations

import io
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import DEFUSEDXML, Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from exchange.files.csv_reading import Unusable
from exchange.moving_in import archives, opening
from exchange.moving_in.cells import Holds
from exchange.moving_in.opening import open_sheets
from tests.moving_in.sheets import WHOLE, archive, saved, workbook

ENTITIES = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xxxxxxxxxx">
<!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]><a>&y;</a>"""


def zipped(**members: str) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return target.getvalue()


def replaced(content: bytes, name: str, text: str) -> bytes:
    """A workbook in which one part is another."""
    source, target = ZipFile(io.BytesIO(content)), io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        for each in source.namelist():
            file.writestr(each, text if each == name else source.read(each))
    return target.getvalue()


def test_a_workbook_and_an_archive_say_the_same() -> None:
    book, files = open_sheets(workbook(WHOLE)), open_sheets(archive(WHOLE))
    assert [(each.name, each.header) for each in book] == [(f.name, f.header) for f in files]
    texts = [[cell.text for row in each.rows for cell in row.cells] for each in book]
    assert texts == [[cell.text for row in each.rows for cell in row.cells] for each in files]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "neither", id="empty"),
        pytest.param(b"a,b\n1,2\n", "neither", id="CSV alone"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"0" * 99, "old Excel file", id="xls"),
        pytest.param(b"PK\x03\x04" + b"0" * 99, "damaged", id="cut off"),
        pytest.param(zipped(readme_dot_txt="x"), "neither", id="archive of something else"),
        pytest.param(zipped(xl__workbook_dot_xml="<a/>"), "cannot be read", id="hollow"),
        pytest.param(
            replaced(workbook(WHOLE), "xl/worksheets/sheet1.xml", "<a"), "cannot be read", id="torn"
        ),
        pytest.param(
            replaced(workbook(WHOLE), "xl/workbook.xml", ENTITIES), "cannot be read", id="entities"
        ),
        pytest.param(
            replaced(workbook(WHOLE), "xl/worksheets/sheet2.xml", ENTITIES),
            "cannot be read",
            id="entities in a sheet",
        ),
    ],
)
def test_a_file_that_only_pretends_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(Unusable, match=says):
        open_sheets(content)


def test_forged_markup_is_read_by_the_hardened_reader() -> None:
    assert DEFUSEDXML


@pytest.mark.parametrize(("content", "fits"), [(10, True), (11, False)])
def test_an_archive_that_swells_is_not_unpacked(
    content: int, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "LARGEST_CONTENT", 10)
    packed = zipped(Draws_dot_csv="a" * content)
    if fits:
        assert open_sheets(packed)[0].name == "Draws"
    else:
        with pytest.raises(Unusable, match="far too large"):
            open_sheets(packed)


def test_a_real_bomb_is_refused_at_once() -> None:
    with pytest.raises(Unusable, match="far too large"):
        open_sheets(zipped(Draws_dot_csv="0" * (archives.LARGEST_CONTENT + 1)))


@pytest.mark.parametrize(("rows", "fits"), [(3, True), (4, False)])
def test_rows_are_bounded(rows: int, fits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_ROWS", 3)
    packed = zipped(Draws_dot_csv="a\n" + "1\n" * rows)
    if fits:
        assert len(open_sheets(packed)[0].rows) == rows
    else:
        with pytest.raises(Unusable, match="rows"):
            open_sheets(packed)


@pytest.mark.parametrize(("columns", "fits"), [(200, True), (201, False)])
def test_columns_are_bounded(columns: int, fits: bool) -> None:
    book = Workbook()
    book.active.append(["a"] * columns)
    if fits:
        assert len(open_sheets(saved(book))[0].header) == columns
    else:
        with pytest.raises(Unusable, match="columns"):
            open_sheets(saved(book))


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    book = Workbook()
    book.active.append(["a"])
    book.active["A4"], book.active["A9"] = "x", "y"
    (sheet,) = open_sheets(saved(book))
    assert [row.number for row in sheet.rows] == [4, 9]


def test_days_counted_from_1904_are_the_same_days() -> None:
    rows = {"Draws": [{"collected_on": date(2026, 3, 2)}]}
    for epoch in (None, CALENDAR_MAC_1904):
        (sheet,) = open_sheets(workbook(rows, epoch=epoch))
        assert sheet.rows[0].cells[0].text == "2026-03-02"


def test_a_formula_is_not_calculated() -> None:
    (sheet,) = open_sheets(workbook({"Draws": [{"estradiol": "=16+1"}]}))
    assert sheet.rows[0].cells[0].holds is Holds.NOTHING_USABLE


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_are_read_with_any_delimiter_and_encoding(delimiter: str) -> None:
    text = delimiter.join(["a", "b"]) + "\r\n" + delimiter.join(["Ö", '"x\ny"'])
    for encoding in ("utf-8-sig", "utf-16", "windows-1252"):
        target = io.BytesIO()
        with ZipFile(target, "w") as file:
            file.writestr("Draws.csv", text.encode(encoding))
        (sheet,) = open_sheets(target.getvalue())
        assert [cell.text for cell in sheet.rows[0].cells] == ["Ö", "x\ny"]
