"""What was typed wrong at first, and the right version beside it."""

from decimal import Decimal

import pytest

from exchange.demo.laboratories import LABORATORIES, Assay, printed
from exchange.demo.mistakes import (
    digits_swapped,
    point_lost,
    sample_clotted,
    unit_mixed_up,
    with_mistakes,
)
from exchange.demo.plans import Mistake
from exchange.demo.records import Blood, Value


@pytest.mark.parametrize(
    ("spoil", "right", "wrong"),
    [
        pytest.param(point_lost, Value("estradiol", "18.4", "pg/mL", "lcms"), "184", id="point"),
        pytest.param(
            digits_swapped, Value("testosterone_total", "861", "ng/dL", ""), "681", id="digits"
        ),
        pytest.param(unit_mixed_up, Value("estradiol", "117", "pmol/L", ""), "32", id="to pg/mL"),
        pytest.param(unit_mixed_up, Value("estradiol", "32.0", "pg/mL", ""), "117", id="to pmol/L"),
        pytest.param(sample_clotted, Value("hematocrit", "52.0", "%", ""), "44.2", id="clotted"),
    ],
)
def test_a_mistake_spoils_only_the_number(spoil: object, right: Value, wrong: str) -> None:
    spoilt = spoil(right)
    assert spoilt.typed == wrong
    assert (spoilt.analyte, spoilt.unit, spoilt.method) == (right.analyte, right.unit, right.method)


def test_the_right_draw_is_the_amendment() -> None:
    right = Blood(7, "Any", (Value("estradiol", "18.4", "pg/mL", "lcms"),))
    (first,), (amendment,) = with_mistakes([right], (Mistake("point lost", -1, "estradiol"),))
    assert first.value("estradiol").typed == "184"
    assert (amendment.place, amendment.becomes) == (0, right)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param("14.9", "<15", id="below the lowest"),
        pytest.param("15", "15.0", id="the lowest"),
        pytest.param("1500", "1500.0", id="the highest"),
        pytest.param("1500.1", ">1500", id="above the highest"),
        pytest.param("31.25", "31.3", id="half up"),
    ],
)
def test_a_laboratory_prints_within_its_limits(number: str, text: str) -> None:
    assert printed(Decimal(number), Assay("pg/mL", 1, lowest="15", highest="1500")) == text


@pytest.mark.parametrize(
    ("ago", "lowest"),
    [pytest.param(656, "24", id="old analyser"), pytest.param(655, "15", id="new analyser")],
)
def test_the_assay_changes_on_its_day(ago: int, lowest: str) -> None:
    assert LABORATORIES["cedar"].assay("estradiol", ago).lowest == lowest
