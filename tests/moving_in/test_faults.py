"""Every kind of fault is told with its place and what to do, and all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Clinic, User
from exchange.files.csv_reading import Unusable
from patients.facts import Fact
from tests.conftest import TODAY, admitted
from tests.moving_in.conftest import Told
from tests.moving_in.sheets import DRAW, HE, PETER, START, WHOLE, Rows, but

pytestmark = pytest.mark.django_db

Check = Callable[[Rows], Told]


def test_nothing_is_wrong_with_the_whole_man(told: Check) -> None:
    assert told(WHOLE) == []


@pytest.mark.parametrize(
    ("sheet", "changed", "column", "says"),
    [
        pytest.param("Patients", {"family_name": None}, "Family name", "Enter", id="no name"),
        pytest.param("Patients", {"email": "x"}, "Email", "name@example", id="address"),
        pytest.param("Patients", {"record_number": None}, "Record number", "missing", id="nobody"),
        pytest.param(
            "Patients", {"record_number": "9" * 41}, "Record number", "40 characters", id="long"
        ),
        pytest.param("Patients", {"born_on": None}, "Born on", "missing", id="no birth date"),
        pytest.param(
            "Patients", {"born_on": date(1901, 1, 1)}, "Born on", "more than 120", id="too old"
        ),
        pytest.param(
            "Patients", {"deceased_on": date(1950, 1, 1)}, "Deceased on", "before", id="unborn"
        ),
        pytest.param("Anastrozole", {"dose_mg": 0}, "Dose mg", "single dose", id="dose at zero"),
        pytest.param("Anastrozole", {"dose_mg": 10.001}, "Dose mg", "can't be", id="dose above"),
        pytest.param("Anastrozole", {"dose_mg": "much"}, "Dose mg", "number", id="dose in words"),
        pytest.param("Anastrozole", {"schedule": None}, "Schedule", "how often", id="no schedule"),
        pytest.param("Anastrozole", {"indication": None}, "Indication", "given for", id="what for"),
        pytest.param("Anastrozole", {"step": "Stop"}, "Reason code", "why", id="no reason"),
        pytest.param("Other drugs", {"step": "Stop"}, "Step", "never started", id="no start"),
        pytest.param("Other drugs", {"drug": None}, "Drug", "Choose", id="no drug is assumed"),
        pytest.param("Other drugs", {"dose_mg": -1}, "Dose mg", "above 0", id="negative dose"),
        pytest.param("Draws", {"estradiol_unit": None}, "Estradiol", "unit", id="no unit"),
        pytest.param("Draws", {"estradiol": "31 ng/dL"}, "Estradiol", "unit", id="two units"),
        pytest.param("Draws", {"estradiol": "<=5"}, "Estradiol", "at most", id="at most"),
        pytest.param("Draws", {"estradiol": "1,250"}, "Estradiol", "can mean", id="comma"),
        pytest.param("Draws", {"estradiol": "high"}, "Estradiol", "one number", id="words"),
        pytest.param("Draws", {"hematocrit": "<45"}, "Hematocrit", "takes no", id="no sign"),
        pytest.param("Draws", {"hematocrit": 95}, "Hematocrit", "cannot be", id="impossible"),
        pytest.param(
            "Draws",
            {"collected_on": TODAY + timedelta(days=1)},
            "Collected on",
            "future",
            id="tomorrow",
        ),
        pytest.param("Draws", {"collected_at": "late"}, "Collected at", "08:30", id="hour"),
        pytest.param("Draws", {"awaiting_results": "yes"}, "Awaiting results", "above", id="both"),
        pytest.param("Draws", {"psa": "=1+1"}, "PSA", "formula", id="formula"),
        pytest.param("DEXA", {"device": None}, "Device", "Enter", id="no device"),
        pytest.param(
            "DEXA", {"lumbar_spine_bmd_g_cm2": 9}, "Lumbar spine BMD g cm2", "can't", id="density"
        ),
        pytest.param("Symptoms", {"joint_pain": None}, "None today", "none", id="no answer"),
        pytest.param("Symptoms", {"none_today": "yes"}, "None today", "Clear", id="both answers"),
        pytest.param("Symptoms", {"joint_pain": "4"}, "Joint pain", "Severe", id="beyond severe"),
    ],
)
def test_a_fault_names_its_cell(
    sheet: str, changed: dict[str, Any], column: str, says: str, told: Check
) -> None:
    found = [
        (where, at)
        for where, row, at, what in told(but(WHOLE, sheet, **changed))
        if row == 2 and says in what
    ]
    assert (sheet, column) in found


@pytest.mark.parametrize(
    ("sheet", "changed", "asks"),
    [
        pytest.param("Draws", {"hematocrit": 65}, "unusually high", id="unlikely"),
        pytest.param("Draws", {"testosterone_total": "28.2"}, "nmol/L", id="slipped unit"),
        pytest.param("Anastrozole", {"dose_mg": 1.5}, "1.5 mg", id="unusual dose"),
    ],
)
def test_what_is_unlikely_waits_for_a_word(
    sheet: str, changed: dict[str, Any], asks: str, told: Check
) -> None:
    ((where, row, column, what),) = told(but(WHOLE, sheet, **changed))
    assert (where, row, column) == (sheet, 2, "Checked")
    assert asks in what
    assert told(but(WHOLE, sheet, **changed, checked="yes")) == []


def test_a_unit_that_slipped_between_two_draws_is_asked_about(told: Check) -> None:
    before = {**DRAW, "estradiol": 16}
    later = {**DRAW, "collected_on": date(2026, 6, 2), "estradiol": 60}
    assert told({**WHOLE, "Draws": [later]}) == []
    ((_, row, column, what),) = told({**WHOLE, "Draws": [later, before]})
    assert (row, column) == (2, "Checked")
    assert "times the last result" in what


def test_all_faults_are_told_at_once(told: Check) -> None:
    rows = but(
        but(WHOLE, "Patients", family_name=None, email="x"),
        "Draws",
        estradiol="high",
        hematocrit=95,
        collected_on="03/04/2026",
    )
    found = {(sheet, column) for sheet, _, column, _ in told(rows)}
    assert found == {
        ("Patients", "Family name"),
        ("Patients", "Email"),
        ("Draws", "Collected on"),
        ("Draws", "Estradiol"),
        ("Draws", "Hematocrit"),
    }


@pytest.mark.parametrize(
    ("sheet", "born", "says"),
    [
        pytest.param("Draws", date(1969, 3, 15), "another man", id="another birth date"),
        pytest.param("DEXA", None, "missing", id="none"),
    ],
)
def test_a_row_without_his_birth_date_is_not_his(
    sheet: str, born: date | None, says: str, told: Check
) -> None:
    ((where, _, column, what),) = told(but(WHOLE, sheet, born_on=born))
    assert (where, column) == (sheet, "Born on")
    assert says in what


def test_a_man_whom_nobody_names_is_told_once(told: Check) -> None:
    stray = {**WHOLE, "Draws": [{**DRAW, "record_number": "AZ-2"}] * 1}
    ((sheet, row, column, what),) = told(stray)
    assert (sheet, row, column) == ("Draws", 2, "Record number")
    assert "sheet Patients does not name him" in what


@pytest.mark.parametrize("sheet", list(WHOLE))
def test_what_stands_twice_is_told(sheet: str, told: Check) -> None:
    ((where, row, _, what),) = told({**WHOLE, sheet: [*WHOLE[sheet], *WHOLE[sheet]]})
    assert (where, row) == (sheet, 3)
    assert "ow 2" in what


@pytest.mark.parametrize(
    ("rows", "sheet", "column", "says"),
    [
        pytest.param(
            but(WHOLE, "Draws", estradoil=5), "Draws", "estradoil", "“Estradiol” meant", id="typo"
        ),
        pytest.param({**WHOLE, "Lab": [{"a": 1}]}, "Lab", "", "not known", id="sheet"),
        pytest.param(
            {**WHOLE, "Draws": [{"record_number": "AZ-1", "collected_on": date(2026, 3, 2)}]},
            "Draws",
            "Born on",
            "missing",
            id="column",
        ),
        pytest.param(
            but(WHOLE, "Draws", **{"Estradiol Unit": "pg/mL"}),
            "Draws",
            "Estradiol unit",
            "twice",
            id="column twice",
        ),
    ],
)
def test_a_heading_that_means_nothing_is_never_passed_over(
    rows: Rows, sheet: str, column: str, says: str, told: Check
) -> None:
    found = [(s, c) for s, row, c, what in told(rows) if row == 1 and says in what]
    assert found == [(sheet, column)]


def test_a_cell_beside_the_headings_is_told(told: Check) -> None:
    assert [f[:3] for f in told(but(WHOLE, "Draws", **{" ": "x"}))] == [("Draws", 2, "")]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        pytest.param({"Sheet1": [{"a": 1}]}, "none of the sheets", id="no sheet"),
        pytest.param({"Patients": []}, "no rows", id="no rows"),
    ],
)
def test_a_file_without_anything_is_unusable(rows: Rows, says: str, told: Check) -> None:
    with pytest.raises(Unusable, match=says):
        told(rows)


def test_headings_are_found_whatever_their_case(told: Check) -> None:
    shouted = {k.upper().replace("_", "  "): v for k, v in DRAW.items()}
    others = {name: rows for name, rows in WHOLE.items() if name != "Draws"}
    assert told({**others, "DRAWS": [shouted]}) == []


OTHER = {**PETER, "record_number": "AZ-2", "family_name": "Oduja"}


def test_two_men_of_the_file_who_could_be_one_are_asked_about(told: Check) -> None:
    rows = {"Patients": [PETER, OTHER]}
    assert [(row, column) for _, row, column, _ in told(rows)] == [(2, "Checked"), (3, "Checked")]
    one = {"Patients": [{**PETER, "checked": "yes"}, OTHER]}
    assert [row for _, row, _, _ in told(one)] == [3]
    both = {"Patients": [{**PETER, "checked": "yes"}, {**OTHER, "checked": "yes"}]}
    assert told(both) == []


def test_a_man_who_could_be_one_on_record_is_asked_about(
    told: Check, clinic: Clinic, other_clinic: Clinic
) -> None:
    for where in (clinic, other_clinic):
        admitted(where, None, family_name="Oduja", given_name="Peter", record_number="OLD-7")
    ((_, row, column, what),) = told({"Patients": [PETER]})
    assert (row, column) == (2, "Checked")
    assert "OLD-7" in what


def test_nothing_is_written_by_a_check(told: Check, clinic: Clinic, lead: User) -> None:
    told(WHOLE)
    assert not clinic.patients.exists()
    assert not clinic.laboratories.exists()
    assert not any(kind._default_manager.exists() for kind in Fact.__subclasses__())


def test_a_history_must_have_been_possible(told: Check) -> None:
    stop = {**HE, "occurred_on": date(2025, 12, 1), "step": "Stop", "reason_code": "Resolved"}
    ((sheet, row, column, what),) = told({**WHOLE, "Anastrozole": [START, stop]})
    assert (sheet, row, column) == ("Anastrozole", 3, "Step")
    assert "never started" in what
