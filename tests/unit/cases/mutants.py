"""The worked cases with something broken in them, as nobody would write a case on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

CASES = Path(__file__).parents[2] / "cases"
FILES = ("clinical_examples.json", "clinical_examples_generated.json")

Place = tuple[str | int, ...]
"""Where something stands: the names and numbers that lead to it."""


class Raw(str):
    """JSON written as it is, where no value of Python would give it."""


STRANGE = [
    None,
    True,
    False,
    0,
    -1,
    10**30,
    Raw("1" + "0" * 5_000),
    0.1,
    "",
    " ",
    "12",
    " 12 ",
    "١٢",
    "2026-02-30",
    "２０２６-01-01",
    " 2026-01-01",
    "2026-01-01T00:00",
    20260101,
    "\ud800",
    "x" * 10_000,
    [],
    [[]],
    [None],
    [{}],
    [["edema"]],
    {},
    {"value": {"value": None}},
    Raw("NaN"),
    Raw("Infinity"),
    Raw("-Infinity"),
    Raw("1e400"),
    Raw("1e-400"),
    Raw("1e99999999999999999999"),
    Raw("-0.0"),
    Raw("9" * 200),
    Raw('{"unit": "pg/mL", "unit": "pmol/L"}'),
    Raw("[" * 400 + "]" * 400),
]
NAMES = ["", " ", "value", "as_of ", "date", "__class__", "a.b", "x: y", "units", "İ"]


def vignettes() -> list[dict[str, Any]]:
    documents = [json.loads((CASES / name).read_text("utf-8")) for name in FILES]
    cases = [case for document in documents for case in document["vignettes"]]
    return [{name: part for name, part in case.items() if name != "expected"} for case in cases]


def places(value: Any, here: Place = ()) -> Iterator[Place]:
    """Every place below a value."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in steps:
        yield (*here, step)
        if isinstance(inner, dict | list):
            yield from places(inner, (*here, step))


def inside(value: Any, place: Place) -> Any:
    """What stands at a place."""
    for step in place:
        value = value[step]
    return value


def written(value: Any) -> str:
    """JSON text; parts that are raw stand in it as they are."""
    raw: list[str] = []

    def marked(part: Any) -> Any:
        if isinstance(part, Raw):
            raw.append(str(part))
            return f"raw part {len(raw) - 1}."
        if isinstance(part, dict):
            return {name: marked(inner) for name, inner in part.items()}
        return [marked(inner) for inner in part] if isinstance(part, list) else part

    text = json.dumps(marked(value))
    for number, part in enumerate(raw):
        text = text.replace(f'"raw part {number}."', part)
    return text


@st.composite
def mutants(draw: st.DrawFn, cases: list[dict[str, Any]]) -> dict[str, Any]:
    """One of the cases with one to three places changed: replaced, removed, renamed, doubled."""
    case = deepcopy(draw(st.sampled_from(cases)))
    for _ in range(draw(st.integers(1, 3))):
        known = [place for place in places(case) if place != ("id",)]
        place = draw(st.sampled_from(known))
        around, last = inside(case, place[:-1]), place[-1]
        _change(draw, around, last)
    return case


def _change(draw: st.DrawFn, around: Any, last: Any) -> None:
    how = draw(st.sampled_from(["replace", "remove", "name", "double"]))
    if how == "remove":
        del around[last]
    elif how == "name" and isinstance(around, dict):
        around[draw(st.sampled_from(NAMES))] = around.pop(last)
    elif how == "double" and isinstance(around, list):
        around.insert(last, deepcopy(around[last]))
    else:
        around[last] = deepcopy(draw(st.sampled_from(STRANGE)))
