"""Dose against estradiol: steady draws only, the lowest settled dose as an observation."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.judgement import Snapshot
from monitoring.judgement.dose_response import dose_response
from monitoring.judgement.snapshot import Draw
from tests.unit.judgement.histories import snapshots
from tests.unit.judgement.men import (
    changed,
    day,
    drawn,
    he,
    held,
    moved,
    reported,
    resumed,
    started,
    stopped,
    treated,
)
from tests.unit.judgement.test_properties import QUICK, judged_on

HALF, ONE, TWO = Fraction(1, 2), Fraction(1), Fraction(2)


@pytest.mark.parametrize(
    ("facts", "doses"),
    [
        pytest.param([drawn(0, e2="30")], [], id="on the day of the start"),
        pytest.param([drawn(13, e2="30")], [], id="13 days after the start"),
        pytest.param([drawn(14, e2="30")], [HALF], id="14 days after the start"),
        pytest.param([drawn(15, e2="30")], [HALF], id="15 days after the start"),
        pytest.param([changed(50, "0.5"), drawn(50, e2="30")], [HALF], id="day of a change"),
        pytest.param([changed(50, "0.5"), drawn(63, e2="30")], [], id="13 days after a change"),
        pytest.param([changed(50, "0.5"), drawn(64, e2="30")], [ONE], id="14 days after a change"),
        pytest.param([treated(50, "stop"), drawn(63, e2="30")], [], id="testosterone stopped"),
        pytest.param(
            [treated(50, "change"), drawn(63, e2="30")], [HALF], id="testosterone refilled"
        ),
        pytest.param([held(50), drawn(50, e2="30")], [HALF], id="on the day of the hold"),
        pytest.param([held(50), drawn(70, e2="30")], [], id="held"),
        pytest.param([held(50), resumed(60), drawn(73, e2="30")], [], id="13 days resumed"),
        pytest.param([held(50), resumed(60), drawn(74, e2="30")], [HALF], id="14 days resumed"),
        pytest.param([stopped(50), drawn(51, e2="30")], [], id="stopped"),
        pytest.param(
            [drawn(40, e2="30"), stopped(50), started(90, "1"), drawn(104, e2="30")],
            [HALF, TWO],
            id="two courses",
        ),
        pytest.param([drawn(40, tt="700")], [], id="no estradiol"),
        pytest.param([drawn(-7, e2="60")], [], id="before any dose"),
    ],
)
def test_only_steady_draws_say_what_a_dose_does(facts: list[object], doses: list[Fraction]) -> None:
    told = dose_response(he(*facts), day(200))  # type: ignore[arg-type]
    assert [draw.weekly_mg for draw in told.draws] == doses


@pytest.mark.parametrize(
    ("report", "settled"),
    [
        pytest.param(reported(19), None, id="31 days before"),
        pytest.param(reported(20), True, id="30 days before"),
        pytest.param(reported(80), True, id="30 days after"),
        pytest.param(reported(81), None, id="31 days after"),
        pytest.param(reported(50, "edema"), False, id="excess"),
        pytest.param(reported(50, "joint_pain"), False, id="too little"),
        pytest.param(reported(50, "fatigue"), True, id="pointing nowhere"),
    ],
)
def test_symptoms_around_a_draw(report: object, settled: bool | None) -> None:
    told = dose_response(he(drawn(50, e2="30"), report), day(200))  # type: ignore[arg-type]
    (draw,) = told.draws
    assert draw.settled is settled
    assert (draw.symptoms is None) is (settled is None)


@pytest.mark.parametrize(
    ("facts", "lowest"),
    [
        pytest.param([drawn(40, e2="30"), reported(40)], HALF, id="all well"),
        pytest.param([drawn(40, e2="20"), reported(40)], HALF, id="lower end"),
        pytest.param([drawn(40, e2="19.9"), reported(40)], None, id="below"),
        pytest.param([drawn(40, e2="40"), reported(40)], HALF, id="upper end"),
        pytest.param([drawn(40, e2="40.1"), reported(40)], None, id="above"),
        pytest.param([drawn(40, e2="<24"), reported(40)], None, id="undecidable"),
        pytest.param([drawn(40, e2="30")], None, id="nobody asked"),
        pytest.param([drawn(40, e2="30"), reported(40, "edema")], None, id="excess"),
        pytest.param(
            [drawn(40, e2="30"), reported(40), drawn(90, e2="44")], None, id="once out of target"
        ),
        pytest.param(
            [drawn(40, e2="30"), reported(40), drawn(90, e2="30")], HALF, id="once not asked"
        ),
        pytest.param(
            [
                drawn(40, e2="44"),
                reported(40),
                changed(60, "0.5"),
                drawn(90, e2="30"),
                reported(90),
            ],
            ONE,
            id="only the higher dose",
        ),
        pytest.param(
            [
                drawn(40, e2="33"),
                reported(40),
                changed(60, "0.5"),
                drawn(90, e2="30"),
                reported(90),
            ],
            HALF,
            id="the lower of two",
        ),
    ],
)
def test_the_lowest_dose_at_which_all_was_well(
    facts: list[object], lowest: Fraction | None
) -> None:
    assert dose_response(he(*facts), day(200)).lowest_settled_mg == lowest  # type: ignore[arg-type]


def test_a_draw_keeps_the_target_of_its_day() -> None:
    man = he(drawn(40, e2="22"), reported(40))
    assert dose_response(man, day(99)).lowest_settled_mg == HALF
    assert dose_response(moved(man, e2_lo=25), day(99)).lowest_settled_mg is None


def test_later_facts_are_not_seen() -> None:
    man = he(drawn(40, e2="30"), reported(60), drawn(80, e2="50"))
    told = dose_response(man, day(50))
    assert [(draw.on, draw.symptoms) for draw in told.draws] == [(day(40), None)]


@QUICK
@given(snapshots(), judged_on, st.integers())
def test_draws_that_are_not_steady_leave_no_trace(
    snapshot: Snapshot, as_of: date, seed: int
) -> None:
    told, chance = dose_response(snapshot, as_of), Random(seed)
    steady = {draw.on for draw in told.draws}

    def stays(draw: Draw) -> bool:
        return draw.on in steady or chance.random() < 0.5

    fewer = tuple(draw for draw in snapshot.draws if stays(draw))
    assert dose_response(replace(snapshot, draws=fewer), as_of) == told


@QUICK
@given(snapshots(), judged_on)
def test_what_is_pointed_out_was_taken(snapshot: Snapshot, as_of: date) -> None:
    told = dose_response(snapshot, as_of)
    taken = [draw.weekly_mg for draw in told.draws]
    assert taken == sorted(taken)
    assert told.lowest_settled_mg is None or told.lowest_settled_mg in taken
