"""Which awaited draw puts labs off, and until when."""

import pytest

from monitoring.judgement import evaluate
from monitoring.judgement.due.labs import pause_ends_on
from monitoring.judgement.history import History
from tests.unit.judgement.men import BASELINE, Fact, day, drawn, he, held, started, stopped
from tests.unit.schedule.owed import awaiting, set_to, with_dates


@pytest.mark.parametrize(
    ("facts", "until"),
    [
        pytest.param([awaiting(50), awaiting(60)], 70, id="the latest of two"),
        pytest.param([awaiting(14)], 24, id="the first settled day"),
        pytest.param([awaiting(13)], None, id="the day before"),
        pytest.param([drawn(49, e2="30"), awaiting(50)], 60, id="drawn after the last result"),
        pytest.param([drawn(50, e2="30"), awaiting(50)], None, id="a result of the same day"),
        pytest.param([held(40), awaiting(54)], 64, id="settled after a hold"),
        pytest.param([held(41), awaiting(54)], None, id="too soon after a hold"),
        pytest.param([], None, id="no draw"),
    ],
)
def test_labs_are_put_off_by_ten_days_from_a_draw_that_answers(
    facts: list[Fact], until: int | None
) -> None:
    for without in ([], [BASELINE]):
        ends_on = pause_ends_on(History(he(*facts, without=without), day(65)))
        assert ends_on == (None if until is None else day(until))


def test_a_draw_before_any_start_puts_nothing_off() -> None:
    man = he(awaiting(60), without=[started()])
    assert pause_ends_on(History(man, day(65))) is None


@pytest.mark.parametrize(
    ("drawn_on", "is_put_off"),
    [
        pytest.param(9, False, id="the day before the one asked for"),
        pytest.param(10, True, id="on the day asked for"),
        pytest.param(11, True, id="the day after"),
    ],
)
def test_a_draw_of_the_day_that_was_asked_for_puts_off(drawn_on: int, is_put_off: bool) -> None:
    man = with_dates(he(awaiting(drawn_on)), set_to(10, on=5))
    assert (pause_ends_on(History(man, day(12))) is not None) is is_put_off


def test_the_pause_only_moves_the_day_from_which_it_is_late() -> None:
    due = evaluate(he(awaiting(40)), day(45)).labs_due
    assert due is not None
    assert (due.on, due.overdue_from, due.paused_until) == (day(42), day(57), day(50))


def test_a_stop_without_a_recheck_leaves_nothing_to_put_off() -> None:
    assert evaluate(he(stopped(50), awaiting(70)), day(75)).labs_due is None
