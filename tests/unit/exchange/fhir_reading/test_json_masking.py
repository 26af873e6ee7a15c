"""Social security numbers are gone before anything reads resources; nothing else is touched."""

import json
from time import perf_counter
from typing import Any

import pytest

from exchange.fhir_reading.masking import without_social_numbers

SYSTEM = "http://hl7.org/fhir/sid/us-ssn"
LONGEST_SECONDS = 5


def patient(**more: Any) -> str:
    numbers = [{"system": SYSTEM, "value": "123-45-6789"}, {"value": "100200300"}]
    return json.dumps({"resourceType": "Patient", "identifier": numbers, **more})


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"text": {"div": "<p>123-45-6789</p>"}}, id="narrative"),
        pytest.param({"note": "number 123456789, he says"}, id="in a sentence"),
        pytest.param({"extension": [{"valueInteger": 123456789}]}, id="a number of JSON"),
        pytest.param({"123456789": "x"}, id="a name of a member"),
        pytest.param({"note": 'ü\\"123456789\n\u2028'}, id="among escapes"),
    ],
)
def test_the_same_number_elsewhere(more: dict[str, Any]) -> None:
    masked = without_social_numbers(patient(**more))
    assert "6789" not in masked
    assert json.loads(masked)["identifier"][1]["value"] == "100200300"


def test_a_number_written_with_escapes() -> None:
    escaped = patient().replace("123-45-6789", "\\u003123-45-6789")
    assert "6789" not in without_social_numbers(escaped)


def test_a_number_in_the_words_of_a_search() -> None:
    reference = f"Patient?identifier={SYSTEM}|987-65-4321"
    masked = without_social_numbers(json.dumps({"subject": {"reference": reference}}))
    assert "4321" not in masked


def test_nothing_else_is_touched() -> None:
    other = {"identifier": [{"value": "123456789"}], "value": 13.123456789, "note": "é\\u00e9"}
    text = json.dumps(other, indent=2, ensure_ascii=False)
    assert without_social_numbers(text) == text
    beside = patient(valueDecimal=13.123456789, telecom="212-555-1234")
    masked = without_social_numbers(beside)
    assert masked == beside.replace("123-45-6789", "*" * 11)


def test_many_people_take_no_longer_each() -> None:
    people = [patient().replace("45-6789", f"{each % 90 + 10}-{each:04}") for each in range(4000)]
    began = perf_counter()
    masked = without_social_numbers("\n".join(people))
    assert perf_counter() - began <= LONGEST_SECONDS
    assert masked.count("*" * 11) == len(people)
