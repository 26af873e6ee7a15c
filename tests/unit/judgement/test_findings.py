"""What a finding rests on is the right thing, and its sentence says which of two it is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from monitoring.judgement import Finding, Snapshot, evaluate
from monitoring.judgement.rules.rule import Severity
from protocols.targets.book import Targets
from tests.unit.judgement.men import (
    BASELINE,
    ON_TESTOSTERONE,
    SCANNED,
    changed,
    day,
    drawn,
    he,
    reported,
    scanned,
    site,
    started,
    stopped,
    treated,
)


def finding(rule_id: str, snapshot: Snapshot, on: int = 130) -> Finding:
    return next(f for f in evaluate(snapshot, day(on)).findings if f.rule_id == rule_id)


def days_of(found: Finding) -> list[date | None]:
    return [each.on for each in found.inputs]


def test_severities_rank_from_note_to_act() -> None:
    assert [severity.rank for severity in Severity] == [3, 2, 1, 0]


def test_exposure_by_a_run_shows_the_draws_of_the_run() -> None:
    found = finding("BONE_EXPOSURE_DEFINITE", he(drawn(40, e2="19"), drawn(96, e2="19")))
    assert days_of(found) == [day(96), day(40)]
    assert found.title == "Estradiol below 20 on 2 draws"
    assert found.detail == "19.0 pg/mL on 11-Apr-2026, consistently since 14-Feb-2026."
    assert (found.on, found.draw_key) == (day(96), "draw 96")


def test_exposure_by_time_shows_the_latest_draw() -> None:
    man = he(drawn(0, e2="10"), drawn(180, e2="30"))
    found = finding("BONE_EXPOSURE_DEFINITE", man, on=180)
    assert days_of(found) == [day(180)]
    assert "30.0 pg/mL on 04-Jul-2026, for most of the known time of the year" in found.headline


def _spine_and_hip(number: int, spine: str, hip: str) -> object:
    return scanned(number, lumbar_spine=site(spine, z="0"), total_hip=site(hip, z="0"))


def test_a_loss_since_the_latest_scan_names_that_scan_first() -> None:
    scans = (
        _spine_and_hip(20, "1.000", "1.000"),
        _spine_and_hip(400, "1.000", "0.951"),
        _spine_and_hip(900, "0.900", "0.950"),
    )
    man = he(*scans, without=[SCANNED])  # type: ignore[arg-type]
    found = finding("DEXA_SIGNIFICANT_LOSS", man, on=910)
    assert "lumbar spine -10 % from 09-Feb-2027" in found.headline
    assert "total hip" not in found.headline
    assert [each.name for each in found.inputs] == ["Lumbar spine", "Lumbar spine", "Total hip"]
    assert found.on == day(900)


def test_a_loss_since_the_first_scan_names_the_first() -> None:
    scans = (scanned(n, total_hip=site(bmd, z="0")) for n, bmd in ((20, "1.000"), (400, "0.951")))
    man = he(*scans, scanned(900, total_hip=site("0.950", z="0")), without=[SCANNED])
    found = finding("DEXA_SIGNIFICANT_LOSS", man, on=910)
    assert "total hip -5 % from 25-Jan-2026 to 23-Jun-2028" in found.headline


def test_another_device_names_the_last_two_scans() -> None:
    man = he(scanned(100), scanned(200, "B"))
    assert days_of(finding("DEXA_NOT_COMPARABLE", man, on=210)) == [day(100), day(200)]


@pytest.mark.parametrize(
    ("man", "words"),
    [
        pytest.param(
            he(without=[ON_TESTOSTERONE]),
            "started beside testosterone, but no testosterone is in force",
            id="without testosterone",
        ),
        pytest.param(
            he(started(indication="fertility"), without=[started()]),
            "started for fertility, but testosterone is in force",
            id="with testosterone",
        ),
    ],
)
def test_a_course_that_does_not_match_says_how(man: Snapshot, words: str) -> None:
    assert words in finding("IND_THERAPY_MISMATCH", man).headline


@pytest.mark.parametrize(
    ("baseline", "words"),
    [
        pytest.param(drawn(-7, tt="310", e2="30"), "ratio 10.3 on 29-Dec-2025", id="a ratio"),
        pytest.param(drawn(-7, e2="30"), "no ratio before the start", id="no ratio"),
    ],
)
def test_a_ratio_that_is_not_low_is_named(baseline: object, words: str) -> None:
    course = started(indication="fertility")
    man = he(course, baseline, without=[started(), BASELINE, ON_TESTOSTERONE])  # type: ignore[arg-type]
    assert words in finding("IND_RATIO_NOT_LOW", man).headline


def test_the_latest_baseline_estradiol_is_shown() -> None:
    found = finding("IND_E2_NOT_ELEVATED", he(drawn(-20, e2="70"), drawn(-3, e2="30")))
    assert found.inputs[0] == ("Start", "trt", day(0))
    assert found.inputs[1] == ("Estradiol", "30.0 pg/mL", day(-3))


def test_the_latest_baseline_estradiol_is_shown_for_fertility() -> None:
    drawn_twice = (drawn(-20, tt="300", e2="25"), drawn(-3, tt="310", e2="30"))
    man = he(
        started(indication="fertility"),
        *drawn_twice,
        without=[started(), BASELINE, ON_TESTOSTERONE],
    )
    found = finding("IND_RATIO_NOT_LOW", man)
    assert days_of(found) == [day(0), day(-3)]
    assert found.inputs[1].text == "30.0 pg/mL"


@pytest.mark.parametrize(
    ("draw", "missing"),
    [
        pytest.param(drawn(120, tt="700"), "without estradiol", id="testosterone alone"),
        pytest.param(drawn(120, e2="30"), "without testosterone", id="estradiol alone"),
    ],
)
def test_an_incomplete_draw_names_what_is_missing(draw: object, missing: str) -> None:
    found = finding("DRAW_INCOMPLETE", he(draw))  # type: ignore[arg-type]
    assert missing in found.headline
    assert found.on == day(120)


def test_a_dose_that_is_not_typical_is_held_against_its_own_range() -> None:
    beside = finding("DOSE_ABOVE_RANGE", he(changed(50, "0.6")))
    assert "typical is up to 0.5 mg a dose and 1.0 mg a week" in beside.headline
    assert "Punjani" in beside.evidence
    alone = {"without": [started(), ON_TESTOSTERONE]}
    fertility = he(started(dose="2", weekly="1", indication="fertility"), **alone)
    assert "typical is up to 1 mg a dose" in finding("DOSE_ABOVE_RANGE", fertility).headline
    assert "Helo" in finding("DOSE_ABOVE_RANGE", fertility).evidence


def test_a_step_without_follow_up_shows_both_doses() -> None:
    man = he(changed(60, "0.5"), changed(90, "0.75"))
    found = finding("DOSE_INCREASED_WITHOUT_FOLLOWUP", man)
    assert days_of(found) == [day(60), day(90)]


def test_a_lower_dose_is_considered_on_the_last_two_draws() -> None:
    man = he(*(drawn(n, e2="30") for n in (50, 100, 200)), reported(200))
    found = finding("LOWEST_DOSE_PROMPT", man, on=200)
    assert days_of(found) == [day(200), day(100), day(0)]


def test_a_rising_hematocrit_shows_its_points_and_the_day() -> None:
    draws = (drawn(n, hct=hct) for n, hct in ((30, "48"), (75, "49"), (120, "50")))
    found = finding("HCT_TREND", he(*draws, without=[BASELINE]))
    assert days_of(found) == [day(120), day(30), day(75)]
    assert "up from 48.0 % on 04-Feb-2026" in found.headline
    assert "would be reached by 01-Nov-2026" in found.evidence


def test_an_assay_that_changed_shows_the_result_before() -> None:
    man = he(drawn(60, e2="30"), drawn(120, e2="30", method="immunoassay"))
    assert days_of(finding("E2_ASSAY_CHANGED", man)) == [day(120), day(60)]


def test_a_hematocrit_near_a_moved_line_says_whose_line_it_is() -> None:
    plain = finding("HCT_NEAR", he(drawn(120, hct="52")))
    assert plain.threshold == "52 % to below 54 %"


@pytest.mark.parametrize(
    ("man", "words"),
    [
        pytest.param(
            he(drawn(120, e2="12"), changed(125, "0.2")), "labs are awaited by", id="labs expected"
        ),
        pytest.param(
            he(drawn(120, e2="25"), drawn(121, e2="9"), stopped(122), drawn(140, e2="25")),
            None,
            id="another result since",
        ),
    ],
)
def test_an_answer_says_what_is_awaited(man: Snapshot, words: str | None) -> None:
    eased = [f.eased for f in evaluate(man, day(145)).findings if f.rule_id == "E2_LOW"]
    assert bool(eased) is (words is not None)
    assert words is None or words in eased[0][0]


def test_a_fertility_course_off_therapy_gives_both_reasons() -> None:
    man = he(
        started(10, indication="fertility"),
        drawn(5, tt="400", e2="30"),
        without=[started(), ON_TESTOSTERONE],
    )
    found = finding("TT_LOW", man, on=30)
    assert found.severity is Severity.INFO
    assert len(found.eased) == 2


def test_symptoms_are_named_once_and_in_order() -> None:
    reports = (reported(110, "edema", "joint_pain"), reported(115, "gynecomastia", "edema"))
    found = finding("E2_HIGH_SYMPTOMATIC", he(drawn(120, e2="41"), *reports))
    assert found.headline.endswith("with edema, gynecomastia.")
    assert [each.text for each in found.inputs[1:]] == ["edema, joint pain", "edema, gynecomastia"]


def test_an_unexplained_symptom_is_the_one_named() -> None:
    reports = reported(110, "edema", "low_mood"), reported(112, "joint_pain")
    found = finding("SYMPTOM_LAB_DISCORDANT", he(drawn(120, e2="30"), *reports))
    assert "does not explain edema, joint pain on 27-Apr-2026" in found.headline
    assert days_of(found) == [day(120), day(110), day(112)]


def test_a_late_hematocrit_says_why_it_was_due() -> None:
    man = he(treated(40, "stop"), treated(50, "start"))
    found = finding("HCT_OVERDUE", man, on=50 + 92 + 31)
    assert "first one on testosterone" in found.headline


def test_a_course_beside_testosterone_keeps_the_goal_of_testosterone() -> None:
    man = he(drawn(120, tt="400", e2="30"), without=[ON_TESTOSTERONE])
    assert finding("TT_LOW", man).severity is Severity.NOTICE


def test_a_low_ratio_shows_both_of_its_results() -> None:
    found = finding("RATIO_LOW", he(drawn(110, tt="300", e2="40"), drawn(120, tt="700")))
    assert [(each.name, each.on) for each in found.inputs] == [
        ("Total testosterone", day(110)),
        ("Estradiol", day(110)),
    ]


def test_a_baseline_is_held_against_the_target_of_its_own_day() -> None:
    higher = Targets().moved({"e2_hi": Decimal(50)})
    earlier = replace(drawn(-20, e2="70"), targets=higher)
    fired = {f.rule_id for f in evaluate(he(earlier, drawn(-3, e2="45")), day(130)).findings}
    assert "IND_E2_NOT_ELEVATED" not in fired


@pytest.mark.parametrize(
    ("drawn_on", "fires"),
    [
        pytest.param(9, False, id="the day before the step"),
        pytest.param(10, False, id="on its day"),
        pytest.param(11, True, id="the day after"),
    ],
)
def test_a_low_estradiol_up_to_the_day_of_the_step_led_to_it(drawn_on: int, fires: bool) -> None:
    man = he(drawn(drawn_on, e2="19"), changed(10, "0.125"))
    fired = {f.rule_id for f in evaluate(man, day(20)).findings}
    assert ("DOSE_REDUCED_WITHOUT_FOLLOWUP" in fired) is fires
