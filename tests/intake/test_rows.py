"""Every nonsense in a row keeps the row out, with the cell at fault and what to do."""

import pytest

from accounts.models import Clinic
from patients.models import PatientDetails
from tests.intake.files import ADLER, BAUER, figures, reasons, take

pytestmark = pytest.mark.both_databases


def row(**changes: str) -> str:
    cells = {
        "id": "007",
        "born": "1970-03-01",
        "drawn": "2026-11-16",
        "last": "Adler",
        "first": "Bert",
        "tt": "620",
        "e2": "31",
        "low": "0",
        "hct": "47.1",
    }
    return ",".join((cells | changes).values())


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        pytest.param({"id": ""}, "id", "missing", id="no record number"),
        pytest.param({"id": "7" * 41}, "id", "at most 40", id="record number too long"),
        pytest.param({"id": "0\x1b7"}, "id", "cannot be printed", id="control sign"),
        pytest.param({"born": ""}, "born", "Enter it like 2014-01-31", id="no birth date"),
        pytest.param({"born": "1.3.1970"}, "born", "not a date like 2014-01-31", id="date order"),
        pytest.param({"born": "1970-02-30"}, "born", "not a date", id="no such day"),
        pytest.param({"born": "1899-12-31"}, "born", "before 1900", id="birth too early"),
        pytest.param({"born": "1905-11-15"}, "born", "more than 120", id="too old"),
        pytest.param({"born": "2026-11-17"}, "born", "before his birth", id="before birth"),
        pytest.param({"drawn": "2026-11-23"}, "drawn", "in the future", id="future"),
        pytest.param({"drawn": "yesterday"}, "drawn", "not a date like", id="word for a date"),
        pytest.param({"e2": "high"}, "e2", "Enter one number", id="letters"),
        pytest.param({"e2": "-31"}, "e2", "no plus or minus", id="negative"),
        pytest.param({"e2": "31 ng/dL"}, "e2", "not recorded in", id="another unit in the cell"),
        pytest.param({"e2": "31 ng/L"}, "e2", "the unit beside it", id="unit contradicts"),
        pytest.param({"e2": "2001"}, "e2", "cannot be recorded", id="beyond the hard limit"),
        pytest.param({"e2": '"1,012"'}, "e2", "1012 or 1.012", id="thousands or decimals"),
        pytest.param({"e2": "=20+11"}, "e2", "Enter one number", id="formula"),
        pytest.param({"e2": "9" * 5000}, "e2", "at most 40", id="5,000 characters"),
        pytest.param({"hct": "<47"}, "hct", "takes no", id="sign on a hematocrit"),
        pytest.param({"last": "x" * 5000}, "last", "has 5000 characters", id="long name"),
        pytest.param({"first": "\x00"}, "first", "zero byte", id="zero byte"),
    ],
)
def test_nonsense_in_a_cell(
    clinic: Clinic, changes: dict[str, str], column: str, reason: str
) -> None:
    refused = reasons(take(clinic, row(**changes)))
    assert list(refused) == [(2, column)]
    assert reason in refused[2, column]
    assert len(refused[2, column]) < 400


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"drawn": "2026-11-22"}, id="drawn today"),
        pytest.param({"born": "2026-11-16"}, id="born on the day of the draw"),
        pytest.param({"born": "1905-11-17"}, id="the oldest age"),
        pytest.param({"e2": "2000"}, id="at the hard limit"),
        pytest.param({"id": "7" * 40}, id="the longest record number"),
    ],
)
def test_a_row_just_inside_every_bound(clinic: Clinic, changes: dict[str, str]) -> None:
    assert figures(take(clinic, row(**changes))) == (1, 1, 3, 0, 0)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        pytest.param("007,1970-03-01", 2, id="too short"),
        pytest.param(f"{ADLER},surplus", 10, id="too long"),
    ],
)
def test_row_of_another_length(clinic: Clinic, text: str, cells: int) -> None:
    assert f"has {cells} cells, the header 9" in reasons(take(clinic, text))[2, ""]


def test_empty_cells_at_the_end_of_a_row_are_nothing(clinic: Clinic) -> None:
    assert figures(take(clinic, f"{ADLER},,")) == (1, 1, 3, 0, 0)


def test_all_that_is_wrong_is_said_at_once(clinic: Clinic) -> None:
    report = take(clinic, row(born="?", e2="?", hct="?"), BAUER, row(id="", tt="-1"))
    assert list(reasons(report)) == [(2, "born"), (2, "e2"), (2, "hct"), (4, "id"), (4, "tt")]
    assert report.rejected_rows == 2


def test_rejections_come_in_the_order_of_the_file(clinic: Clinic) -> None:
    report = take(clinic, row(e2="?"), BAUER.replace("44", "?"), row(e2="!"))
    assert list(reasons(report)) == [(2, "e2"), (3, "hct"), (4, "e2")]


def test_rows_keep_their_number_after_a_blank_line(clinic: Clinic) -> None:
    assert list(reasons(take(clinic, ADLER, "", row(e2="?")))) == [(4, "e2")]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("=HYPERLINK(1)", id="formula"),
        pytest.param("@SUM(1+1)*cmd|' /C calc'!A0", id="command"),
        pytest.param("+1", id="plus"),
        pytest.param("<script>alert(1)</script>", id="markup"),
        pytest.param("𝕬dler", id="beyond the basic plane"),
    ],
)
def test_a_name_is_kept_as_text(clinic: Clinic, name: str) -> None:
    take(clinic, row(last=name))
    assert PatientDetails.objects.get().family_name == name


def test_an_age_gives_an_estimated_birth_date(clinic: Clinic) -> None:
    take(clinic, row(born="39"), mapping={"birth_date": {"age_column": "born"}})
    details = PatientDetails.objects.get()
    assert (details.born_on.isoformat(), details.born_on_is_estimated) == ("1987-07-01", True)


@pytest.mark.parametrize(
    "age",
    [
        pytest.param("", id="empty"),
        pytest.param("-1", id="negative"),
        pytest.param("39.5", id="with decimals"),
        pytest.param("121", id="too old"),
        pytest.param("٣٩", id="other digits"),
        pytest.param("9" * 5000, id="endless"),
    ],
)
def test_an_impossible_age(clinic: Clinic, age: str) -> None:
    refused = take(clinic, row(born=age), mapping={"birth_date": {"age_column": "born"}})
    assert "whole years" in reasons(refused)[2, "born"]
