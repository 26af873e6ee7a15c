"""JSON that keeps the digits of a decimal, and says nothing where there is nothing to say."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.fhir.writing import as_json, filled, streamed


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        pytest.param(Decimal("5.0"), "5.0", id="a zero that was reported"),
        pytest.param(Decimal("0.10"), "0.10", id="one tenth, to two places"),
        pytest.param(Decimal("1E+3"), "1000", id="no exponent"),
        pytest.param(Decimal("-1.62"), "-1.62", id="below zero"),
        pytest.param(Decimal("13.112409216086379"), "13.112409216086379", id="many digits"),
    ],
)
def test_a_decimal_keeps_its_digits(number: Decimal, digits: str) -> None:
    assert as_json({"value": number}) == f'{{"value":{digits}}}'


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-99, max_value=99)
LEAVES = st.text() | st.booleans() | st.integers() | NUMBERS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12
)


@given(VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    assert json.loads(as_json(value), parse_float=Decimal) == value


def test_what_says_nothing_is_left_out() -> None:
    said = filled(a="", b=[], c={}, d=None, e=" \u00a0 ", f=False, g=Decimal(0), h="x\ty")
    assert said == {"f": False, "g": Decimal(0), "h": "x y"}


def test_a_bundle_is_written_entry_by_entry() -> None:
    pieces = streamed({"type": "collection"}, iter([{"a": 1}, {"a": 2}]))
    assert next(pieces) == '{"type":"collection"'
    assert next(pieces) == ',"entry":[{"a":1}'
    assert "".join(pieces) == ',\n{"a":2}]}\n'


def test_a_bundle_without_entries_has_no_list() -> None:
    assert "".join(streamed({"type": "collection"}, [])) == '{"type":"collection"}\n'
