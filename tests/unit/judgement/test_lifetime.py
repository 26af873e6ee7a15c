"""Exposure over all courses, and draws in target, against figures worked out by hand."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.judgement import Snapshot, evaluate
from monitoring.judgement.courses import courses, days_on_drug
from monitoring.judgement.lifetime import draws_in_target, lifetime_exposure
from monitoring.judgement.snapshot import AnastrozoleEvent, Draw
from tests.unit.judgement.histories import snapshots
from tests.unit.judgement.men import (
    BASELINE,
    day,
    drawn,
    he,
    held,
    moved,
    resumed,
    started,
    stopped,
)
from tests.unit.judgement.test_properties import QUICK, judged_on

TWO_COURSES = (
    drawn(0, e2="10"),
    drawn(100, e2="30"),
    stopped(110),
    started(400),
    drawn(400, e2="22"),
    drawn(500, e2="22"),
)


def course(*facts: object) -> Snapshot:
    return he(*facts, without=[BASELINE])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "on", "known", "below_20", "below_26"),
    [
        pytest.param(TWO_COURSES, 99, 0, 0, 0, id="one draw so far"),
        pytest.param(TWO_COURSES, 100, 100, 50, 80, id="the first course"),
        pytest.param(TWO_COURSES, 399, 100, 50, 80, id="kept after its stop"),
        pytest.param(TWO_COURSES, 400, 100, 50, 80, id="kept on the day of the restart"),
        pytest.param(TWO_COURSES, 500, 200, 50, 180, id="both courses added up"),
        pytest.param(TWO_COURSES, 2000, 200, 50, 180, id="kept for life"),
        pytest.param([drawn(0, e2="20"), drawn(90, e2="20")], 90, 90, 0, 90, id="at 20"),
        pytest.param([drawn(0, e2="19.9"), drawn(90, e2="19.9")], 90, 90, 90, 90, id="below 20"),
        pytest.param([drawn(0, e2="26"), drawn(90, e2="26")], 90, 90, 0, 0, id="at 26"),
        pytest.param([drawn(0, e2="25.9"), drawn(90, e2="25.9")], 90, 90, 0, 90, id="below 26"),
        pytest.param([drawn(0, e2="15"), drawn(200, e2="15")], 300, 200, 200, 200, id="200 days"),
        pytest.param([drawn(0, e2="15"), drawn(201, e2="15")], 300, 0, 0, 0, id="201 days apart"),
        pytest.param([], 300, 0, 0, 0, id="no draw"),
    ],
)
def test_lifetime_exposure(
    facts: list[object], on: int, known: int, below_20: int, below_26: int
) -> None:
    lived = lifetime_exposure(course(*facts), day(on))
    assert lived is not None
    assert (lived.lower.evaluable_days, lived.lower.below_days) == (known, below_20)
    assert (lived.upper.evaluable_days, lived.upper.below_days) == (known, below_26)


def test_an_unresolved_result_counts_for_the_threshold_that_it_resolves() -> None:
    lived = lifetime_exposure(course(drawn(0, e2="<24"), drawn(100, e2="12")), day(150))
    assert lived is not None
    assert (lived.lower.evaluable_days, lived.upper.evaluable_days) == (0, 100)
    assert (lived.lower.fraction, lived.upper.fraction) == (None, 1)


def test_a_draw_between_courses_is_the_baseline_of_the_second_only() -> None:
    facts = (drawn(50, e2="15"), stopped(100), drawn(120, e2="15"), started(200))
    man = course(*facts, drawn(260, e2="15"))
    lived = lifetime_exposure(man, day(300))
    assert lived is not None
    assert lived.lower == (60, 60)


def test_nothing_is_exposed_before_any_start() -> None:
    assert lifetime_exposure(he(drawn(50, e2="12"), without=[started()]), day(60)) is None


@pytest.mark.parametrize(
    ("events", "on", "expected"),
    [
        pytest.param([], 0, [0], id="day of the start"),
        pytest.param([], 100, [100], id="going on"),
        pytest.param([held(40)], 100, [40], id="held"),
        pytest.param([held(40), resumed(60)], 100, [80], id="resumed"),
        pytest.param([held(40), stopped(60)], 100, [40], id="stopped while held"),
        pytest.param([stopped(60), started(60)], 100, [60, 40], id="restarted the same day"),
        pytest.param([stopped(60), started(90)], 100, [60, 10], id="restarted later"),
    ],
)
def test_days_on_the_drug(events: list[AnastrozoleEvent], on: int, expected: list[int]) -> None:
    assert [days_on_drug(each) for each in courses(he(*events), day(on))] == expected


@pytest.mark.parametrize(
    ("facts", "met", "draws", "show"),
    [
        pytest.param([drawn(0, e2="30"), drawn(70, e2="30")], 1, 1, False, id="pre-dose draw"),
        pytest.param([drawn(10, e2="30"), drawn(69, e2="30")], 2, 2, False, id="59 days"),
        pytest.param([drawn(10, e2="30"), drawn(70, e2="30")], 2, 2, True, id="60 days"),
        pytest.param([drawn(10, e2="30"), drawn(71, e2="41")], 1, 2, True, id="61 days"),
        pytest.param([drawn(10, e2="<24"), drawn(70, e2="30")], 1, 2, False, id="unresolved"),
        pytest.param([drawn(10, e2="19.9"), drawn(70, e2="20")], 1, 2, True, id="lower end"),
        pytest.param([drawn(10, e2="40.1"), drawn(70, e2="40")], 1, 2, True, id="upper end"),
        pytest.param(
            [drawn(0, e2="30"), drawn(70, e2="30"), held(80), drawn(90, e2="30")],
            1,
            1,
            False,
            id="drawn while held",
        ),
    ],
)
def test_draws_in_target(facts: list[Draw], met: int, draws: int, show: bool) -> None:
    (history,) = courses(course(*facts), day(250))
    told = draws_in_target(history)
    assert (told.met, told.draws, told.show_percent) == (met, draws, show)


def test_a_moved_target_moves_the_count_and_never_the_exposure() -> None:
    man = course(drawn(10, e2="22"), drawn(70, e2="22"))
    strict = moved(man, e2_lo=25)
    assert draws_in_target(courses(man, day(99))[0]).met == 2
    assert draws_in_target(courses(strict, day(99))[0]).met == 0
    assert lifetime_exposure(strict, day(99)) == lifetime_exposure(man, day(99))


@QUICK
@given(snapshots(), judged_on)
def test_a_life_holds_the_trailing_year_and_only_grows(snapshot: Snapshot, as_of: date) -> None:
    trailing, lived = evaluate(snapshot, as_of).e2_exposure, lifetime_exposure(snapshot, as_of)
    assert (trailing is None) == (lived is None)
    if trailing is None or lived is None:
        return
    for part, whole in zip(trailing, (lived.lower, lived.upper), strict=True):
        assert part.evaluable_days <= whole.evaluable_days <= lived.days_on_drug
        assert part.below_days <= whole.below_days <= whole.evaluable_days


@QUICK
@given(snapshots(), judged_on, st.integers(0, 900))
def test_a_life_is_never_lived_backwards(snapshot: Snapshot, as_of: date, more: int) -> None:
    before = lifetime_exposure(snapshot, as_of)
    after = lifetime_exposure(snapshot, date.fromordinal(as_of.toordinal() + more))
    if before is not None and after is not None:
        assert before.lower.below_days <= after.lower.below_days
        assert before.days_on_drug <= after.days_on_drug
        assert after.upper.below_days >= Fraction(0)
