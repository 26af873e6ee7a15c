"""Apps and the rooms of the exchange import in one direction, judgement imports no framework."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure.source import (
    APPS,
    ROOT,
    faults,
    functions,
    python_files,
    tree_of,
)

INSIDE_FUNCTIONS_AT_MOST = 2
"""Beside the start-up of an app, which has to wait until all models are known."""


def check_contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / "lint-imports"
    words = [tool, "--no-cache", "--config", str(folder / "pyproject.toml")]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def imports_inside_functions(tree: ast.AST) -> list[int]:
    return [
        node.lineno
        for function in functions(tree)
        if function.name != "ready"
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def test_every_contract_is_kept() -> None:
    answer = check_contracts(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        pytest.param("patients/planted.py", "import monitoring", "One direction", id="upwards"),
        pytest.param("labs/units.py", "import django.db", "Judgement is pure", id="framework"),
        pytest.param(
            "exchange/rows/planted.py", "import exchange.queue", "The way of a file", id="a file"
        ),
    ],
)
def test_a_planted_import_is_found(tmp_path: Path, module: str, line: str, broken: str) -> None:
    _empty_project(tmp_path)
    (tmp_path / module).write_text(f"{line}\n", encoding="utf-8")
    answer = check_contracts(tmp_path)
    assert answer.returncode != 0
    assert f"{broken} BROKEN" in answer.stdout


def test_an_empty_project_keeps_every_contract(tmp_path: Path) -> None:
    _empty_project(tmp_path)
    answer = check_contracts(tmp_path)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def _empty_project(folder: Path) -> None:
    """The same modules with nothing in them, under the same contracts."""
    (folder / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    packages = [*APPS, "protocols/targets", "monitoring/judgement", "monitoring/charts"]
    packages += [f"exchange/{room.parent.name}" for room in ROOT.glob("exchange/*/__init__.py")]
    modules = ["units", "reading", "plausibility", "free_testosterone"]
    for package in packages:
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").touch()
    for module in modules:
        (folder / "labs" / f"{module}.py").touch()


def test_imports_stand_at_the_top() -> None:
    found = faults(python_files(), lambda path: imports_inside_functions(tree_of(path)))
    assert sum(map(len, found.values())) <= INSIDE_FUNCTIONS_AT_MOST, found


def test_a_planted_import_inside_a_function_is_found() -> None:
    assert imports_inside_functions(ast.parse("def view():\n    import labs\n")) == [2]
