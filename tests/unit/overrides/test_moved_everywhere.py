"""A moved estradiol target reaches every place that uses it, and no bone threshold moves."""

from dataclasses import replace
from decimal import Decimal

import pytest

from monitoring.judgement import Snapshot, evaluate
from monitoring.judgement.day import days
from tests.unit.judgement.men import (
    START,
    changed,
    day,
    drawn,
    he,
    held,
    moved,
    reported,
    stopped,
)


def fired(snapshot: Snapshot, on: int = 130) -> set[str]:
    return {each.rule_id for each in evaluate(snapshot, day(on)).findings}


ESTRADIOL_24, ESTRADIOL_44 = drawn(120, e2="24", tt="800"), drawn(120, e2="44", tt="800")
IN_TARGET_TWICE = (drawn(100, e2="24", tt="800"), drawn(190, e2="24", tt="800"))


@pytest.mark.parametrize(
    ("snapshot", "numbers", "rule", "on"),
    [
        pytest.param(he(ESTRADIOL_24), {"e2_lo": 25}, "E2_LOW", 130, id="low"),
        pytest.param(
            he(ESTRADIOL_24, reported(118, "joint_pain")),
            {"e2_lo": 25},
            "E2_LOW_SYMPTOMATIC",
            130,
            id="low with symptoms",
        ),
        pytest.param(
            he(ESTRADIOL_24), {"e2_lo": 25}, "E2_LOW_DOSE_NOT_REDUCED", 140, id="dose not reduced"
        ),
        pytest.param(
            he(drawn(120, e2="<20")), {"e2_lo": 18}, "E2_CENSORED_UNRESOLVED", 130, id="undecided"
        ),
        pytest.param(he(drawn(120, e2="38")), {"e2_hi": 35}, "E2_HIGH", 130, id="high"),
        pytest.param(
            he(drawn(120, e2="38"), reported(118, "edema")),
            {"e2_hi": 35},
            "E2_HIGH_SYMPTOMATIC",
            130,
            id="high with symptoms",
        ),
        pytest.param(
            he(ESTRADIOL_44, reported(118, "edema")),
            {"e2_hi": 45},
            "SYMPTOM_LAB_DISCORDANT",
            130,
            id="not high, so unexplained",
        ),
        pytest.param(
            he(drawn(120, e2="18"), reported(118, "joint_pain")),
            {"e2_lo": 15},
            "SYMPTOM_LAB_DISCORDANT",
            130,
            id="not low, so unexplained",
        ),
        pytest.param(he(), {"e2_hi": 60}, "IND_E2_NOT_ELEVATED", 10, id="indication"),
    ],
)
def test_a_finding_comes_with_the_moved_target(
    snapshot: Snapshot, numbers: dict[str, int], rule: str, on: int
) -> None:
    assert rule in fired(moved(snapshot, **numbers), on)
    assert rule not in fired(snapshot, on)


@pytest.mark.parametrize(
    ("snapshot", "numbers", "rule", "on"),
    [
        pytest.param(he(drawn(120, e2="18")), {"e2_lo": 18}, "E2_LOW", 130, id="low"),
        pytest.param(he(ESTRADIOL_24), {"e2_lo": 25}, "E2_BONE_ZONE", 130, id="bone zone"),
        pytest.param(he(ESTRADIOL_44), {"e2_hi": 44}, "E2_HIGH", 130, id="high"),
        pytest.param(
            he(*IN_TARGET_TWICE, reported(185)),
            {"e2_lo": 25},
            "LOWEST_DOSE_PROMPT",
            200,
            id="lowest dose",
        ),
        pytest.param(
            he(drawn(60, e2="18"), changed(62, "0.125")),
            {"e2_lo": 18},
            "E2_LOW",
            80,
            id="answered or not, no longer low",
        ),
    ],
)
def test_a_finding_goes_with_the_moved_target(
    snapshot: Snapshot, numbers: dict[str, int], rule: str, on: int
) -> None:
    assert rule in fired(snapshot, on)
    assert rule not in fired(moved(snapshot, **numbers), on)


def test_a_low_value_that_led_to_a_lower_dose_counts_by_the_moved_target() -> None:
    lowered = he(drawn(10, e2="24"), changed(13, "0.125"))
    assert "DOSE_REDUCED_WITHOUT_FOLLOWUP" in fired(lowered, 40)
    assert "DOSE_REDUCED_WITHOUT_FOLLOWUP" not in fired(moved(lowered, e2_lo=25), 40)


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        pytest.param({}, "stable", id="as stated"),
        pytest.param({"e2_lo": 25}, "out_of_target", id="lower end raised"),
        pytest.param({"e2_lo": 24}, "stable", id="at the raised lower end"),
        pytest.param({"tt_hi": 800}, "stable", id="at the lowered upper end of testosterone"),
        pytest.param({"ratio_min": 20}, "stable", id="ratio still met"),
    ],
)
def test_the_labs_clock_follows(numbers: dict[str, int], reason: str) -> None:
    due = evaluate(moved(he(*IN_TARGET_TWICE), **numbers), day(200)).labs_due
    assert due is not None
    assert due.reason == reason


@pytest.mark.parametrize("ending", [held(130), stopped(130)], ids=["held", "stopped"])
def test_the_recheck_off_the_drug_follows(ending: object) -> None:
    he_ended = he(drawn(120, e2="24"), ending, drawn(150, e2="24"))  # type: ignore[arg-type]
    assert evaluate(he_ended, day(160)).labs_due is None
    recheck = evaluate(moved(he_ended, e2_lo=25), day(160)).labs_due
    assert recheck is not None
    assert (recheck.reason, recheck.on) == ("recheck_off_drug", day(150 + 42))


def test_first_labs_and_stable_labs_follow() -> None:
    assert evaluate(moved(he(), followup_days=30), day(5)).labs_due.on == START + days(30)  # type: ignore[union-attr]
    stable = evaluate(moved(he(*IN_TARGET_TWICE), in_target_stable_months=3), day(200)).labs_due
    assert stable is not None
    assert (stable.on - day(190)).days < 100


def test_time_in_target_takes_the_target_of_the_later_draw() -> None:
    first, second, third = (drawn(number, e2="24") for number in (60, 120, 180))
    own = moved(he(), e2_lo=25).targets
    course = he(first, replace(second, targets=own), third)
    inside = evaluate(course, day(200)).e2_time_in_target
    without = evaluate(he(first, second, third), day(200)).e2_time_in_target
    assert without.in_range_days - inside.in_range_days == 60
    assert without.evaluable_days == inside.evaluable_days


@pytest.mark.parametrize("lower_end", ["10", "25", "30"])
def test_no_bone_threshold_moves(lower_end: str) -> None:
    course = he(drawn(60, e2="19"), drawn(120, e2="19"), drawn(180, e2="19"))
    own = moved(course, e2_lo=Decimal(lower_end))  # type: ignore[arg-type]
    assert "BONE_EXPOSURE_DEFINITE" in fired(own, 190) & fired(course, 190)
    before, after = evaluate(course, day(190)), evaluate(own, day(190))
    assert before.e2_exposure == after.e2_exposure
    assert before.dexa_due == after.dexa_due


def test_the_very_low_line_stays() -> None:
    course = moved(he(drawn(120, e2="9.9")), e2_lo=10)
    assert {"E2_VERY_LOW", "E2_LOW"} <= fired(course)
