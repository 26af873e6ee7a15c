"""What the structure tests read: the project's own files, and questions about their syntax."""

import ast
import io
import tokenize
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("accounts", "patients", "protocols", "labs", "monitoring", "exchange", "config")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*folders: str) -> list[Path]:
    """The Python files under the folders, without generated migrations."""
    found = [path for folder in folders or APPS for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def template_files() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def faults(paths: Iterable[Path], rule: Callable[[Path], list[Any]]) -> dict[str, list[Any]]:
    """What the rule finds, by file; files without a fault are left out."""
    return {shown(path): found for path in paths if (found := rule(path))}


def shown(path: Path) -> str:
    """The path as a reader of the failure knows it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), filename=str(path))


def functions(tree: ast.AST) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def docstring_lines(tree: ast.AST) -> set[int]:
    """Lines taken by a string that stands alone: a docstring, of a constant too."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def code_lines(text: str) -> set[int]:
    """The lines that hold code: neither blank, nor a comment, nor a docstring."""
    silent = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
        tokenize.ENCODING,
    }
    spoken = {
        line
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in silent
        for line in range(token.start[0], token.end[0] + 1)
    }
    return spoken - docstring_lines(ast.parse(text))


def length_of(function: Function, lines: set[int]) -> int:
    """Code lines of a function, its signature included and its decorators not."""
    return sum(1 for line in lines if function.lineno <= line <= (function.end_lineno or 0))
