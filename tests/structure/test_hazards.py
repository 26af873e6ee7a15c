"""Every hazard names a control and the tests that fail without it; every such test exists."""

from pathlib import Path

import pytest

from tests.hazards import HAZARDS, NAMED, hazards, hazards_without
from tests.structure.source import ROOT, functions, text_of, tree_of

LIMITS = ROOT / "docs" / "limits.md"
NUMBERS = [f"H{number}" for number in range(1, 19)]
UNBUILT = "not built yet"
NOT_OURS_TO_SAY = ("signed off", "accepted risk", "acceptable risk", "approved by")


def is_defined(file: str, name: str, root: Path = ROOT) -> bool:
    path = root / file
    return path.is_file() and name in {each.name for each in functions(tree_of(path))}


def unproven(text: str) -> list[str]:
    """Hazards without a control, or without a test that fails when it is gone."""
    return [
        number
        for number, words in hazards(text).items()
        if "Control:" not in words or not NAMED.search(words)
    ]


def missing(text: str) -> list[str]:
    """Named tests that do not exist."""
    return [f"{file}::{name}" for file, name in NAMED.findall(text) if not is_defined(file, name)]


def test_every_hazard_has_a_control_and_a_test() -> None:
    assert list(hazards(text_of(HAZARDS))) == NUMBERS
    assert unproven(text_of(HAZARDS)) == []


def test_every_named_test_exists() -> None:
    assert missing(text_of(HAZARDS)) == []


def test_no_hazard_is_called_signed_off() -> None:
    text = text_of(HAZARDS).casefold()
    assert [words for words in NOT_OURS_TO_SAY if words in text] == []
    assert "not yet reviewed by a clinician" in text


def test_what_is_not_built_stands_in_the_limits() -> None:
    unbuilt = [number for number, words in hazards(text_of(HAZARDS)).items() if UNBUILT in words]
    assert [number for number in unbuilt if f"({number})" not in text_of(LIMITS)] == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        pytest.param("## H1 Planted\nControl: care.\n", ["H1"], id="no test"),
        pytest.param("## H1 Planted\n`tests/a.py::test_a`\n", ["H1"], id="no control"),
        pytest.param("## H1 Planted\nControl: not built yet.\n", ["H1"], id="admitted"),
    ],
)
def test_a_planted_hazard_is_found(planted: str, found: list[str]) -> None:
    assert unproven(planted) == found


@pytest.mark.parametrize(
    "planted",
    [
        pytest.param("`tests/structure/test_nowhere.py::test_it`", id="file"),
        pytest.param("`tests/structure/test_hazards.py::test_nowhere`", id="name"),
    ],
)
def test_a_planted_name_of_no_test_is_found(planted: str) -> None:
    assert missing(planted) == [planted.strip("`")]


@pytest.mark.parametrize(
    ("passed", "found"),
    [
        pytest.param(["tests/a.py::test_a", "tests/a.py::test_b"], [], id="both"),
        pytest.param(["tests/a.py::test_a"], ["H1"], id="one of two"),
        pytest.param([], ["H1"], id="none"),
    ],
)
def test_a_hazard_whose_test_did_not_pass_is_named(passed: list[str], found: list[str]) -> None:
    text = "## H1 Planted\nControl: care.\n- `tests/a.py::test_a`\n- `tests/a.py::test_b`\n"
    assert hazards_without(passed, text) == found
