"""The tests that a mutant has to get past, the quickest first.

Each stage, a test file or the worked cases, answers whether all its tests passed. All of them are
the project's own tests; only the number of invented examples is smaller, and the same in every run.
"""

import gc
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple, cast

from benchmarks.mutation.served import module_name

WORKED_CASES = "worked cases"

CASES = ("clinical_examples.json", "clinical_examples_generated.json")
EXAMPLES, SEEDS = 10, 20


class Stage(NamedTuple):
    """Some tests, and the words for them."""

    name: str
    passes: Callable[[], bool]


def worked_cases() -> bool:
    """The worked cases of the specification, up to the first with another answer.

    Most mutants end here.
    """
    from monitoring.judgement.cases import answer_document

    return all(_is_answered(case, answer_document) for case in worked())


def _is_answered(case: dict[str, Any], answer: Callable[[Any], Any]) -> bool:
    given = dict(answer({"vignettes": [case]})[0][case["id"]])
    given.pop("changes_on")
    return given == case["expected"]


@cache
def worked() -> list[dict[str, Any]]:
    """The worked cases with what is expected of each."""
    texts = [Path("tests/cases", name).read_text("utf-8") for name in CASES]
    return [case for text in texts for case in json.loads(text, parse_float=Decimal)["vignettes"]]


def tests_of(path: str) -> bool:
    """The tests of one file, up to the first that fails.

    They are called one after the other, without pytest: its start and its reports would take
    longer than the tests. Pure tests only, which ask for parameters and for no fixture.
    """
    for test in calls_of(vars(import_module(module_name(path)))):
        test()
    return True


def calls_of(names: Mapping[str, Any]) -> Iterator[Callable[[], None]]:
    """Every test among the names, once for each row of its parameters."""
    for name, test in names.items():
        if not name.startswith("test_"):
            continue
        marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
        for rows in product(*map(_rows, marks)):
            yield partial(test, **{key: value for row in rows for key, value in row.items()})


def _rows(mark: Any) -> list[dict[str, Any]]:
    """The rows of one table of parameters, each by name."""
    given, rows = mark.args
    rows = rows[:SEEDS] if isinstance(rows, range) else rows  # seeds are invented examples as well
    names = [name.strip() for name in given.split(",")] if isinstance(given, str) else given
    return [dict(zip(names, _values(row, len(names)), strict=True)) for row in rows]


def _values(row: Any, count: int) -> Sequence[Any]:
    """A row is marked (`pytest.param`), or plain; a plain single value stands alone."""
    if hasattr(row, "marks"):
        return cast(Sequence[Any], row.values)
    return row if count > 1 else (row,)


def _files(folder: str, *names: str) -> list[str]:
    return [f"tests/unit/{folder}/test_{name}.py" for name in names]


TEST_FILES = [
    *_files("judgement", "rules", "due", "exposure", "evaluation", "findings", "validity"),
    *_files("protocols", "targets", "quantity"),
    *_files("overrides", "moved_everywhere"),
    *_files("schedule", "set_dates", "awaited"),
    *_files("judgement", "set_dates_edges", "awaited_edges"),
    *_files("judgement", "outcome", "dose_response", "lifetime", "checklist"),
    *_files("judgement", "properties"),
    *_files("schedule", "foretold"),
]

STAGES = (
    Stage(WORKED_CASES, worked_cases),
    *(Stage(path, partial(tests_of, path)) for path in TEST_FILES),
)
NOTHING_ASSERTED = (Stage("nothing", lambda: True),)
"""The negative control: tests that assert nothing notice nothing."""


def warm_up() -> None:
    """Import once what every trial needs and no mutant can touch."""
    import hypothesis
    import hypothesis.strategies
    import pytest

    assert pytest
    ask_few_examples(hypothesis)
    worked()
    gc.freeze()


def ask_few_examples(hypothesis: Any) -> None:
    """Whatever number of examples a test asks for, it gets a few, the same in every run."""
    settings, phases = hypothesis.settings, (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    settings.register_profile(
        "mutants",
        derandomize=True,
        database=None,
        deadline=None,
        phases=phases,  # a mutant is dead at its first failure; no smaller one is looked for
        report_multiple_bugs=False,
    )
    settings.load_profile("mutants")

    def fewer(*, max_examples: int = EXAMPLES, **more: Any) -> Any:
        return settings(max_examples=min(max_examples, EXAMPLES), **more)

    hypothesis.settings = fewer
