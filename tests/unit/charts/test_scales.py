"""Panel heights are fixed in advance, grow by steps, and say so."""

from decimal import Decimal

import pytest

from monitoring.charts.points import Band
from monitoring.charts.scales import Scale, dose_scale, scale, ticks
from tests.unit.charts.courses import BANDS


def decimals(*amounts):
    return [Decimal(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("key", "amounts", "low", "high", "note"),
    [
        pytest.param("estradiol", [], "5", "70", "", id="usual estradiol"),
        pytest.param("estradiol", ["5", "70"], "5", "70", "", id="at both ends"),
        pytest.param("estradiol", ["70.1"], "5", "110", "scale extended to 110", id="above"),
        pytest.param("estradiol", ["199"], "5", "200", "scale extended to 200", id="far above"),
        pytest.param("estradiol", ["900"], "5", "1600", "scale extended to 1600", id="beyond"),
        pytest.param("estradiol", ["4.9"], "0", "70", "scale extended to 0", id="below"),
        pytest.param("testosterone", [], "350", "1150", "", id="usual testosterone"),
        pytest.param(
            "testosterone", ["90", "1400"], "0", "1500", "scale extended to 0 and 1500", id="both"
        ),
        pytest.param("ratio", [], "0", "60", "", id="usual ratio"),
        pytest.param("hematocrit", [], "43.2", "57.24", "", id="usual hematocrit"),
    ],
)
def test_scale_of_a_panel(key, amounts, low, high, note):
    found = scale(key, getattr(BANDS, key), decimals(*amounts))
    assert found == Scale(Decimal(low), Decimal(high), note)


def test_a_scale_keeps_its_proportions_in_another_unit():
    per_pg = Decimal("3.671")
    band = Band("pmol/L", 20 * per_pg, 40 * per_pg)
    assert scale("estradiol", band, []) == Scale(5 * per_pg, 70 * per_pg)


def test_a_goal_without_a_bound_is_refused():
    with pytest.raises(ValueError, match="needs a bound"):
        scale("estradiol", Band("pg/mL"), [])


@pytest.mark.parametrize(
    ("doses", "high"),
    [
        pytest.param([], "1.25", id="no dose"),
        pytest.param(["1.0"], "1.25", id="at the least height"),
        pytest.param(["3.5"], "4.375", id="higher"),
    ],
)
def test_scale_of_the_dose(doses, high):
    assert dose_scale(decimals(*doses)) == Scale(Decimal(0), Decimal(high))


def test_ticks_put_the_goal_first_and_keep_their_distance():
    found = ticks(Scale(Decimal(5), Decimal(70)), decimals(20, 40, 26), 5, Decimal("0.065"))
    assert found == tuple(decimals(20, 26, 40, 60))


def test_ticks_drop_what_is_too_near_on_a_grown_scale():
    found = ticks(Scale(Decimal(5), Decimal(200)), decimals(20, 40, 26), 5, Decimal("0.065"))
    assert found == tuple(decimals(20, 40, 100, 150))
