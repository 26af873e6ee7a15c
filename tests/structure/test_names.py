"""Names say what a thing is: the words that hide it are not used."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.structure.source import Function, faults, python_files, shown, tree_of

BANNED = {"util", "utils", "helper", "helpers", "manager", "data", "info", "process", "handle"}

GIVEN_BY_OTHERS = {
    "data",  # what a form is constructed with
    "helper",  # what crispy forms asks a form for
    "cleaned_data",  # a form's accepted values
    "handle",  # what a command does
    "process_view",  # what a middleware does
    "process_exception",
    "post_process",  # what a storage of static files does once all are gathered
    "receive_data_chunk",  # what takes in a file, piece by piece
    "INFO",  # the lowest severity, shown as Note
}


def words_of(name: str) -> set[str]:
    """The words of a name in either way of writing it."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def names_given(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that the file itself chooses, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | Function):
            if not _is_django_manager(node):
                yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno


def _is_django_manager(node: ast.ClassDef | Function) -> bool:
    bases = [ast.unparse(base) for base in getattr(node, "bases", [])]
    return node.name.endswith("Manager") and any("Manager" in base for base in bases)


def hiding_names(tree: ast.AST) -> list[str]:
    return [
        f"{name} (line {line})"
        for name, line in names_given(tree)
        if name not in GIVEN_BY_OTHERS and words_of(name) & BANNED
    ]


def test_no_name_hides_what_it_is() -> None:
    assert faults(python_files(), lambda path: hiding_names(tree_of(path))) == {}


def test_no_file_name_hides_what_it_is() -> None:
    assert [shown(path) for path in python_files() if words_of(path.stem) & BANNED] == []


@pytest.mark.parametrize(
    "planted",
    [
        pytest.param("def process_results(): ...", id="function"),
        pytest.param("class DrawHelper: ...", id="class"),
        pytest.param("class FormManager: ...", id="manager that is not Django's"),
        pytest.param("def record(draw_data): ...", id="argument"),
        pytest.param("patient_info = 1", id="variable"),
    ],
)
def test_a_planted_name_is_found(planted: str) -> None:
    assert len(hiding_names(ast.parse(planted))) == 1


@pytest.mark.parametrize(
    "planted",
    [
        pytest.param("class UserManager(models.Manager): ...", id="Django's manager"),
        pytest.param("database = handles = 1", id="longer word"),
    ],
)
def test_an_honest_name_is_let_through(planted: str) -> None:
    assert hiding_names(ast.parse(planted)) == []
