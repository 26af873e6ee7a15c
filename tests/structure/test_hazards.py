"""Every hazard names a control and the tests that fail without it; every such test exists."""

import re
from pathlib import Path

import pytest

from tests.structure.source import ROOT, functions, text_of, tree_of

HAZARDS = ROOT / "docs" / "hazards.md"
LIMITS = ROOT / "docs" / "limits.md"
NUMBERS = [f"H{number}" for number in range(1, 19)]
HEADING = re.compile(r"^## (H\d+) ", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
UNBUILT = "not built yet"


def hazards(text: str) -> dict[str, str]:
    """What is written about each hazard, by its number."""
    _, *rest = HEADING.split(text)
    return dict(zip(rest[::2], rest[1::2], strict=True))


def is_defined(file: str, name: str, root: Path = ROOT) -> bool:
    path = root / file
    return path.is_file() and name in {each.name for each in functions(tree_of(path))}


def unproven(text: str) -> list[str]:
    """Hazards without control, or with neither a test nor the admission that there is none."""
    return [
        number
        for number, words in hazards(text).items()
        if "Control:" not in words or not (NAMED.search(words) or UNBUILT in words)
    ]


def missing(text: str) -> list[str]:
    """Named tests that do not exist."""
    return [f"{file}::{name}" for file, name in NAMED.findall(text) if not is_defined(file, name)]


def test_every_hazard_has_a_control_and_a_test() -> None:
    assert list(hazards(text_of(HAZARDS))) == NUMBERS
    assert unproven(text_of(HAZARDS)) == []


def test_every_named_test_exists() -> None:
    assert missing(text_of(HAZARDS)) == []


def test_what_is_not_built_stands_in_the_limits() -> None:
    unbuilt = [number for number, words in hazards(text_of(HAZARDS)).items() if UNBUILT in words]
    assert [number for number in unbuilt if f"({number})" not in text_of(LIMITS)] == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        pytest.param("## H1 Planted\nControl: care.\n", ["H1"], id="no test"),
        pytest.param("## H1 Planted\n`tests/a.py::test_a`\n", ["H1"], id="no control"),
        pytest.param("## H1 Planted\nControl: not built yet.\n", [], id="admitted"),
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
