"""What a spreadsheet does to what was typed, and what is read all the same."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from exchange.moving_in.cells import Cell, Holds, cell_of
from exchange.moving_in.columns import Column
from exchange.moving_in.faults import CellRefused
from exchange.moving_in.sheets import ANASTROZOLE, DRAWS, PATIENTS, SYMPTOMS, Sheet
from tests.conftest import TODAY


def column(sheet: Sheet, name: str) -> Column:
    return next(each for each in sheet.columns if each.name == name)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        pytest.param(17.1, "General", "17.1", id="one decimal"),
        pytest.param(float("17.100000000000001"), "General", "17.1", id="as a file holds it"),
        pytest.param(0.1 + 0.2, "General", "0.3", id="noise behind 15 digits"),
        pytest.param(28.0, "General", "28", id="whole"),
        pytest.param(0.25, "0.0", "0.25", id="more than the format shows"),
        pytest.param(1e-05, "General", "0.00001", id="no exponent"),
        pytest.param(-1.62, "General", "-1.62", id="below zero"),
        pytest.param(482, "00000", "00482", id="zeros of a record number"),
        pytest.param(482, "0", "482", id="no zeros to add"),
        pytest.param(0.501, "0.0%", "50.1 %", id="percent"),
        pytest.param(999_999_999_999_999, "General", "999999999999999", id="15 digits"),
        pytest.param(True, "General", "yes", id="true"),
        pytest.param(False, "General", "no", id="false"),
        pytest.param("  a b ", "General", "a b", id="text"),
        pytest.param(time(8, 30), "h:mm", "08:30", id="hour"),
    ],
)
def test_a_cell_keeps_what_was_typed(value: Any, number_format: str, text: str) -> None:
    assert cell_of(value, "n", number_format).text == text


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        pytest.param("=1+1", "f", id="formula"),
        pytest.param("#N/A", "e", id="error"),
        pytest.param(10**15, "n", id="16 digits"),
        pytest.param(float("1e300"), "n", id="far too large"),
        pytest.param(timedelta(hours=30), "d", id="length of time"),
    ],
)
def test_what_is_no_value_says_so(value: Any, kind: str) -> None:
    assert cell_of(value, kind, "General").holds is Holds.NOTHING_USABLE


def test_a_text_that_looks_like_a_formula_is_text() -> None:
    cell = cell_of("=HYPERLINK(1)", "s", "General")
    assert (cell.text, cell.holds) == ("=HYPERLINK(1)", Holds.TEXT)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param(cell_of(datetime(2026, 3, 2), "d", ""), "2026-03-02", id="date cell"),
        pytest.param(cell_of(date(2026, 3, 2), "d", ""), "2026-03-02", id="date"),
        pytest.param(Cell("2026-03-02"), "2026-03-02", id="ISO"),
        pytest.param(Cell("2026-03-02 00:00:00"), "2026-03-02", id="ISO with midnight"),
        pytest.param(Cell("2 Mar 2026"), "2026-03-02", id="month in letters"),
        pytest.param(Cell("Mar 2, 2026"), "2026-03-02", id="month first in letters"),
        pytest.param(Cell("13/03/2026"), "2026-03-13", id="one meaning"),
        pytest.param(Cell("04/04/2026"), "2026-04-04", id="both meanings alike"),
        pytest.param(Cell(""), "", id="empty"),
    ],
)
def test_a_day_is_read(cell: Cell, text: str) -> None:
    assert column(DRAWS, "collected_on").typed(cell, TODAY, {}) == text


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        pytest.param(Cell("03/04/2026"), "03-Apr-2026 or 04-Mar-2026", id="two meanings"),
        pytest.param(cell_of(46083, "n", "General"), "is a number and no date", id="serial"),
        pytest.param(Cell("46083"), "no full date", id="serial in CSV"),
        pytest.param(Cell("2 Mar"), "no full date", id="no year"),
        pytest.param(Cell("2/3/26"), "no full date", id="short year"),
        pytest.param(Cell("-6"), "no full date", id="distance"),
        pytest.param(Cell("today"), "no full date", id="word"),
        pytest.param(Cell("30 Feb 2026"), "no such day", id="no such day"),
        pytest.param(Cell("2026-02-30"), "no such day", id="no such ISO day"),
        pytest.param(Cell("2 Mar 0026"), "year must lie", id="year 26"),
        pytest.param(cell_of(datetime(2026, 3, 2, 8), "d", ""), "an hour too", id="with hour"),
        pytest.param(cell_of(time(8), "d", ""), "is a number and no date", id="hour"),
    ],
)
def test_a_day_that_could_be_another_is_refused(cell: Cell, says: str) -> None:
    with pytest.raises(CellRefused, match=says):
        column(DRAWS, "collected_on").typed(cell, TODAY, {})


@pytest.mark.parametrize(
    ("where", "typed", "sent"),
    [
        pytest.param((ANASTROZOLE, "schedule"), "twice a WEEK", "w2", id="word"),
        pytest.param((ANASTROZOLE, "schedule"), "w2", "w2", id="code"),
        pytest.param((SYMPTOMS, "fatigue"), "Mild", "1", id="without its number"),
        pytest.param((SYMPTOMS, "fatigue"), "mild (1)", "1", id="with its number"),
        pytest.param((SYMPTOMS, "fatigue"), "1", "1", id="its number"),
        pytest.param((DRAWS, "estradiol_unit"), "PG/ML", "pg/mL", id="unit in capitals"),
        pytest.param((DRAWS, "psa_unit"), "µg/L", "ug/L", id="micro sign"),
        pytest.param((DRAWS, "fasting"), "No", "false", id="no is an answer"),
        pytest.param((DRAWS, "awaiting_results"), "no", "", id="no is an empty box"),
        pytest.param((PATIENTS, "owner"), "Dr@X.org", "7", id="colleague"),
    ],
)
def test_a_listed_word_is_found(where: tuple[Sheet, str], typed: str, sent: str) -> None:
    assert column(*where).typed(Cell(typed), TODAY, {"dr@x.org": "7"}) == sent


@pytest.mark.parametrize(
    ("where", "cell", "says"),
    [
        pytest.param((ANASTROZOLE, "schedule"), Cell("daily"), "Every day", id="unlisted"),
        pytest.param((DRAWS, "estradiol_unit"), Cell("ng/dL"), "pg/mL", id="not its unit"),
        pytest.param((DRAWS, "awaiting_results"), Cell("maybe"), "yes or no", id="neither"),
        pytest.param((PATIENTS, "owner"), Cell("x@y.org"), "no clinician", id="stranger"),
        pytest.param(
            (DRAWS, "estradiol"),
            cell_of(datetime(2026, 1, 17), "d", ""),
            "made a date or time",
            id="17.1 became a date",
        ),
        pytest.param(
            (PATIENTS, "record_number"),
            cell_of(datetime(2026, 1, 2), "d", ""),
            "made a date or time",
            id="1-2 became a date",
        ),
    ],
)
def test_what_means_nothing_is_refused(where: tuple[Sheet, str], cell: Cell, says: str) -> None:
    with pytest.raises(CellRefused, match=says):
        column(*where).typed(cell, TODAY, {})
