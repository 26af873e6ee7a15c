"""From bytes of JSON to resources: encodings, lines, references."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from exchange.fhir_reading.pool import take_apart
from exchange.files.csv_reading import Unusable
from exchange.intake.source import Asked, open_resources
from tests.intake.resources import HIM, bundle, observation, patient

Json = dict[str, Any]
ZONE = ZoneInfo("UTC")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings(encoding: str) -> None:
    named = patient(name=[{"family": "Jürgens", "given": ["Bert"]}])
    opened = open_resources(bundle(observation(), man=named).encode(encoding), Asked(ZONE))
    (row,) = opened.rows.every()
    assert row.sent.person.family_name == "Jürgens"  # type: ignore[attr-defined]


def test_indented_json_is_one_document() -> None:
    indented = json.dumps(json.loads(bundle(observation())), indent=2)
    assert [each.kind for each in take_apart(indented).resources] == ["Patient", "Observation"]


def test_bundles_in_lines_keep_their_places() -> None:
    pool = take_apart(f"{bundle(observation())}\n\n{bundle()}\n")
    assert [each.place for each in pool.resources] == [
        "line 1, entry 1", "line 1, entry 2", "line 3, entry 1"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "is_found"),
    [
        (HIM, True),
        ("Patient/p", True),
        ("Patient/p/_history/2", True),
        ("Patient/q", False),
        ("http://elsewhere.example/Patient/p", False),
        ("#p", False),
        ("", False),
    ],
)
def test_references(reference: str, is_found: bool) -> None:
    pool = take_apart(bundle(observation(), man=patient(id="p")))
    found = pool.find({"reference": reference}, pool.resources[1].body)
    assert bool(found) is is_found


def test_a_contained_resource_belongs_to_its_container() -> None:
    inside = observation(contained=[patient(id="p")])
    pool = take_apart(bundle(inside, observation(id="o2")))
    assert pool.find({"reference": "#p"}, pool.resources[1].body)
    assert not pool.find({"reference": "#p"}, pool.resources[2].body)


@pytest.mark.parametrize("text", ["", "nothing", "{", '"text"', "12", "null", "{}{}"])
def test_what_is_no_resource(text: str) -> None:
    with pytest.raises(Unusable):
        take_apart(text)
