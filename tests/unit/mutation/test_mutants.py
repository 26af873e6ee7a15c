"""The mutator makes the changes that it promises, and only those."""

import ast

import pytest

from benchmarks.mutation.children import SURVIVED, Verdict
from benchmarks.mutation.mutants import mutants_of
from benchmarks.mutation.score import Equivalent, score_of, stale
from benchmarks.mutation.served import module_name


def changes(text: str) -> set[tuple[str, str]]:
    return {(each.original, each.mutated) for each in mutants_of("toy.py", text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a < b", {("a < b", "a <= b")}, id="boundary"),
        pytest.param("a >= b", {("a >= b", "a > b")}, id="other boundary"),
        pytest.param(
            "a < b <= c", {("a < b <= c", "a <= b <= c"), ("a < b <= c", "a < b < c")}, id="chain"
        ),
        pytest.param("a is None", {("a is None", "a is not None")}, id="opposite"),
        pytest.param("a and b", {("a and b", "a or b")}, id="connective"),
        pytest.param("not a", {("not a", "a")}, id="negation"),
        pytest.param("days(56)", {("56", "55"), ("56", "57")}, id="number of days"),
        pytest.param(
            "Decimal('0.8')",
            {("Decimal('0.8')", "Decimal('0.7')"), ("Decimal('0.8')", "Decimal('0.9')")},
            id="exact number",
        ),
        pytest.param(
            "Decimal('-2.5')",
            {("Decimal('-2.5')", "Decimal('-2.6')"), ("Decimal('-2.5')", "Decimal('-2.4')")},
            id="negative exact number",
        ),
        pytest.param("a + b", {("a + b", "a - b")}, id="plus"),
        pytest.param("a * b", {("a * b", "a // b")}, id="times"),
        pytest.param("min(a, b)", {("min(a, b)", "max(a, b)")}, id="least"),
        pytest.param("any(a)", {("any(a)", "all(a)")}, id="any"),
        pytest.param("Severity.ALERT", {("Severity.ALERT", "Severity.WARNING")}, id="severity"),
        pytest.param("Severity.INFO", {("Severity.INFO", "Severity.ALERT")}, id="last severity"),
        pytest.param("x = True", {("True", "False")}, id="truth"),
        pytest.param("a if b else c", {("b", "not b")}, id="condition"),
        pytest.param("[a for a in b if a]", {("a", "not a")}, id="condition of a list"),
        pytest.param(
            "for a in b:\n    if c:\n        continue\n",
            {("c", "False"), ("c", "not c")},
            id="branch",
        ),
        pytest.param("def f() -> bool:\n    return a\n", {("a", "not a")}, id="predicate"),
        pytest.param("def f() -> X | None:\n    return a\n", {("a", "None")}, id="optional"),
        pytest.param("def f() -> int:\n    return a\n", set(), id="never nothing"),
    ],
)
def test_an_operator_makes_its_changes_and_no_other(
    text: str, expected: set[tuple[str, str]]
) -> None:
    assert changes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("'a sentence of 20 words'", id="sentence"),
        pytest.param("f'{values[1]} of {1 + 1}'", id="filled sentence"),
        pytest.param("TABLE + '; guidelines'", id="sentence put together"),
        pytest.param("says(evidence='a' if b else 'c', why=1)", id="wording"),
        pytest.param("def __str__(self) -> str:\n    return 1\n", id="how it is written"),
        pytest.param(
            "@dataclass(frozen=True)\nclass A:\n    a: Decimal | None\n", id="declaration"
        ),
        pytest.param("Lines = tuple[Decimal, Decimal | None]", id="type"),
        pytest.param("Instant = int | Fraction", id="either type"),
        pytest.param("def f(a: Literal[1]) -> Literal[2]: ...", id="annotation"),
    ],
)
def test_wording_and_types_are_left_alone(text: str) -> None:
    assert changes(text) == set()


def test_a_change_is_made_in_its_own_place() -> None:
    text = 'POINT = "μ"; LOW, HIGH = 20, 20  # bounds\n'
    changed = [each.applied_to(text) for each in mutants_of("toy.py", text)]
    assert 'POINT = "μ"; LOW, HIGH = 20, (21)  # bounds\n' in changed
    assert len(set(changed)) == 4


def test_a_mutant_says_where_it_is() -> None:
    text = "class A:\n    def b(self):\n        return self.c > 1\n"
    first = mutants_of("toy.py", text)[0]
    assert str(first) == "toy.py:3 A.b  [comparison]  self.c > 1 -> self.c >= 1"


def test_a_change_keeps_what_belongs_together() -> None:
    """Multiplied, a changed sum stays a sum."""
    (sum_changed,) = (
        each for each in mutants_of("toy.py", "(a + b).days") if each.operator == "arithmetic"
    )
    assert ast.unparse(ast.parse(sum_changed.applied_to("(a + b).days"))) == "(a - b).days"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param(
            "monitoring/judgement/due/labs.py", "monitoring.judgement.due.labs", id="file"
        ),
        pytest.param("labs/rules/__init__.py", "labs.rules", id="package"),
    ],
)
def test_the_module_of_a_file(path: str, name: str) -> None:
    assert module_name(path) == name


def test_equivalent_mutants_stand_beside_the_score() -> None:
    mutants = mutants_of("toy.py", "a < b\nc < d\ne < f\n")
    verdicts = [
        Verdict(mutant, fate, 0.1)
        for mutant, fate in zip(mutants, ("tests", SURVIVED, SURVIVED), strict=True)
    ]
    known = [Equivalent("toy.py", "c < d", "c < d", "c <= d", "never equal")]
    score = score_of(verdicts, known)
    assert [len(part) for part in score] == [1, 1, 1]
    assert score.share == 0.5
    assert score.by(lambda mutant: mutant.operator) == {
        "comparison": {"killed": 1, "survived": 1, "equivalent": 1}
    }


def test_an_equivalent_mutant_that_nobody_makes_any_more_is_named() -> None:
    gone = Equivalent("toy.py", "x < y", "x < y", "x <= y", "never equal")
    assert stale([gone], mutants_of("toy.py", "a < b")) == [gone]


def test_nothing_tried_is_no_score() -> None:
    assert score_of([], []).share == 0
