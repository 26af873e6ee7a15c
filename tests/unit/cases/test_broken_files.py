"""Whatever a case file holds: no traceback, JSON on the screen, and the other cases untouched."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import call_command
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.cases.mutants import STRANGE, Raw, mutants, places, vignettes, written

ROOT = Path(__file__).parents[3]
ALL = vignettes()
NEIGHBOURS = ALL[:2]
OTHERS = ALL[2:]
STEP = re.compile(r"\.|(?=\[)")


class Answered(NamedTuple):
    """What the command printed, and its exit status."""

    answers: dict[str, Any]
    status: int


def no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def answered(folder: Path, text: str | bytes) -> Answered:
    path = folder / "cases.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    printed, status = StringIO(), 0
    try:
        call_command("evaluate_case", str(path), stdout=printed)
    except SystemExit as ended:
        status = int(str(ended.code))
    answers = json.loads(printed.getvalue(), parse_constant=no_constant)
    assert isinstance(answers, dict)
    return Answered(answers, status)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cases")


@pytest.fixture(scope="module")
def alone(folder: Path) -> dict[str, Any]:
    """What the neighbours are answered without anything broken beside them."""
    return answered(folder, json.dumps({"vignettes": NEIGHBOURS})).answers


def paths_of(case: Any) -> Iterator[str]:
    """Every path of a case, as a refusal writes it."""
    for place in places(case):
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
        yield "".join(steps).removeprefix(".")


def names_a_place(refused: str, case: dict[str, Any]) -> bool:
    """Whether a refusal begins with a path of the case, or with a field missing at one."""
    known = set(paths_of(case)) | {""}
    return any(
        refused[: found.start()] in known or is_missing(refused, found.start(), known)
        for found in re.finditer(": ", refused)
    )


def is_missing(refused: str, end: int, known: set[str]) -> bool:
    """Whether the path names a field that is not there, in an object that is."""
    parent, _, name = refused[:end].rpartition(".")
    return bool(name) and parent in known


def plain(case: Any) -> Any:
    """The case with its raw parts as the places of them, not as texts."""
    return json.loads(written(case), parse_constant=str, parse_int=str, parse_float=str)


@settings(max_examples=150)
@given(mutants(OTHERS))
def test_a_broken_case_is_refused_where_it_is_broken_and_alone(
    folder: Path, alone: dict[str, Any], case: dict[str, Any]
) -> None:
    text = written({"vignettes": [NEIGHBOURS[0], case, NEIGHBOURS[1]]})
    answers, status = answered(folder, text)
    for neighbour in NEIGHBOURS:
        assert answers[neighbour["id"]] == alone[neighbour["id"]]
    (own,) = [answers[name] for name in answers if name not in alone]
    if "refused" in own:
        assert set(own) == {"refused"}
        assert names_a_place(own["refused"], plain(case)), own["refused"]
    else:
        assert set(own) == set(alone[NEIGHBOURS[0]["id"]])
    assert status == (2 if "refused" in own else 0)


KINDS = st.sampled_from(STRANGE) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
PARTS = ["vignettes", "calendar", "entry", "vermeulen", "parameters", "rules_version", "schema"]


@settings(max_examples=80)
@given(KINDS, st.sampled_from([None, *PARTS]))
@example({"vignettes": 5}, None)
@example([{}], "entry")
@example([{"analyte": "E2", "value": Raw("NaN"), "unit": "pg/mL"}], "entry")
@example([{"date": "2026-01-31", "add_months": Raw("1e400")}], "calendar")
@example([{"tt_ng_dl": 500, "shbg_nmol_l": -40}], "vermeulen")
@example([{"tt_ng_dl": 500, "shbg_nmol_l": 40, "albumin_g_dl": -1}], "vermeulen")
@example([{"tt_ng_dl": 500, "shbg_nmol_l": 40, "albumin_g_dl": 0}], "vermeulen")
@example({"e2_lo": "١٥"}, "parameters")
@example({"e2_lo": " 15 "}, "parameters")
def test_a_broken_file_is_answered_in_json(folder: Path, value: Any, part: str | None) -> None:
    document = value if part is None else {"vignettes": [NEIGHBOURS[0]], part: value}
    answers, status = answered(folder, written(document))
    assert (status == 2) == ('"refused"' in json.dumps(answers))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(b"", "file: is no JSON", id="empty"),
        pytest.param(b"{", "file: is no JSON", id="cut off"),
        pytest.param(b"\xff\xfe{}", "file: is not written in UTF-8", id="another encoding"),
        pytest.param(b"[" * 100_000, "file: is nested too deeply", id="too deep"),
        pytest.param(b"[]", "file: must be an object", id="a list"),
        pytest.param(b"NaN", "file: must be an object", id="no number"),
        pytest.param(b'{"cases": []}', "cases: unknown field", id="unknown field"),
        pytest.param(b'{"vignettes": 1}', "vignettes: must be a list", id="no list"),
        pytest.param(
            b'{"vignettes": [], "vignettes": []}', "vignettes: is given more", id="given twice"
        ),
        pytest.param(b'{"rules_version": "1.2"}', "rules_version: ", id="other rules"),
    ],
)
def test_what_is_no_case_file_is_refused_as_a_whole(folder: Path, text: bytes, said: str) -> None:
    answers, status = answered(folder, text)
    assert list(answers) == ["refused"]
    assert answers["refused"].startswith(said)
    assert status == 2


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    printed = StringIO()
    with pytest.raises(SystemExit), suppress(FileNotFoundError):
        call_command("evaluate_case", str(tmp_path / "missing.json"), stdout=printed)
    assert json.loads(printed.getvalue())["refused"].startswith("file: No such file")


def test_a_byte_order_mark_is_passed_over(folder: Path, alone: dict[str, Any]) -> None:
    text = b"\xef\xbb\xbf" + json.dumps({"vignettes": NEIGHBOURS}).encode()
    assert answered(folder, text) == (alone, 0)


def with_id(name: str) -> dict[str, Any]:
    return {**NEIGHBOURS[0], "id": name}


@pytest.mark.parametrize("name", ["vignettes[1]", "refused", "entry", ""])
def test_an_id_that_means_something_else_hides_no_case(folder: Path, name: str) -> None:
    cases = [with_id(name), {"as_of": 1}, with_id("B"), with_id("B")]
    answers, status = answered(folder, json.dumps({"vignettes": cases}))
    refused = {"vignettes[0]", "vignettes[1]", "vignettes[3]"}
    assert {each for each in answers if "refused" in answers[each]} == refused
    assert "flags" in answers["B"]
    assert status == 2


@pytest.mark.parametrize("twice", ["as_of", "value"])
def test_a_field_given_twice_is_refused(folder: Path, twice: str) -> None:
    text = json.dumps({"vignettes": [NEIGHBOURS[0], ALL[2]]})
    place = text.rindex(f'"{twice}":')
    end = re.compile(r"[,}]").search(text, place)
    assert end is not None
    doubled = f"{text[: end.start()]}, {text[place : end.start()]}{text[end.start() :]}"
    answers, _ = answered(folder, doubled)
    assert answers[ALL[2]["id"]]["refused"].endswith(f"{twice}: is given more than once")
    assert "flags" in answers[NEIGHBOURS[0]["id"]]


@pytest.mark.parametrize("surroundings", ["unreachable", "production"])
def test_no_database_and_no_folder_is_needed(folder: Path, surroundings: str) -> None:
    path = folder / "whole.json"
    path.write_text(json.dumps({"vignettes": [NEIGHBOURS[0], {"id": "B"}]}), encoding="utf-8")
    asked = {
        "PATH": os.environ["PATH"],
        "INRANGE_DATA": str(path / "no-folder"),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    }
    if surroundings == "production":
        asked["INRANGE_PRODUCTION"] = "yes"
    done = subprocess.run(
        [sys.executable, "manage.py", "evaluate_case", str(path)],
        cwd=ROOT,
        env=asked,
        capture_output=True,
        check=False,
    )
    answers = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (2, b"")
    assert "flags" in answers[NEIGHBOURS[0]["id"]]
    assert answers["B"] == {"refused": "as_of: is missing"}
