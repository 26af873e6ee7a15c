"""The rule book: every number stated, moved only as far as is allowed."""

from decimal import Decimal

import pytest

from protocols.targets.book import (
    PLACES,
    OutOfRange,
    Targets,
    all_statements,
    number_of,
)
from protocols.targets.goals import (
    ESTRADIOL_GOAL,
    HEMATOCRIT_GOAL,
    RATIO_GOAL,
    TESTOSTERONE_GOAL,
    Target,
)
from protocols.targets.quantity import Quantity

BOOK = Targets()


@pytest.mark.parametrize(
    ("goal", "value", "sign", "position"),
    [
        pytest.param(TESTOSTERONE_GOAL, "499.9", "", "below", id="testosterone below"),
        pytest.param(TESTOSTERONE_GOAL, "500", "", "in_target", id="testosterone at the lower end"),
        pytest.param(
            TESTOSTERONE_GOAL, "1000", "", "in_target", id="testosterone at the upper end"
        ),
        pytest.param(TESTOSTERONE_GOAL, "1000.1", "", "above", id="testosterone above"),
        pytest.param(ESTRADIOL_GOAL, "19.9", "", "below", id="estradiol below"),
        pytest.param(ESTRADIOL_GOAL, "20", "", "in_target", id="estradiol at the lower end"),
        pytest.param(ESTRADIOL_GOAL, "40", "", "in_target", id="estradiol at the upper end"),
        pytest.param(ESTRADIOL_GOAL, "40.1", "", "above", id="estradiol above"),
        pytest.param(ESTRADIOL_GOAL, "20", "<", "below", id="certainly below"),
        pytest.param(ESTRADIOL_GOAL, "24", "<", "undecidable", id="perhaps below"),
        pytest.param(ESTRADIOL_GOAL, "15", ">", "undecidable", id="anything above a low limit"),
        pytest.param(ESTRADIOL_GOAL, "40", ">", "above", id="certainly above"),
        pytest.param(RATIO_GOAL, "9.99", "", "below", id="ratio below"),
        pytest.param(RATIO_GOAL, "10", "", "in_target", id="ratio at its goal"),
        pytest.param(HEMATOCRIT_GOAL, "53.9", "", "in_target", id="hematocrit below its limit"),
        pytest.param(HEMATOCRIT_GOAL, "54", "", "at_or_over_limit", id="hematocrit at its limit"),
    ],
)
def test_the_position_against_a_goal(goal: Target, value: str, sign: str, position: str) -> None:
    assert goal.position(Quantity(Decimal(value), sign)) == position


@pytest.mark.parametrize(
    ("goal", "text"),
    [
        pytest.param(ESTRADIOL_GOAL, "20-40 pg/mL", id="two ends"),
        pytest.param(RATIO_GOAL, "at least 10 (ng/dL over pg/mL)", id="one end"),
        pytest.param(HEMATOCRIT_GOAL, "below 54 %", id="a limit that is out"),
    ],
)
def test_a_goal_can_be_read(goal: Target, text: str) -> None:
    assert str(goal) == text
    assert goal.why
    assert goal.source
    assert goal.checked == "not yet checked by a clinician"


@pytest.mark.parametrize(
    ("page", "name"), [pytest.param(p, n, id=f"{p}.{n}") for p, n, _, _ in all_statements(BOOK)]
)
def test_every_number_says_what_it_is(page: str, name: str) -> None:
    stated = {(p, n): (value, why) for p, n, value, why in all_statements(BOOK)}
    value, statement = stated[page, name]
    assert value is not None
    assert statement.unit
    assert statement.why.endswith(".")
    assert statement.source


@pytest.mark.parametrize(
    ("parameter", "lowest", "highest"),
    [
        pytest.param("e2_lo", 10, 30, id="estradiol, lower end"),
        pytest.param("e2_hi", 30, 60, id="estradiol, upper end"),
        pytest.param("tt_lo", 250, 600, id="testosterone, lower end"),
        pytest.param("tt_hi", 800, 1200, id="testosterone, upper end"),
        pytest.param("ratio_min", 5, 20, id="ratio"),
        pytest.param("hct_limit", 50, 54, id="hematocrit"),
        pytest.param("hct_near", 48, 53, id="close to the hematocrit limit"),
        pytest.param("followup_days", 21, 90, id="first labs"),
        pytest.param("in_target_stable_months", 3, 12, id="stable labs"),
    ],
)
def test_a_number_moves_within_its_range_only(parameter: str, lowest: int, highest: int) -> None:
    for allowed in (lowest, highest):
        assert number_of(BOOK.moved({parameter: allowed}), parameter) == allowed
    for beyond in (lowest - 1, highest + 1):
        with pytest.raises(OutOfRange):
            BOOK.moved({parameter: beyond})


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param({"bone_lo": 19}, id="fixed threshold"),
        pytest.param({"bone_hi": Decimal("25.9")}, id="other fixed threshold"),
        pytest.param({"e2_lo": 30, "e2_hi": 39}, id="ends too close"),
        pytest.param({"hct_near": 47}, id="near line too low"),
        pytest.param({"hct_near": 53, "hct_limit": 53}, id="near line at the limit"),
        pytest.param({"followup_days": Decimal("30.5")}, id="half a day"),
        pytest.param({"fresh": 1}, id="unknown"),
        pytest.param({"result_max_age_days": 0}, id="nothing"),
        pytest.param({"step_up": Decimal("NaN")}, id="no number"),
    ],
)
def test_a_number_does_not_move_where_it_may_not(numbers: dict[str, Decimal]) -> None:
    with pytest.raises(OutOfRange):
        BOOK.moved(numbers)


@pytest.mark.parametrize("parameter", PLACES)
def test_a_number_may_stay_where_it_is(parameter: str) -> None:
    assert BOOK.moved({parameter: number_of(BOOK, parameter)}) == BOOK


def test_scan_intervals_stay_within_two_to_five_years() -> None:
    dexa = BOOK.dexa
    assert min(dexa.months.values()) == dexa.floor_months == 24
    assert max(dexa.months.values()) == dexa.ceiling_months == 60
