"""Calculated free testosterone against worked examples."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.free_testosterone import free_testosterone
from protocols.targets.quantity import Quantity

CASES = Path(__file__).parents[2] / "cases" / "clinical_examples.json"
EXAMPLES = json.loads(CASES.read_text(), parse_float=Decimal, parse_int=Decimal)["vermeulen"]


def exact(number: str | Decimal) -> Quantity:
    return Quantity(Decimal(number))


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda case: f"T-{case['tt_ng_dl']}")
def test_worked_example(case: dict[str, Decimal]) -> None:
    found = free_testosterone(
        exact(case["tt_ng_dl"]), exact(case["shbg_nmol_l"]), exact(case["albumin_g_dl"])
    )
    assert found is not None
    expected = case["expected"]
    rounded = {
        "free_nmol_l": round(found.free_nmol_l, 4),
        "free_ng_dl": round(found.free_ng_dl, 2),
        "free_pct": round(found.free_percent, 2),
        "bio_ng_dl": round(found.bioavailable_ng_dl, 1),
    }
    assert rounded == expected
    assert not found.albumin_was_assumed


def test_albumin_not_measured_is_assumed_and_said() -> None:
    found = free_testosterone(exact("288.431"), exact("40"))
    assert found is not None
    assert (found.albumin_was_assumed, found.albumin_g_dl) == (True, Decimal("4.3"))
    assert round(found.albumin_binding, 4) == Decimal("23.4348")
    assert round(found.free_nmol_l, 5) == Decimal("0.17388")


@pytest.mark.parametrize(
    ("total", "shbg", "albumin"),
    [
        pytest.param(Quantity(Decimal(10), "<"), exact("40"), exact("4.3"), id="open total"),
        pytest.param(Quantity(Decimal(1500), ">"), exact("40"), exact("4.3"), id="open above"),
        pytest.param(exact("500"), Quantity(Decimal(5), "<"), exact("4.3"), id="open SHBG"),
        pytest.param(exact("500"), exact("40"), Quantity(Decimal(3), "<"), id="open albumin"),
        pytest.param(exact("0"), exact("40"), None, id="no testosterone"),
    ],
)
def test_nothing_is_calculated(total: Quantity, shbg: Quantity, albumin: Quantity | None) -> None:
    assert free_testosterone(total, shbg, albumin) is None


@given(
    st.decimals("0.1", 5000, places=1),
    st.decimals("0.1", 500, places=1),
    st.decimals(1, 7, places=1),
)
def test_parts_add_up_to_the_total(total: Decimal, shbg: Decimal, albumin: Decimal) -> None:
    found = free_testosterone(exact(total), exact(shbg), exact(albumin))
    assert found is not None
    free_mol_l = found.free_nmol_l / Decimal(10) ** 9
    bound_to_shbg = shbg * (10**9 * free_mol_l) / (1 + 10**9 * free_mol_l)
    total_again = found.albumin_binding * found.free_nmol_l + bound_to_shbg
    assert abs(total_again * Decimal("28.8431") - total) < Decimal("1e-18")
    assert 0 < found.free_ng_dl < found.bioavailable_ng_dl <= total
