"""What a course came to: estradiol, testosterone, symptoms of excess; unknown is an answer."""

from datetime import date

import pytest
from hypothesis import given

from monitoring.judgement import Snapshot
from monitoring.judgement.outcome import Answer, Outcome, OutcomePart, outcomes
from tests.unit.judgement.histories import snapshots
from tests.unit.judgement.men import day, drawn, he, held, moved, reported, started, stopped
from tests.unit.judgement.test_properties import QUICK, judged_on

YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN


def outcome(*facts: object, on: int = 200) -> Outcome:
    (told,) = outcomes(he(*facts), day(on))  # type: ignore[arg-type]
    return told


@pytest.mark.parametrize(
    ("facts", "answer", "on"),
    [
        pytest.param([], NOT_KNOWN, None, id="the baseline says nothing"),
        pytest.param([drawn(0, e2="30")], NOT_KNOWN, None, id="drawn before the first dose"),
        pytest.param([drawn(1, e2="30")], YES, 1, id="drawn on the next day"),
        pytest.param([drawn(50, e2="19.9")], NO, 50, id="below"),
        pytest.param([drawn(50, e2="20")], YES, 50, id="lower end"),
        pytest.param([drawn(50, e2="40")], YES, 50, id="upper end"),
        pytest.param([drawn(50, e2="40.1")], NO, 50, id="above"),
        pytest.param([drawn(50, e2="<24")], NOT_KNOWN, 50, id="undecidable"),
        pytest.param([drawn(50, e2="<20")], NO, 50, id="certainly below"),
        pytest.param([drawn(50, e2="30"), drawn(90, e2="50")], NO, 90, id="the last counts"),
        pytest.param(
            [drawn(50, e2="30"), drawn(90, tt="700")], YES, 50, id="the last with estradiol"
        ),
        pytest.param([drawn(50, e2="30"), held(60), drawn(61, e2="50")], YES, 50, id="held"),
        pytest.param([stopped(60), drawn(60, e2="30")], YES, 60, id="day of the stop"),
        pytest.param([stopped(60), drawn(61, e2="30")], NOT_KNOWN, None, id="after the stop"),
    ],
)
def test_estradiol_in_target(facts: list[object], answer: Answer, on: int | None) -> None:
    told = outcome(*facts).estradiol
    assert told == OutcomePart(answer, None if on is None else day(on))


@pytest.mark.parametrize(
    ("tt", "answer"),
    [
        pytest.param("499.9", NO, id="below the lower end"),
        pytest.param("500", YES, id="at the lower end"),
        pytest.param("500.1", YES, id="above the lower end"),
        pytest.param("1400", YES, id="above the upper end"),
        pytest.param("<600", NOT_KNOWN, id="undecidable"),
        pytest.param("<500", NO, id="certainly below"),
        pytest.param(">500", YES, id="certainly not below"),
    ],
)
def test_enough_testosterone(tt: str, answer: Answer) -> None:
    assert outcome(drawn(50, tt=tt)).testosterone == OutcomePart(answer, day(50))


@pytest.mark.parametrize(
    ("facts", "answer", "on"),
    [
        pytest.param([], NOT_KNOWN, None, id="never asked since the start"),
        pytest.param([reported(0)], NOT_KNOWN, None, id="on the day of the start"),
        pytest.param([reported(1)], YES, 1, id="on the next day"),
        pytest.param([reported(50, "edema")], NO, 50, id="excess"),
        pytest.param([reported(50, "joint_pain")], YES, 50, id="none of excess"),
        pytest.param([reported(50, "edema"), reported(90)], YES, 90, id="the last counts"),
        pytest.param([reported(50), reported(50, "edema")], NO, 50, id="two on one day"),
        pytest.param([reported(50, "edema"), reported(50)], NO, 50, id="in either order"),
        pytest.param([stopped(60), reported(60)], YES, 60, id="day of the stop"),
        pytest.param([stopped(60), reported(61)], NOT_KNOWN, None, id="after the stop"),
        pytest.param([reported(201)], NOT_KNOWN, None, id="later than the day of judgement"),
    ],
)
def test_symptoms_of_excess_resolved(facts: list[object], answer: Answer, on: int | None) -> None:
    told = outcome(*facts).symptoms
    assert told == OutcomePart(answer, None if on is None else day(on))


def test_every_course_has_its_own_outcome() -> None:
    facts = (drawn(50, e2="50"), stopped(60), started(100), drawn(150, e2="30"), reported(150))
    first, second = outcomes(he(*facts), day(200))
    assert (first.ended_on, first.estradiol.answer, first.symptoms.answer) == (
        day(60),
        NO,
        NOT_KNOWN,
    )
    assert (second.ended_on, second.estradiol.answer, second.symptoms.answer) == (None, YES, YES)


def test_a_moved_lower_end_moves_the_answer() -> None:
    (told,) = outcomes(moved(he(drawn(50, tt="450")), tt_lo=400), day(60))
    assert told.testosterone.answer is YES


def test_no_outcome_before_any_start() -> None:
    assert outcomes(he(drawn(50, e2="30"), without=[started()]), day(60)) == ()


@QUICK
@given(snapshots(), judged_on)
def test_an_answer_names_its_day_within_its_course(snapshot: Snapshot, as_of: date) -> None:
    for told in outcomes(snapshot, as_of):
        for part in (told.estradiol, told.testosterone, told.symptoms):
            assert part.answer is NOT_KNOWN or part.on is not None
            assert part.on is None or told.started_on < part.on <= (told.ended_on or as_of)
