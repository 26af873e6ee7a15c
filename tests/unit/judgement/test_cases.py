"""The worked cases of the specification, and what a case file may not hold."""

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from monitoring.judgement.cases import answer_document
from monitoring.judgement.refusals import Refused

FILES = Path(__file__).parents[2] / "cases"


def read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FILES / name).read_text("utf-8"), parse_float=Decimal)
    return document


WORKED, GENERATED = read("clinical_examples.json"), read("clinical_examples_generated.json")
ANSWERS = {
    name: given
    for document in (WORKED, GENERATED)
    for name, given in answer_document(document)[0].items()
    if name not in ("calendar", "entry", "vermeulen")
}
CASES = [*WORKED["vignettes"], *GENERATED["vignettes"]]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_a_case_gets_the_expected_answer(case: dict[str, Any]) -> None:
    given = dict(ANSWERS[case["id"]])
    assert given.pop("changes_on", "missing") != "missing"
    assert given == case["expected"]


@pytest.mark.parametrize("name", ["calendar", "entry", "vermeulen"])
def test_a_list_of_checks_is_filled_as_expected(name: str) -> None:
    assert answer_document(WORKED)[0][name] == WORKED[name]


def with_change(path: list[Any], value: Any) -> dict[str, Any]:
    """The third worked case with one value changed, or left out where the value is `...`."""
    document = {"vignettes": [deepcopy(WORKED["vignettes"][2])]}
    place: Any = document["vignettes"][0]
    for step in path[:-1]:
        place = place[step]
    if value is ...:
        del place[path[-1]]
    elif isinstance(place, list):
        place.insert(path[-1], value)
    else:
        place[path[-1]] = value
    return document


E2 = ["draws", 1, "results", "E2"]
SPINE = ["dexa", 0, "sites", "lumbar_spine"]


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        pytest.param(["colour"], "red", "colour", id="unknown field"),
        pytest.param(["patient", "name"], "X", "patient.name", id="unknown field of the patient"),
        pytest.param(["as_of"], ..., "as_of", id="no day"),
        pytest.param(["as_of"], "2026-02-30", "as_of", id="no such day"),
        pytest.param(["as_of"], "20260701", "as_of", id="another way to write a day"),
        pytest.param(["as_of"], 20260701, "as_of", id="a number for a day"),
        pytest.param(["patient", "birth_date"], "2027-01-01", "patient.birth_date", id="unborn"),
        pytest.param(["patient", "fragility_fracture"], "no", "patient.fragility", id="no flag"),
        pytest.param([*E2, "unit"], "pg/dL", "draws[1].results.E2.unit", id="unknown unit"),
        pytest.param([*E2, "unit"], ..., "draws[1].results.E2.unit", id="no unit"),
        pytest.param([*E2, "comparator"], "~", "draws[1].results.E2.comparator", id="unknown sign"),
        pytest.param([*E2, "method"], "guess", "draws[1].results.E2.method", id="unknown method"),
        pytest.param([*E2, "value"], 0, "draws[1].results.E2.value", id="at an excluded limit"),
        pytest.param([*E2, "value"], 2001, "draws[1].results.E2.value", id="beyond a limit"),
        pytest.param([*E2, "value"], "12", "draws[1].results.E2.value", id="text for a number"),
        pytest.param([*E2, "value"], True, "draws[1].results.E2.value", id="yes for a number"),
        pytest.param(["draws", 1, "results", "FOO"], {}, "draws[1].results.FOO", id="analyte"),
        pytest.param(
            ["draws", 1, "results", "HCT", "comparator"],
            "<",
            "draws[1].results.HCT.comparator",
            id="sign on a hematocrit",
        ),
        pytest.param(["draws"], {}, "draws", id="no list"),
        pytest.param(["draws", 0], 7, "draws[0]", id="no object"),
        pytest.param(["symptoms", 0, "low"], ["edema"], "symptoms[0].low", id="symptom"),
        pytest.param([*SPINE, "bmd"], 3, "dexa[0].sites.lumbar_spine.bmd", id="density"),
        pytest.param([*SPINE, "t"], -9, "dexa[0].sites.lumbar_spine.t", id="score"),
        pytest.param(["dexa", 0, "sites", "heel"], {}, "dexa[0].sites.heel", id="site"),
        pytest.param(["anastrozole", 0, "dose_mg"], 11, "anastrozole[0].dose_mg", id="dose"),
        pytest.param(["anastrozole", 0, "dose_mg"], ..., "anastrozole[0].dose_mg", id="no dose"),
        pytest.param(
            ["anastrozole", 0, "dose_mg"],
            Decimal("1e-999999"),
            "anastrozole[0].dose_mg",
            id="endless dose",
        ),
        pytest.param(
            ["anastrozole", 0],
            {"date": "2026-03-01", "event": "hold"},
            "anastrozole[0]",
            id="hold before the start",
        ),
        pytest.param(["parameters"], {"e2_low": 10}, "parameters.e2_low", id="unknown parameter"),
        pytest.param(["parameters"], {"e2_lo": 9}, "parameters.e2_lo", id="parameter too low"),
        pytest.param(["parameters"], {"bone_lo": 19}, "parameters.bone_lo", id="fixed parameter"),
        pytest.param(["parameters"], {"step_up": "x"}, "parameters.step_up", id="no number"),
    ],
)
def test_a_case_that_is_not_accepted_is_refused_where_it_fails(
    path: list[Any], value: Any, where: str
) -> None:
    answers, complete = answer_document(with_change(path, value))
    assert answers["P03"]["refused"].startswith(where)
    assert ": " in answers["P03"]["refused"]
    assert not complete


def test_one_refused_case_leaves_the_others_alone() -> None:
    document = with_change(["colour"], "red")
    document["vignettes"].append(deepcopy(WORKED["vignettes"][0]))
    answers, complete = answer_document(document)
    assert answers["P01"]["flags"] == []
    assert not complete


def test_a_case_without_an_id_of_its_own_is_refused() -> None:
    first = deepcopy(WORKED["vignettes"][0])
    answers, complete = answer_document({"vignettes": [first, first, {"id": "calendar"}]})
    assert [name for name, given in answers.items() if "refused" in given] == [
        "vignettes[1]",
        "vignettes[2]",
    ]
    assert not complete


@pytest.mark.parametrize(
    "document",
    [
        pytest.param([], id="a list"),
        pytest.param({"cases": []}, id="unknown field"),
        pytest.param({"rules_version": "1.2"}, id="other rules"),
        pytest.param({"vignettes": {}}, id="no list of cases"),
    ],
)
def test_what_is_no_case_file_is_refused_as_a_whole(document: Any) -> None:
    with pytest.raises(Refused):
        answer_document(document)


def test_parameters_of_the_file_apply_to_every_case() -> None:
    document = {"parameters": {"e2_lo": 10}, "vignettes": [deepcopy(WORKED["vignettes"][2])]}
    flags = answer_document(document)[0]["P03"]["flags"]
    assert flags == [{"id": "SYMPTOM_LAB_DISCORDANT", "severity": "notice"}]


def test_a_case_without_any_treatment_is_answered() -> None:
    bare = {"id": "B", "as_of": "2026-01-01", "patient": {"birth_date": "1980-01-01"}}
    given = answer_document({"vignettes": [bare]})[0]["B"]
    nothing = {"evaluable_days": 0, "in_range_days": 0, "percent": None}
    assert given["weekly_mg"] is given["e2_exposure"] is given["changes_on"] is None
    assert given["e2_time_in_target"] == nothing
