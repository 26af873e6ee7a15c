"""Finds the mutants of a source: every place where an operator has something to say.

Wording is left out (sentences, sources, grades, `__str__`), and so are type annotations and the
decorators of classes: none of them decides anything about a man.
"""

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.mutation import operators

WORDING = {"headline", "evidence", "threshold", "source", "grade", "why", "unit", "marker"}
SPEAKING = {"__str__", "__repr__"}


class Mutant(NamedTuple):
    """One change of one source: bytes `begin` to `end` replaced, and how a reader is told.

    `text` is the line on which it begins.
    """

    path: str
    line: int
    text: str
    within: str
    operator: str
    original: str
    mutated: str
    begin: int
    end: int

    @property
    def key(self) -> str:
        """What tells it from every other mutant of the same sources."""
        return f"{self.path}:{self.begin}-{self.end} {self.mutated}"

    def __str__(self) -> str:
        place = f"{self.path}:{self.line} {self.within}"
        return f"{place}  [{self.operator}]  {self.original} -> {self.mutated}"

    def applied_to(self, text: str) -> str:
        """The source with this change made."""
        source = text.encode()
        changed = f"({self.mutated})".encode()
        return (source[: self.begin] + changed + source[self.end :]).decode()


def mutants_of(path: str, text: str) -> list[Mutant]:
    """Every mutant of a source, in the order of its lines; each change once."""
    found = {mutant.key: mutant for mutant in _Search(path, text).found()}
    return sorted(found.values(), key=lambda mutant: (mutant.begin, mutant.end))


class _Search(ast.NodeVisitor):
    """Walks through a source and notes what the operators say."""

    def __init__(self, path: str, text: str) -> None:
        self._path, self._text, self._lines = path, text, text.splitlines()
        self._line_starts = _line_starts(text)
        self._within: list[str] = []
        self._returns: list[ast.expr | None] = []
        self._noted: list[Mutant] = []

    def found(self) -> Iterator[Mutant]:
        self.visit(ast.parse(self._text))
        yield from self._noted

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.expr):
            for name, operator in operators.EXPRESSIONS.items():
                self._note(name, node, operator(node))
        super().visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name in SPEAKING:
            return
        defaults = (*node.args.defaults, *filter(None, node.args.kw_defaults))
        self._returns.append(node.returns)
        self._inside(node.name, [*node.decorator_list, *defaults, *node.body])
        self._returns.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._inside(node.name, node.body)

    def _inside(self, name: str, body: Sequence[ast.AST]) -> None:
        self._within.append(name)
        for part in body:
            self.visit(part)
        self._within.pop()

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """A sentence: nothing in it decides anything."""

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg not in WORDING:
            self.visit(node.value)

    def visit_If(self, node: ast.If) -> None:
        self._note("branch", node.test, operators.never_taken(node))
        self._condition(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._condition(node)

    def visit_While(self, node: ast.While) -> None:
        self._condition(node)

    def _condition(self, node: ast.If | ast.IfExp | ast.While) -> None:
        self._note("condition", node.test, operators.turned_round(node.test))
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._note("condition", test, operators.turned_round(test))
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None:
            self._note("answer", node.value, operators.answer(node.value, self._returns[-1]))
        self.generic_visit(node)

    def _note(self, operator: str, node: ast.expr, others: Iterator[ast.expr]) -> None:
        for other in others:
            self._noted.append(
                Mutant(
                    path=self._path,
                    line=node.lineno,
                    text=self._lines[node.lineno - 1].strip(),
                    within=".".join(self._within) or "module",
                    operator=operator,
                    original=ast.unparse(node),
                    mutated=ast.unparse(other),
                    begin=self._line_starts[node.lineno - 1] + node.col_offset,
                    end=self._line_starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0),
                )
            )


def _line_starts(text: str) -> list[int]:
    """At which byte each line begins."""
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts
