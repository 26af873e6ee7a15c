"""Whatever was typed, in whatever unit: a page never shows a value on the other side of a line."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.units import Measurement, measure
from monitoring.charts.points import Position
from monitoring.judgement.ratio import ratio_of
from monitoring.judgement.readings import Reading, series
from monitoring.judgement.snapshot import (
    ESTRADIOL,
    HEMATOCRIT,
    TESTOSTERONE,
    Draw,
    Result,
    Snapshot,
)
from monitoring.status.shown import RATIO, ShownValue, columns
from monitoring.status.values import current_values
from protocols.targets.analytes import BY_SLUG
from protocols.targets.book import Targets
from protocols.targets.goals import Target
from protocols.targets.quantity import Quantity
from tests.unit.judgement.men import day

BOOK = Targets()
IN = {Position.IN_TARGET, Position.NEAR}
RATIO_LINE = (BOOK.ratio.at_least or Decimal(0),)

# (analyte, unit, smallest step of a report, steps): each range reaches across every line.
TYPED = {
    TESTOSTERONE: [
        ("ng/dL", "1", range(300, 1200)),
        ("nmol/L", "0.01", range(1600, 3600)),
        ("ng/mL", "0.001", range(4900, 10100)),
    ],
    ESTRADIOL: [
        ("pg/mL", "0.1", range(50, 500)),
        ("pmol/L", "1", range(20, 180)),
        ("pmol/L", "0.01", range(3600, 15000)),
    ],
    HEMATOCRIT: [
        ("%", "0.1", range(450, 580)),
        ("L/L", "0.001", range(450, 580)),
        ("L/L", "0.0001", range(5100, 5500)),
    ],
}


def typed(analyte: str, signs: tuple[str, ...] = ("", "", "<", ">")) -> st.SearchStrategy[str]:
    """A result as a report prints it: sign, number, unit."""
    allowed = signs if BY_SLUG[analyte].accepts_comparator else ("",)
    return st.sampled_from(TYPED[analyte]).flatmap(
        lambda way: st.builds(
            lambda sign, steps: f"{sign}{Decimal(way[1]) * steps} {way[0]}",
            st.sampled_from(allowed),
            st.sampled_from(way[2]),
        )
    )


def read(analyte: str, text: str) -> Measurement:
    return measure(BY_SLUG[analyte].code, text)


def drawn(**texts: str) -> Snapshot:
    measured = {analyte: read(analyte, text) for analyte, text in texts.items()}
    results = {a: Result(m.quantity, "lcms", m.as_typed) for a, m in measured.items()}
    return Snapshot(born_on=day(-15_000), draws=(Draw(day(0), results),))


def as_shown(text: str) -> Quantity:
    """What a reader takes a text for."""
    sign = text[0] if text[0] in "<>" else ""
    return Quantity(Decimal(text.removeprefix(sign)), sign)


def sides(quantity: Quantity, lines: tuple[Decimal, ...]) -> list[tuple[bool | None, bool | None]]:
    return [(quantity.below(line), quantity.above(line)) for line in lines]


def reading_of(snapshot: Snapshot, analyte: str) -> Reading:
    (reading,) = series(snapshot.draws, analyte, BOOK)
    return reading


def shown_of(snapshot: Snapshot, marker: str) -> ShownValue:
    (value,) = columns(snapshot)[marker]
    return value


@pytest.mark.parametrize("analyte", list(TYPED))
@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_shown_value_lies_where_the_exact_one_lies(analyte: str, data: st.DataObject) -> None:
    snapshot = drawn(**{analyte: data.draw(typed(analyte))})
    value, reading = shown_of(snapshot, analyte), reading_of(snapshot, analyte)
    assert sides(as_shown(value.text), reading.limits) == sides(reading.quantity, reading.limits)
    assert current_values(columns(snapshot))[analyte]["text"] == value.text


@pytest.mark.parametrize("analyte", list(TYPED))
@settings(max_examples=100, deadline=None)
@given(st.data())
def test_an_unresolved_value_is_not_shown_as_in_target(analyte: str, data: st.DataObject) -> None:
    snapshot = drawn(**{analyte: data.draw(typed(analyte))})
    value, goal = shown_of(snapshot, analyte), reading_of(snapshot, analyte).goal
    outside = answers(as_shown(value.text), goal)
    assert (value.position in IN) == (outside == {False})
    if outside in ({None}, {None, False}):
        assert value.position is Position.UNDECIDABLE
        assert "In target" not in value.words


def answers(taken: Quantity, goal: Target) -> set[bool | None]:
    """Whether it lies outside, asked at each end that the goal has: yes, no, or unknown."""
    if goal.under is not None:
        return {taken.at_least(goal.under)}
    return {goal.below(taken), goal.above(taken)}


@settings(max_examples=200, deadline=None)
@given(typed(TESTOSTERONE), typed(ESTRADIOL))
def test_a_shown_ratio_lies_where_the_exact_one_lies(testosterone: str, estradiol: str) -> None:
    snapshot = drawn(testosterone_total=testosterone, estradiol=estradiol)
    exact = ratio_of(reading_of(snapshot, TESTOSTERONE), reading_of(snapshot, ESTRADIOL)).bound
    values = columns(snapshot)[RATIO]
    assert bool(values) == (exact is not None)
    for value in values:
        taken = as_shown(value.text).below(*RATIO_LINE)
        assert exact is not None
        assert taken == exact.below(*RATIO_LINE)
        assert (value.position in IN) == (taken is False)


@pytest.mark.parametrize(
    ("analyte", "text", "shown"),
    [
        pytest.param(TESTOSTERONE, "17.33 nmol/L", "499.9", id="just below 500"),
        pytest.param(TESTOSTERONE, "34.68 nmol/L", "1000.3", id="just above 1000"),
        pytest.param(HEMATOCRIT, "0.5396 L/L", "53.96", id="just below 54"),
        pytest.param(HEMATOCRIT, "0.54 L/L", "54.0", id="54 itself"),
        pytest.param(ESTRADIOL, "73 pmol/L", "19.9", id="below 20"),
        pytest.param(ESTRADIOL, "74 pmol/L", "20.2", id="inside"),
        pytest.param(ESTRADIOL, "146.9 pmol/L", "40.01", id="just above 40"),
    ],
)
def test_a_converted_value_shows_as_many_decimals_as_it_needs(
    analyte: str, text: str, shown: str
) -> None:
    assert shown_of(drawn(**{analyte: text}), analyte).text == shown
