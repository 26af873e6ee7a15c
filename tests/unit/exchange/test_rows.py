"""Whatever the cells hold, a row is read or refused cell by cell."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.mapping.reading import read_mapping
from exchange.rows.cells import RowRefused
from exchange.rows.read import LabRow, read_row

TODAY = date(2026, 11, 22)
MAPPING = read_mapping(
    json.dumps(
        {
            "record_number": "id",
            "collected_on": {"column": "drawn", "format": "%d.%m.%Y %H:%M"},
            "birth_date": {"column": "born", "format": "DD.MM.YYYY"},
            "laboratory": {"column": "lab"},
            "results": [
                {
                    "column": "e2",
                    "analyte": "estradiol",
                    "unit": "pg/mL",
                    "reference_range": {"column": "range"},
                },
                {"column": "free", "analyte": "testosterone_free", "unit": "ng/dL"},
            ],
        }
    )
)
GOOD = {
    "id": "7",
    "drawn": "16.11.2026 08:30",
    "born": "01.03.1970",
    "lab": "Central",
    "e2": "31",
    "range": "10 - 42",
    "free": "",
}


def read(**changes: str) -> LabRow | tuple[Any, ...]:
    try:
        return read_row(2, GOOD | changes, MAPPING, TODAY)
    except RowRefused as refused:
        return refused.rejections


def test_everything_a_row_says_is_kept() -> None:
    row = read()
    assert (row.collected_on, row.collected_at.isoformat()) == (date(2026, 11, 16), "08:30:00")
    assert row.laboratory == "Central"
    (found,) = row.results
    assert (found.analyte, found.entry.reference_range) == ("estradiol", "10 - 42")


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        pytest.param({"lab": "x" * 121}, "lab", id="laboratory"),
        pytest.param({"range": "x" * 81}, "range", id="reference range"),
    ],
)
def test_a_text_too_long_is_refused_and_not_cut(changes: dict[str, str], column: str) -> None:
    (rejection,) = read(**changes)
    assert rejection.column == column
    assert "nothing is cut" in rejection.reason


@pytest.mark.parametrize("column", sorted(GOOD))
@given(text=st.text(max_size=60))
def test_any_text_is_read_or_refused_for_its_own_cell(column: str, text: str) -> None:
    answer = read(**{column: text.strip()})
    assert isinstance(answer, LabRow) or {each.column for each in answer} <= {column, "born"}
