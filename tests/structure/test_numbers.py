"""Every clinical number lives once, in protocols/targets: none is compared or spelled elsewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.structure.source import (
    ROOT,
    docstring_lines,
    faults,
    python_files,
    shown,
    template_files,
    text_of,
    tree_of,
)

HOME = ROOT / "protocols" / "targets"
"""The only place for a clinical number."""

COUNTING = {-1, 0, 1, 2, 10, 100, 0.1, 0.01, 0.001}
"""Numbers of arithmetic, counting and rounding: none is a bound of the clinical document."""

NOT_CLINICAL = {
    ("config/observing/readiness.py", 26): "hours after which a daily backup is missing",
    ("config/observing/readiness.py", 5): "minutes after which the audit should be sealed",
    ("labs/reading.py", 3): "digits after a comma that groups thousands",
    ("labs/reading.py", "17 pg/mL"): "an example of how to type a result",
    ("monitoring/charts/density.py", 0.12): "how tall a drawing is",
    ("monitoring/charts/density.py", 0.25): "how tall a drawing is",
    ("monitoring/charts/density.py", 0.5): "how tall a drawing is",
    ("monitoring/charts/density.py", 0.2): "a distance on the page",
    ("monitoring/charts/panels.py", 0.065): "a distance on the page",
    ("monitoring/charts/panels.py", 0.2): "a distance on the page",
    ("monitoring/charts/scales.py", 5): "steps between the lines of a scale",
    ("monitoring/charts/scales.py", 1.25): "how tall a panel is drawn",
    ("monitoring/charts/scales.py", 4): "a quarter of the distance between two labels",
    ("monitoring/mail/links.py", 14): "days that a link in a message lasts",
    ("monitoring/pages/bone_density.py", 120): "days of room beside a drawing",
    ("monitoring/pages/row.py", 14): "days that are told in days, not in weeks",
    ("monitoring/pages/row.py", 120): "days that are told in weeks, not in months",
    ("monitoring/judgement/day.py", 28): "the last day that every month has",
    ("patients/forms/days.py", 7): "days of a week",
}
"""Numbers outside their home that say nothing about a man, each with what it is."""

EXACT_NUMBERS = {"Decimal", "Fraction", "Quantity", "timedelta", "relativedelta"}
"""What makes a bound or a waiting time out of a literal."""

WITH_UNIT = re.compile(
    r"(?<![\w.#-])\d[\d.,]*\s*(?:–|-|to)?\s*[\d.,]*\s*"
    r"(?:pg/mL|ng/dL|ng/mL|nmol/L|pmol/L|mg(?![\w/])|%(?!\})|g/dL|weeks?\b|months?\b|years?\b)"
)
"""A number with a clinical unit, as a sentence or a page would print it."""


WHOLES = {"0 mg", "100%"}
"""Nothing and everything: neither is a bound of the clinical document."""


def compared_numbers(tree: ast.AST) -> Iterator[tuple[int, object]]:
    """Numbers that something is compared with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                yield from _literals(side)


def made_numbers(tree: ast.AST) -> Iterator[tuple[int, object]]:
    """Numbers handed to an exact type or to a span of time."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name_of(node.func) in EXACT_NUMBERS:
            for given in (*node.args, *(word.value for word in node.keywords)):
                yield from _literals(given)


def spelled_numbers(tree: ast.AST) -> Iterator[tuple[int, object]]:
    """Numbers with a clinical unit in a sentence that is shown to somebody; citations may quote."""
    silent = docstring_lines(tree) | cited_lines(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.lineno not in silent:
            yield from ((node.lineno, number) for number in numbers_of_text(str(node.value)))


def cited_lines(tree: ast.AST) -> set[int]:
    """Lines on which a finding or a target says where its number comes from."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "source"
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def numbers_of_text(text: str) -> list[str]:
    return [number for number in WITH_UNIT.findall(text) if number not in WHOLES]


def numbers_in(tree: ast.AST) -> list[tuple[int, object]]:
    """Every number of the three kinds, with its line."""
    found = {*compared_numbers(tree), *made_numbers(tree), *spelled_numbers(tree)}
    return sorted(found, key=str)


def clinical_numbers(path: Path) -> list[str]:
    return [
        f"line {line}: {number}"
        for line, number in numbers_in(tree_of(path))
        if (shown(path), number) not in NOT_CLINICAL
    ]


def _literals(node: ast.expr) -> Iterator[tuple[int, object]]:
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            continue
        number = _number(part)
        if number is not None and number not in COUNTING:
            yield part.lineno, number


def _number(node: ast.AST) -> float | None:
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return None
    if isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node.value, str) and re.fullmatch(r"-?\d+(\.\d+)?", node.value):
        return float(node.value)
    return None


def _name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


INVENTED = (ROOT / "exchange" / "demo", ROOT / "exchange" / "population")
"""Men who do not exist: their numbers are invented, and nothing is judged by them."""

ELSEWHERE = [
    path
    for path in python_files()
    if not any(path.is_relative_to(home) for home in (HOME, *INVENTED))
]


def test_no_clinical_number_away_from_home() -> None:
    assert faults(ELSEWHERE, clinical_numbers) == {}


def test_no_clinical_number_in_a_page() -> None:
    assert faults(template_files(), lambda path: numbers_of_text(text_of(path))) == {}


@pytest.mark.parametrize(("place", "number"), NOT_CLINICAL)
def test_every_exception_is_still_needed(place: str, number: object) -> None:
    assert number in {found for _line, found in numbers_in(tree_of(ROOT / place))}


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        pytest.param("if estradiol < 20: pass", 20, id="compared"),
        pytest.param("late = weeks >= 6", 6, id="compared the other way"),
        pytest.param("LIMIT = Decimal('54')", 54, id="exact number"),
        pytest.param("due = start + timedelta(weeks=12)", 12, id="waiting time"),
        pytest.param("text = f'aim for 20–40 pg/mL: {value}'", "20–40 pg/mL", id="sentence"),
        pytest.param("text = 'above 54 %'", "54 %", id="percentage"),
    ],
)
def test_a_planted_number_is_found(planted: str, found: object) -> None:
    assert numbers_in(ast.parse(planted)) == [(1, found)]


@pytest.mark.parametrize(
    "honest",
    [
        pytest.param("if len(rows) > 1: pass", id="count"),
        pytest.param('def rule():\n    """Below 20 pg/mL."""', id="docstring"),
        pytest.param("position = TARGETS[code].position(value)", id="asked of the target"),
        pytest.param("grid = f'{row} 1 / 3'", id="no unit"),
        pytest.param("Finding(source='Guideline: 3-6 months')", id="citation"),
    ],
)
def test_an_honest_line_is_let_through(honest: str) -> None:
    assert numbers_in(ast.parse(honest)) == []
