"""Small enough to read at once: the red lines for functions, files, tests and templates."""

import ast

import pytest

from tests.structure.source import (
    ROOT,
    code_lines,
    faults,
    functions,
    length_of,
    python_files,
    text_of,
)

LONGEST_FUNCTION = 40
LONGEST_FILE = 400
LONGEST_SETTINGS = 250
LONGEST_TEMPLATE = 120
LONGEST_SCRIPT = 80


def long_functions(text: str, limit: int) -> list[str]:
    lines = code_lines(text)
    return [
        function.name
        for function in functions(ast.parse(text))
        if length_of(function, lines) > limit
    ]


def filled_lines(text: str) -> set[int]:
    return {number for number, line in enumerate(text.splitlines()) if line.strip()}


def too_long(lines: set[int], limit: int) -> list[str]:
    return [f"{len(lines)} lines"] if len(lines) > limit else []


def test_no_function_is_too_long() -> None:
    limit = LONGEST_FUNCTION
    assert faults(python_files(), lambda path: long_functions(text_of(path), limit)) == {}


def test_no_file_is_too_long() -> None:
    assert (
        faults(python_files(), lambda path: too_long(code_lines(text_of(path)), LONGEST_FILE)) == {}
    )


def test_the_settings_are_not_too_long() -> None:
    assert len(code_lines(text_of(ROOT / "config/settings.py"))) <= LONGEST_SETTINGS


@pytest.mark.parametrize(
    ("folder", "ending", "limit"),
    [
        pytest.param("templates", "html", LONGEST_TEMPLATE, id="templates"),
        pytest.param("static/js", "js", LONGEST_SCRIPT, id="scripts"),
    ],
)
def test_no_page_part_is_too_long(folder: str, ending: str, limit: int) -> None:
    parts = (ROOT / folder).rglob(f"*.{ending}")
    assert faults(parts, lambda path: too_long(filled_lines(text_of(path)), limit)) == {}


def test_a_planted_long_function_is_found() -> None:
    body = "\n".join(f"    step_{n} = {n}" for n in range(LONGEST_FUNCTION))
    assert long_functions(f"def planted():\n{body}\n", LONGEST_FUNCTION) == ["planted"]


def test_blank_lines_comments_and_docstrings_do_not_count() -> None:
    text = 'def planted():\n    """Two\n    lines."""\n\n    # why\n    return 1\n'
    assert code_lines(text) == {1, 6}
