"""Comparing exact and open values with a limit has three answers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.targets.quantity import Quantity

LIMIT = Decimal(20)
values = st.decimals(min_value=0, max_value=5000, places=4)
quantities = st.builds(Quantity, values, st.sampled_from(["", "<", ">"]))


def quantity(text: str) -> Quantity:
    sign = text[0] if text[0] in "<>" else ""
    return Quantity(Decimal(text.removeprefix(sign)), sign)


@pytest.mark.parametrize(
    ("text", "below", "above"),
    [
        pytest.param("19.999", True, False, id="just below"),
        pytest.param("20", False, False, id="at the limit"),
        pytest.param("20.001", False, True, id="just above"),
        pytest.param("<19.9", True, False, id="open below, limit outside"),
        pytest.param("<20", True, False, id="below the limit itself"),
        pytest.param("<20.1", None, None, id="open below, limit inside"),
        pytest.param(">19.9", None, None, id="open above, limit inside"),
        pytest.param(">20", False, True, id="above the limit itself"),
        pytest.param(">20.1", False, True, id="open above, limit outside"),
    ],
)
def test_comparison_with_a_limit(text: str, below: bool | None, above: bool | None) -> None:
    held = quantity(text)
    assert (held.below(LIMIT), held.above(LIMIT)) == (below, above)
    assert held.at_least(LIMIT) is (None if below is None else not below)
    assert held.at_most(LIMIT) is (None if above is None else not above)


@pytest.mark.parametrize(
    ("text", "within"),
    [
        pytest.param("19.99", False, id="below"),
        pytest.param("20", True, id="at the lower end"),
        pytest.param("30", True, id="between"),
        pytest.param("40", True, id="at the upper end"),
        pytest.param("40.01", False, id="above"),
        pytest.param("<20", False, id="certainly below"),
        pytest.param("<24", None, id="straddles the lower end"),
        pytest.param("<50", None, id="could be anywhere under"),
        pytest.param(">40", False, id="certainly above"),
        pytest.param(">39", None, id="straddles the upper end"),
        pytest.param(">5", None, id="could be anywhere over"),
    ],
)
def test_target_with_two_ends(text: str, within: bool | None) -> None:
    assert quantity(text).within(Decimal(20), Decimal(40)) is within


@given(quantities, values)
def test_certain_answers_hold_for_every_value_of_the_interval(
    held: Quantity, limit: Decimal
) -> None:
    step = {"<": Decimal("-0.00001"), ">": Decimal("0.00001"), "": Decimal(0)}[held.comparator]
    inside = Quantity(held.value + step)
    assert held.below(limit) in {None, inside.below(limit)}
    assert held.above(limit) in {None, inside.above(limit)}


@given(values, values)
def test_exact_value_is_never_unresolved(value: Decimal, limit: Decimal) -> None:
    held = Quantity(value)
    assert not held.is_censored
    assert [held.below(limit), value == limit, held.above(limit)].count(True) == 1


@pytest.mark.parametrize(
    ("value", "comparator"),
    [
        pytest.param("NaN", "", id="not a number"),
        pytest.param("Infinity", "", id="infinite"),
        pytest.param("5", "<=", id="at most"),
        pytest.param("5", "=", id="equals sign"),
    ],
)
def test_quantity_refuses_what_is_none(value: str, comparator: str) -> None:
    with pytest.raises(ValueError, match=r"finite|comparator"):
        Quantity(Decimal(value), comparator)
