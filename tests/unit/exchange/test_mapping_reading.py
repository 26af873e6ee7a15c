"""A mapping is checked as a whole: everything wrong with it is said at once."""

import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from exchange.files.csv_reading import Unusable
from exchange.mapping.declared import DateColumn, Text
from exchange.mapping.reading import read_mapping

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "nhanes-mapping.json"


MORNING = time(8, 30)


def mapping(**changes: Any) -> str:
    whole = {
        "record_number": "id",
        "collected_on": {"column": "drawn", "format": "%Y-%m-%d"},
        "birth_date": {"column": "born", "format": "DD.MM.YYYY"},
        "results": [{"column": "e2", "analyte": "estradiol", "unit": "pg/mL"}],
    }
    whole |= changes
    return json.dumps({key: value for key, value in whole.items() if value is not None})


def result(**changes: Any) -> dict[str, Any]:
    column = {"column": "e2", "analyte": "estradiol", "unit": "pg/mL"} | changes
    return {"results": [{key: value for key, value in column.items() if value is not None}]}


def complaints(text: str) -> tuple[str, ...]:
    with pytest.raises(Unusable) as refused:
        read_mapping(text)
    return refused.value.sentences


def test_the_documented_example_is_read() -> None:
    read = read_mapping(EXAMPLE.read_text(encoding="utf-8"))
    assert read.collected_on == date(2014, 1, 15)
    assert read.age_column == "age_years"
    assert [column.analyte for column in read.results][:2] == ["testosterone_total", "estradiol"]
    assert read.results[1].censored.typed == "<2.994"


def test_columns_are_those_that_are_read() -> None:
    text = mapping(
        family_name="last",
        laboratory={"column": "lab"},
        **result(
            censored={"column": "low", "equals": "1", "as": "<5"}, reference_range={"column": "ref"}
        ),
    )
    assert read_mapping(text).columns == ("id", "drawn", "born", "last", "lab", "e2", "low", "ref")


def test_fixed_texts_need_no_column() -> None:
    read = read_mapping(mapping(laboratory={"fixed": "Central"}))
    assert read.laboratory == Text(fixed="Central")
    assert "Central" not in read.columns


@pytest.mark.parametrize(
    ("written", "text", "day", "at"),
    [
        pytest.param("%Y-%m-%d", "2014-01-31", date(2014, 1, 31), None, id="directives"),
        pytest.param("YYYY-MM-DD", "2014-01-31", date(2014, 1, 31), None, id="letters"),
        pytest.param("DD.MM.YYYY", "31.01.2014", date(2014, 1, 31), None, id="day first"),
        pytest.param("MM/DD/YYYY", "01/31/2014", date(2014, 1, 31), None, id="month first"),
        pytest.param("YYYYMMDD", "20140131", date(2014, 1, 31), None, id="nothing between"),
        pytest.param("DD-MMM-YYYY", "31-Jan-2014", date(2014, 1, 31), None, id="month named"),
        pytest.param(
            "%Y-%m-%dT%H:%M", "2014-01-31T08:30", date(2014, 1, 31), time(8, 30), id="time"
        ),
    ],
)
def test_date_formats(written: str, text: str, day: date, at: time | None) -> None:
    read = read_mapping(mapping(collected_on={"column": "drawn", "format": written}))
    assert isinstance(read.collected_on, DateColumn)
    assert read.collected_on.format.read(text) == (day, at)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("%y-%m-%d", id="two-digit year"),
        pytest.param("YY-MM-DD", id="two-digit year in letters"),
        pytest.param("%Y-%m", id="no day"),
        pytest.param("%d %H", id="no year"),
        pytest.param("%Y-%m-%d %Q", id="unknown directive"),
        pytest.param("%Y-%m-%d %", id="cut short"),
        pytest.param("%Y-%Y-%m-%d", id="directive twice"),
        pytest.param("any", id="word"),
    ],
)
def test_unclear_date_format_is_refused(written: str) -> None:
    (complaint,) = complaints(mapping(birth_date={"column": "born", "format": written}))
    assert "birth_date.format" in complaint
    assert "four-digit year" in complaint


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("", "not valid JSON", id="empty"),
        pytest.param("{", "not valid JSON", id="cut off"),
        pytest.param("[" * 100_000, "not valid JSON", id="nested without end"),
        pytest.param("[]", "one JSON object", id="a list"),
        pytest.param('{"results": 1, "results": 2}', "twice", id="name twice"),
        pytest.param(mapping(colour="red"), "colour is not known. Known here:", id="unknown key"),
        pytest.param(mapping(record_number=None), "record_number is missing", id="no number"),
        pytest.param(mapping(record_number=7), "record_number is missing or is not", id="number"),
        pytest.param(mapping(collected_on=None), "collected_on must be an object", id="no date"),
        pytest.param(mapping(collected_on="2014-01-15"), "collected_on must be", id="bare date"),
        pytest.param(mapping(collected_on={"fixed": "15.1.2014"}), "2014-01-31", id="fixed date"),
        pytest.param(
            mapping(collected_on={"fixed": "2014-01-15", "column": "a"}),
            "Keep one",
            id="both dates",
        ),
        pytest.param(mapping(birth_date=None), "birth_date must be an object", id="no birth date"),
        pytest.param(
            mapping(birth_date={"age_column": "a", "column": "b"}), "Keep one", id="both births"
        ),
        pytest.param(mapping(birth_date={"colum": "b"}), "colum is not known", id="misspelt key"),
        pytest.param(mapping(laboratory={}), "laboratory needs either", id="empty laboratory"),
        pytest.param(mapping(results=[]), "at least one result column", id="no results"),
        pytest.param(mapping(results=["e2"]), "results[0] must be an object", id="bare column"),
        pytest.param(mapping(**result(column=None)), "results[0].column is missing", id="column"),
        pytest.param(mapping(**result(analyte="E3")), "“E3” is not recorded here", id="analyte"),
        pytest.param(mapping(**result(unit=None)), "results[0].unit is missing", id="no unit"),
        pytest.param(mapping(**result(unit="ng/dL")), "results[0].unit is not accepted", id="unit"),
        pytest.param(mapping(**result(method="guess")), "“guess” is not known", id="assay"),
        pytest.param(
            mapping(**result(censored={"column": "a", "equals": "1"})), "as is missing", id="no as"
        ),
        pytest.param(
            mapping(**result(censored={"column": "a", "equals": "1", "as": "5"})),
            "must begin with < or >",
            id="as without a sign",
        ),
        pytest.param(
            mapping(**result(censored={"column": "a", "equals": "1", "as": "<low"})),
            "is not a result",
            id="as without a number",
        ),
        pytest.param(mapping(results=result()["results"] * 2), "more than once", id="twice"),
    ],
)
def test_wrong_mapping_is_refused(text: str, complaint: str) -> None:
    assert complaint in " ".join(complaints(text))


def test_everything_wrong_is_said_at_once() -> None:
    text = mapping(colour="red", record_number=None, **result(unit="mg", method="guess"))
    assert len(complaints(text)) == 4
