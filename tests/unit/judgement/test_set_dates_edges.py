"""Dates that a clinician set, at the days on which they begin and cease to count."""

import pytest

from monitoring.judgement import Snapshot, evaluate
from monitoring.judgement.day import add_months
from tests.unit.judgement.men import (
    BASELINE,
    ON_TESTOSTERONE,
    Fact,
    changed,
    day,
    drawn,
    he,
    treated,
)
from tests.unit.schedule.owed import set_to, with_dates


def labs_due_on(snapshot: Snapshot, on: int) -> object:
    due = evaluate(snapshot, day(on)).labs_due
    return due and due.on


def hematocrit_due_on(snapshot: Snapshot, on: int) -> object:
    due = evaluate(snapshot, day(on)).hct_due
    return due and due.on


@pytest.mark.parametrize(
    ("facts", "set_on", "expected"),
    [
        pytest.param([], 0, 50, id="set on the day of the start"),
        pytest.param([], -1, 72, id="set before the start"),
        pytest.param([drawn(30, e2="30")], 30, 50, id="drawn on the day it was set"),
        pytest.param([drawn(31, e2="30")], 30, 120, id="drawn the day after"),
        pytest.param([drawn(32, e2="30"), changed(32, "0.5")], 30, 74, id="drawn before a change"),
        pytest.param([changed(31, "0.5"), drawn(32, e2="30")], 30, 50, id="drawn after a change"),
    ],
)
def test_a_date_for_labs_stands_until_a_settled_draw(
    facts: list[Fact], set_on: int, expected: int
) -> None:
    """Changed on day 30 or later where the man's facts do not say so, for a clock after day 50."""
    man = he(*(facts or [changed(30, "0.5")]))
    assert labs_due_on(with_dates(man, set_to(50, on=set_on)), 40) == day(expected)


def test_a_date_on_the_clocks_own_day_is_the_clocks() -> None:
    due = evaluate(with_dates(he(), set_to(42, on=10)), day(60)).labs_due
    assert due is not None
    assert (due.on, due.computed_on) == (day(42), None)


def test_what_is_late_by_the_clock_is_not_called_set_by_the_clinic() -> None:
    found = {each.rule_id: each.headline for each in evaluate(he(), day(60)).findings}
    assert "first draw after a start or change" in found["LABS_OVERDUE"]


@pytest.mark.parametrize(
    ("began", "expected"),
    [
        pytest.param(59, day(90), id="begun anew the day before it was set"),
        pytest.param(60, day(90), id="begun anew on the day it was set"),
        pytest.param(61, add_months(day(61), 3), id="begun anew the day after"),
    ],
)
def test_a_date_for_hematocrit_ends_where_testosterone_begins_anew(
    began: int, expected: object
) -> None:
    man = he(treated(30, "stop"), treated(began, "start"))
    assert hematocrit_due_on(with_dates(man, set_to(90, on=60, duty="hct")), 70) == expected


def test_a_date_for_hematocrit_needs_no_testosterone() -> None:
    man = he(drawn(50, hct="54"), without=[ON_TESTOSTERONE, BASELINE])
    assert hematocrit_due_on(man, 65) == day(92)
    assert hematocrit_due_on(with_dates(man, set_to(70, on=60, duty="hct")), 65) == day(70)


def test_a_date_for_hematocrit_that_was_taken_back_counts_no_more() -> None:
    dates = (set_to(60, on=10, duty="hct"), set_to(None, on=11, duty="hct"))
    assert hematocrit_due_on(with_dates(he(), *dates), 40) == add_months(day(-7), 6)


@pytest.mark.parametrize(
    ("drawn_on", "stands"),
    [
        pytest.param(9, True, id="the day before"),
        pytest.param(10, False, id="on the day, which is also the day it was set"),
    ],
)
def test_hematocrit_asked_for_today_is_met_today(drawn_on: int, stands: bool) -> None:
    man = with_dates(he(drawn(drawn_on, hct="47")), set_to(10, on=10, duty="hct"))
    assert (hematocrit_due_on(man, 20) == day(10)) is stands
