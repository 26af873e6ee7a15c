"""A finding that tells a moved number tells whose it is and since when."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from monitoring.judgement import Finding, Snapshot, evaluate
from monitoring.judgement.cases.facts import read_case
from monitoring.status.in_force import targeted
from protocols.targets.overriding import BOOK, InForce, Level, Override

CASES = Path(__file__).parents[2] / "cases"
SINCE = date(2000, 1, 1)
WHOSE = "own since 01-Jan-2000"

# Numbers that no result and no other threshold of a case happens to be.
MOVED = {
    "e2_lo": "21.73",
    "e2_hi": "43.37",
    "tt_lo": "511.3",
    "tt_hi": "987.7",
    "ratio_min": "11.37",
    "hct_limit": "53.37",
    "hct_near": "51.73",
}


def cases() -> list[Any]:
    files = ("clinical_examples.json", "clinical_examples_generated.json")
    texts = [(CASES / name).read_text("utf-8") for name in files]
    documents = [json.loads(text, parse_float=Decimal) for text in texts]
    return [case for document in documents for case in document["vignettes"]]


def findings(level: Level) -> list[Finding]:
    """The findings of every worked case by moved targets."""
    numbers = {name: Decimal(text) for name, text in MOVED.items()}
    in_force = InForce((Override(level, SINCE, numbers),))
    judged: list[Finding] = []
    for case in cases():
        snapshot, as_of = read_case(case, BOOK)
        judged += evaluate(by(in_force, snapshot, as_of), as_of).findings
    return judged


def by(in_force: InForce, snapshot: Snapshot, as_of: date) -> Snapshot:
    return targeted(snapshot, in_force, {}, as_of)


def texts(finding: Finding) -> str:
    inputs = " ".join(each.text for each in finding.inputs)
    return f"{finding.headline} {finding.evidence} {finding.threshold} {inputs}"


@pytest.mark.parametrize("level", [Level.CLINIC, Level.PATIENT])
def test_no_finding_tells_a_moved_number_as_if_it_were_the_rule_books(level: Level) -> None:
    told = [each for each in findings(level) if any(n in texts(each) for n in MOVED.values())]
    silent = {each.rule_id: texts(each) for each in told if level.owner not in texts(each)}
    assert silent == {}
    assert all(WHOSE in texts(each) for each in told)


def test_every_moved_number_is_told_by_some_finding() -> None:
    said = " ".join(texts(each) for each in findings(Level.CLINIC))
    assert [name for name, number in MOVED.items() if number not in said] == []
