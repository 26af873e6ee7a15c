"""Nothing in the product moves a clinic's targets but a second person's confirmation."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.structure.source import python_files, shown, tree_of

WRITER = "write_override"


def callers(trees: Iterator[tuple[str, ast.AST]]) -> list[str]:
    """The functions that write an override of a clinic, with their files."""
    return [
        f"{name}: {function.name}"
        for name, tree in trees
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and _calls(function)
    ]


def _calls(function: ast.FunctionDef) -> bool:
    called = (each.func for each in ast.walk(function) if isinstance(each, ast.Call))
    return any(ast.unparse(each).rpartition(".")[2] == WRITER for each in called)


def writers() -> list[str]:
    """Whatever stores an override by itself."""
    return [
        shown(path)
        for path in python_files()
        if "ClinicOverride.objects.bulk_create" in ast.unparse(tree_of(path))
        or "ClinicOverride.objects.create" in ast.unparse(tree_of(path))
    ]


def test_only_a_confirmation_moves_targets_of_a_clinic() -> None:
    trees = ((shown(path), tree_of(path)) for path in python_files())
    assert callers(trees) == ["protocols/proposing.py: confirm"]


def test_only_one_place_stores_them() -> None:
    assert writers() == ["protocols/overrides.py"]


def test_a_planted_second_way_is_found() -> None:
    planted = ast.parse("def adopt(row):\n    overrides.write_override(row, None, None)\n")
    assert callers(iter([("planted.py", planted)])) == ["planted.py: adopt"]
