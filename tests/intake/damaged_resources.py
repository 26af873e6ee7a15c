"""Damaged resources: bytes that a network spoils, and trees that a careless program writes."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from tests.intake.damage import Damage, cut_off, cut_out, flip
from tests.intake.messages import HEMATOCRIT, TESTOSTERONE
from tests.intake.resources import (
    bundle,
    coded,
    identifier,
    lines,
    observation,
    patient,
    quantity,
)

_NUMBERS = [identifier("MR", "007", system="urn:h"), identifier("SS", "123-45-6789")]
_PARTS = [
    {"code": coded(TESTOSTERONE), "valueQuantity": quantity("620", "ng/dL")},
    {"code": coded(HEMATOCRIT), "valueQuantity": quantity("0.471", "L/L", comparator="<")},
]
_REPORT = {
    "resourceType": "DiagnosticReport",
    "id": "r",
    "status": "final",
    "code": {"text": "Hormones"},
    "subject": {"reference": "Patient/p"},
    "effectivePeriod": {"start": "2026-11-16", "end": "2026-11-16"},
    "contained": [observation(effectiveDateTime=None, subject=None)],
    "result": [{"reference": "#o1"}],
    "basedOn": [{"identifier": {"system": "urn:o", "value": "P-1"}}],
}
SEEDS = [
    bundle(observation(), observation("47.1", HEMATOCRIT, "%", id="o2", status="amended")),
    bundle(observation(valueQuantity=None, component=_PARTS), man=patient(identifier=_NUMBERS)),
    bundle(observation(status="entered-in-error", valueQuantity=None)),
    lines(patient(id="p", identifier=_NUMBERS), _REPORT, observation(id="o3")),
    lines(observation(subject={"reference": "#p"}, contained=[patient(id="p")])),
]
NASTY = '{}[]",:\\/u0123456789eE+-. \x00\n\ufeff\u2028é€𝟛#|<>nulltrue\x85'
STRANGE = '[null, true, 0, -1, 1e5, "", " ", "\\ud800", "\\u0000", "x|y", [], [[]], {}, [{}], 1.5]'
LONG: list[Any] = ["9" * 400, "x" * 5000, "../" * 50, "#", "urn:uuid:", "1970-03-01"]


def _insert(content: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(content) + 1)
    content[place:place] = "".join(chance.choices(NASTY, k=chance.randint(1, 6))).encode()


def _digits(content: bytearray, chance: random.Random) -> None:
    place = content.find(b'"value":')
    content[place + 8 : place + 8] = chance.choice([b"-", b"1e", b"0", b"9" * 300, b"1e99,"])


DAMAGES: list[Damage] = [flip, _insert, cut_out, cut_off, _digits]


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every member of every object and list of a tree, by what holds it."""
    keys = list(tree) if isinstance(tree, dict) else range(len(tree))
    for key in keys:
        yield tree, key
        if isinstance(tree[key], dict | list):
            yield from _places(tree[key])


def _with_another_shape(tree: Any, chance: random.Random) -> None:
    holder, key = chance.choice(list(_places(tree)))
    other, its_key = chance.choice(list(_places(tree)))
    strange = [*json.loads(STRANGE), *LONG, json.loads(json.dumps(other[its_key]))]
    holder[key] = chance.choice(strange)


def _misshapen(seed: str, chance: random.Random) -> str:
    """The same with some of its parts replaced by others, of other kinds."""
    trees = [json.loads(line) for line in seed.splitlines()]
    for _ in range(chance.randint(1, 4)):
        _with_another_shape(chance.choice(trees), chance)
    return "\n".join(json.dumps(tree) for tree in trees)


def mutants(seed: int, count: int) -> Iterator[bytes]:
    """So many damaged files, the same for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        good = chance.choice(SEEDS)
        if number % 2:
            yield _misshapen(good, chance).encode()
            continue
        content = bytearray(good.encode(chance.choice(["utf-8"] * 8 + ["utf-16", "latin-1"])))
        for damage in chance.choices(DAMAGES, k=chance.randint(1, 3)):
            if content:
                damage(content, chance)
        yield bytes(content)
