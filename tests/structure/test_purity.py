"""Judgement asks no clock and no chance, and never counts in floats."""

import ast
import tomllib
from pathlib import Path

import pytest

from tests.structure.source import ROOT, faults, tree_of

CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "localtime", "gmtime", "localdate"}
CHANCES = {"random", "uuid4", "uuid1", "token_hex", "token_urlsafe"}


def pure_files() -> list[Path]:
    """The files of the modules that the import contract calls pure."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (names,) = [c["source_modules"] for c in contracts if c["type"] == "forbidden"]
    places = [ROOT / name.replace(".", "/") for name in names]
    single = [place.with_suffix(".py") for place in places if not place.is_dir()]
    return sorted([path for place in places for path in place.rglob("*.py")] + single)


def is_drawing(path: Path) -> bool:
    """The interactive figure is told widths and shares of the page, which are floats by nature."""
    return path.name.startswith("figure") and path.parent.name == "charts"


def impurities(tree: ast.AST) -> list[str]:
    return [
        f"line {node.lineno}: {ast.unparse(node)}" for node in ast.walk(tree) if _is_impure(node)
    ]


def _is_impure(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
    return name in CLOCKS | CHANCES | {"float"}


def test_no_clock_chance_or_float() -> None:
    exact = [path for path in pure_files() if not is_drawing(path)]
    assert faults(exact, lambda path: impurities(tree_of(path))) == {}


@pytest.mark.parametrize(
    "planted",
    [
        pytest.param("day = date.today()", id="clock"),
        pytest.param("moment = timezone.now()", id="Django's clock"),
        pytest.param("limit = 0.5", id="float"),
        pytest.param("value = float(text)", id="made float"),
        pytest.param("key = uuid4()", id="chance"),
    ],
)
def test_a_planted_impurity_is_found(planted: str) -> None:
    assert len(impurities(ast.parse(planted))) == 1
