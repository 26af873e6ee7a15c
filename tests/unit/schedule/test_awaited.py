"""A draw that waits for its results: ten days of patience, then somebody asks for them."""

import pytest

from monitoring.judgement import evaluate
from monitoring.judgement.due.dates import Due, Status
from tests.unit.judgement.men import Fact, changed, day, drawn, he, held, stopped
from tests.unit.schedule.owed import awaiting, set_to, with_dates

LATE = 57
"""The first overdue day of his first labs."""


def judged(*facts: Fact, on: int) -> tuple[bool, Due | None]:
    evaluation = evaluate(he(*facts), day(on))
    fired = {each.rule_id for each in evaluation.findings}
    return "LABS_OVERDUE" in fired, evaluation.awaited_due


@pytest.mark.parametrize(
    ("on", "overdue", "status"),
    [
        pytest.param(60, False, None, id="the day it was drawn"),
        pytest.param(69, False, None, id="the ninth day"),
        pytest.param(70, True, Status.DUE, id="the tenth day"),
        pytest.param(71, True, Status.OVERDUE, id="the eleventh day"),
        pytest.param(400, True, Status.OVERDUE, id="nothing ages out"),
    ],
)
def test_ten_days_pause_the_reminder_then_the_results_are_due(
    on: int, overdue: bool, status: Status | None
) -> None:
    late, due = judged(awaiting(60), on=on)
    assert (late, due and due.status) == (overdue, status)
    assert due is None or (due.on, due.overdue_from) == (day(70), day(71))


def test_without_the_draw_the_labs_are_overdue() -> None:
    assert judged(on=60)[0]
    assert not judged(on=LATE - 1)[0]
    assert judged(on=LATE)[0]


@pytest.mark.parametrize(
    ("facts", "paused"),
    [
        pytest.param([awaiting(60)], True, id="shows the dose"),
        pytest.param([changed(55, "0.5"), awaiting(99)], True, id="two weeks after a change"),
        pytest.param([changed(86, "0.5"), awaiting(99)], False, id="13 days after a change"),
        pytest.param([drawn(60, e2="<5"), awaiting(50)], False, id="older than a result"),
        pytest.param([held(60), awaiting(74)], True, id="two weeks after a hold"),
        pytest.param([held(60), awaiting(73)], False, id="13 days after a hold"),
        pytest.param([drawn(60, hct="47")], False, id="results came, without estradiol"),
    ],
)
def test_only_a_draw_that_could_answer_pauses(facts: list[Fact], paused: bool) -> None:
    due = evaluate(he(*facts), day(100)).labs_due
    assert due is not None
    assert (due.paused_until is not None) is paused


def test_an_early_draw_pauses_where_its_day_was_asked_for() -> None:
    snapshot = with_dates(he(changed(55, "0.5"), awaiting(60)), set_to(60, on=56))
    due = evaluate(snapshot, day(62)).labs_due
    assert due is not None
    assert due.paused_until == day(70)


def test_every_awaited_draw_is_asked_for_the_oldest_first() -> None:
    _, due = judged(awaiting(-20), awaiting(60), on=65)
    assert due is not None
    assert due.on == day(-10)


def test_off_the_drug_results_are_still_asked_for() -> None:
    _, due = judged(stopped(40), awaiting(60), on=70)
    assert due is not None


def test_the_pause_and_the_day_it_ends_are_foretold() -> None:
    man = he(awaiting(60))
    assert evaluate(man, day(60)).changes_on == day(70)
    assert evaluate(man, day(70)).changes_on == day(71)


def test_an_answer_by_dose_holds_while_results_are_awaited() -> None:
    """An estradiol that was answered by a step stays answered until the pause is over."""
    low = [drawn(20, e2="12"), changed(30, "0.125")]
    eased = evaluate(he(*low, awaiting(90)), day(95)).findings
    severities = {each.rule_id: each.severity for each in eased}
    assert severities["E2_LOW"] == "notice"
    plain = {each.rule_id: each.severity for each in evaluate(he(*low), day(95)).findings}
    assert plain["E2_LOW"] == "warning"
