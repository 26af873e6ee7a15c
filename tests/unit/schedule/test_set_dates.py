"""A clinician's earlier date: it holds until the duty is met, and never puts anything off."""

from dataclasses import replace
from datetime import date

import pytest

from monitoring.judgement import Snapshot, evaluate
from monitoring.judgement.due.dates import Due, Status
from monitoring.judgement.due.earlier import why_not
from monitoring.judgement.snapshot import SetDate
from protocols.targets.book import Targets
from tests.unit.judgement.men import (
    SCANNED,
    Fact,
    changed,
    day,
    drawn,
    he,
    held,
    scanned,
    started,
    stopped,
)
from tests.unit.schedule.owed import set_to, with_dates

LABS = with_dates(he(), set_to(30, on=10))
HCT = with_dates(he(), set_to(60, on=10, duty="hct"))
DEXA = with_dates(he(), set_to(400, on=30, duty="dexa"))


def labs(snapshot: Snapshot, on: int) -> Due:
    due = evaluate(snapshot, day(on)).labs_due
    assert due is not None
    return due


@pytest.mark.parametrize(
    ("on", "status"),
    [
        pytest.param(15, Status.UPCOMING, id="before it is announced"),
        pytest.param(16, Status.DUE_SOON, id="two weeks before"),
        pytest.param(29, Status.DUE_SOON, id="the day before"),
        pytest.param(30, Status.DUE, id="its day"),
        pytest.param(44, Status.DUE, id="last day of grace"),
        pytest.param(45, Status.OVERDUE, id="past grace"),
    ],
)
def test_the_windows_follow_the_date_that_was_set(on: int, status: Status) -> None:
    due = labs(LABS, on)
    assert (due.on, due.computed_on, due.status) == (day(30), day(42), status)
    assert due.overdue_from == day(45)


def test_the_day_before_it_was_set_the_clock_counts() -> None:
    assert (labs(LABS, 9).on, labs(LABS, 10).on) == (day(42), day(30))


@pytest.mark.parametrize(
    ("rule_id", "snapshot", "on"),
    [
        pytest.param("LABS_OVERDUE", LABS, 45, id="labs"),
        pytest.param("HCT_OVERDUE", HCT, 91, id="hematocrit"),
        pytest.param("DEXA_OVERDUE", DEXA, 491, id="scan"),
    ],
)
def test_overdue_findings_follow_it(rule_id: str, snapshot: Snapshot, on: int) -> None:
    fired = {number: _by_id(snapshot, number) for number in (on - 1, on)}
    assert rule_id not in fired[on - 1]
    assert "date set by the clinic" in fired[on][rule_id]
    assert rule_id not in _by_id(with_dates(snapshot), on)
    assert evaluate(snapshot, day(on - 1)).changes_on == day(on)


def _by_id(snapshot: Snapshot, on: int) -> dict[str, str]:
    return {each.rule_id: each.headline for each in evaluate(snapshot, day(on)).findings}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([drawn(10, e2="30")], 30, id="drawn on the day it was set"),
        pytest.param([drawn(13, e2="30")], 30, id="drawn too early to show the dose"),
        pytest.param([drawn(25, hct="47")], 30, id="no estradiol in it"),
        pytest.param([drawn(14, e2="30")], 104, id="drawn when the dose shows"),
        pytest.param([changed(25, "0.5"), drawn(30, e2="30")], 67, id="drawn on the very day"),
        pytest.param([changed(25, "0.5"), drawn(29, e2="30")], 30, id="early after a change"),
        pytest.param([changed(25, "0.5")], 30, id="a change leaves it standing"),
        pytest.param([drawn(14, e2="30"), changed(20, "0.5")], 62, id="met stays met"),
        pytest.param([held(12)], 30, id="held"),
    ],
)
def test_labs_are_met_by_a_draw_that_answers(facts: list[Fact], expected: int) -> None:
    due = labs(with_dates(he(*facts), set_to(30, on=10)), 40)
    assert due.on == day(expected)


def test_it_ends_with_the_course_it_was_set_in() -> None:
    again = he(stopped(20), started(50))
    assert labs(with_dates(again, set_to(30, on=10)), 60).on == day(92)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        pytest.param([set_to(41, on=10)], 41, id="a day earlier than the clock"),
        pytest.param([set_to(42, on=10)], 42, id="the clock's own day"),
        pytest.param([set_to(43, on=10)], 42, id="later than the clock"),
        pytest.param([set_to(30, on=10), set_to(35, on=11)], 35, id="set anew"),
        pytest.param([set_to(30, on=10), set_to(None, on=11)], 42, id="taken back"),
        pytest.param([set_to(30, on=10), set_to(35, on=10)], 35, id="twice on one day"),
        pytest.param([set_to(30, on=10, duty="hct")], 42, id="set for something else"),
        pytest.param([set_to(30, on=41)], 42, id="set later than today"),
    ],
)
def test_the_earlier_of_two_dates_counts(dates: list[SetDate], expected: int) -> None:
    assert labs(with_dates(he(), *dates), 40).on == day(expected)


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        pytest.param(10, True, id="on the day it was set"),
        pytest.param(11, False, id="the day after"),
        pytest.param(60, False, id="on the day that was asked for"),
    ],
)
def test_hematocrit_is_met_by_any_later_measurement(on: int, stands: bool) -> None:
    snapshot = he(drawn(on, hct="47"))
    due = evaluate(with_dates(snapshot, set_to(60, on=10, duty="hct")), day(60)).hct_due
    assert due is not None
    assert (due.on == day(60)) is stands


@pytest.mark.parametrize(
    ("on", "stands"),
    [
        pytest.param(30, True, id="scanned on the day it was set"),
        pytest.param(31, False, id="the day after"),
        pytest.param(400, False, id="on the day that was asked for"),
    ],
)
def test_a_scan_meets_the_date_set_for_it(on: int, stands: bool) -> None:
    due = evaluate(replace(DEXA, scans=(SCANNED, scanned(on))), day(410)).dexa_due
    assert due is not None
    assert (due.on == day(400)) is stands


def test_a_missing_baseline_can_be_asked_for_earlier() -> None:
    short = he(started(planned="short_term"), without=[SCANNED, started()])
    due = evaluate(with_dates(short, set_to(90, on=10, duty="dexa")), day(20)).dexa_due
    assert due is not None
    assert (due.on, due.computed_on, due.kind) == (day(90), day(365), "baseline")


@pytest.mark.parametrize(
    ("wanted", "refused"),
    [
        pytest.param(date(2029, 3, 30), None, id="earlier"),
        pytest.param(date(2029, 3, 31), "By the rules this is due on 31-Mar-2029", id="its day"),
        pytest.param(date(2029, 4, 1), "By the rules this is due on 31-Mar-2029", id="later"),
        pytest.param(date(2031, 3, 31), "By the rules this is due on", id="60 months"),
        pytest.param(date(2031, 4, 1), "later than 60 months after the last scan", id="beyond"),
    ],
)
def test_a_later_date_is_refused_with_the_date_of_the_rules(
    wanted: date, refused: str | None
) -> None:
    computed, scanned_on = date(2029, 3, 31), date(2026, 3, 31)
    answer = why_not(wanted, computed, scanned_on, Targets().dexa)
    assert (answer is None) is (refused is None)
    assert refused is None or (refused in str(answer) and "31-Mar-2029" in str(answer))
