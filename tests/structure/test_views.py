"""A view asks only what belongs to the signed-in clinic, and stays short."""

import ast
from pathlib import Path

import pytest

from tests.structure.source import (
    ROOT,
    code_lines,
    faults,
    functions,
    length_of,
    python_files,
    text_of,
    tree_of,
)

UNBOUNDED = {"objects", "_default_manager", "_base_manager"}
"""Ways to reach every clinic's rows."""

LONGEST_VIEW = 15
"""Code lines; a view is aimed at 15."""


def is_view_file(path: Path) -> bool:
    return path.name == "views.py" or {"views", "pages"} & set(path.relative_to(ROOT).parts)


def unbounded_queries(tree: ast.AST) -> list[int]:
    """Lines that name a way around the wall between clinics."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in UNBOUNDED
    ]


def long_views(text: str, limit: int) -> list[str]:
    lines = code_lines(text)
    return [
        function.name
        for function in functions(ast.parse(text))
        if function.args.args
        and function.args.args[0].arg == "request"
        and length_of(function, lines) > limit
    ]


VIEW_FILES = [path for path in python_files() if is_view_file(path)]


def test_view_files_are_found() -> None:
    assert VIEW_FILES


def test_no_view_reaches_past_its_clinic() -> None:
    assert faults(VIEW_FILES, lambda path: unbounded_queries(tree_of(path))) == {}


def test_no_view_is_long() -> None:
    assert faults(VIEW_FILES, lambda path: long_views(text_of(path), LONGEST_VIEW)) == {}


@pytest.mark.parametrize(
    "planted",
    [
        pytest.param("man = Patient.objects.get(pk=pk)", id="manager"),
        pytest.param("men = Patient._default_manager.all()", id="hidden manager"),
    ],
)
def test_a_planted_query_is_found(planted: str) -> None:
    assert unbounded_queries(ast.parse(planted)) == [1]


def test_a_planted_long_view_is_found() -> None:
    body = "\n".join(f"    step_{n} = {n}" for n in range(LONGEST_VIEW))
    assert long_views(f"def patient_page(request):\n{body}\n", LONGEST_VIEW) == ["patient_page"]
