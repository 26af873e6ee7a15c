"""Ratio, time in target and exposure, against figures worked out by hand."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from monitoring.judgement import Snapshot, evaluate
from monitoring.judgement.day import NEVER
from monitoring.judgement.exposure import below_definite
from monitoring.judgement.history import History
from monitoring.judgement.ratio import RatioStatus
from monitoring.judgement.snapshot import Draw
from monitoring.judgement.standing import Standing
from monitoring.judgement.stretches import ABOVE, BELOW, BETWEEN, stretches
from monitoring.judgement.timeline import Timeline
from protocols.targets.book import Targets
from tests.unit.judgement.men import (
    BASELINE,
    changed,
    day,
    drawn,
    he,
    held,
    moved,
    resumed,
    started,
    stopped,
    treated,
)


def course(*facts: object) -> Snapshot:
    return he(*facts, without=[BASELINE])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tt", "e2", "text", "status"),
    [
        pytest.param("399", "40", "9.9", RatioStatus.LOW, id="cut off, not rounded"),
        pytest.param("400", "40", "10.0", RatioStatus.IN_TARGET, id="exactly ten"),
        pytest.param("540", "<10", ">54.0", RatioStatus.IN_TARGET, id="lower bound in target"),
        pytest.param("300", "<40", ">7.5", RatioStatus.UNDECIDABLE, id="lower bound below"),
        pytest.param(">500", "40", ">12.5", RatioStatus.IN_TARGET, id="testosterone above"),
        pytest.param(">500", "<40", ">12.5", RatioStatus.IN_TARGET, id="above over below"),
        pytest.param("<399", "40", "<10.0", RatioStatus.LOW, id="upper bound rounded up"),
        pytest.param("<401", "40", "<10.1", RatioStatus.UNDECIDABLE, id="upper bound above"),
        pytest.param("300", ">40", "<7.5", RatioStatus.LOW, id="estradiol above"),
        pytest.param("<300", ">40", "<7.5", RatioStatus.LOW, id="below over above"),
        pytest.param("<300", "<40", "not decidable", RatioStatus.UNDECIDABLE, id="both below"),
        pytest.param(">300", ">40", "not decidable", RatioStatus.UNDECIDABLE, id="both above"),
    ],
)
def test_the_ratio_of_a_draw(tt: str, e2: str, text: str, status: RatioStatus) -> None:
    ratio = evaluate(course(drawn(50, tt=tt, e2=e2)), day(60)).ratio
    assert ratio is not None
    assert (ratio.text, ratio.status, ratio.draw_key) == (text, status, "draw 50")


def test_the_displayed_ratio_is_of_the_last_draw_with_both() -> None:
    man = course(drawn(40, tt="700", e2="35"), drawn(50, tt="800"), drawn(51, e2="20"))
    ratio = evaluate(man, day(60)).ratio
    assert ratio is not None
    assert (ratio.on, ratio.text) == (day(40), "20.0")


@pytest.mark.parametrize(
    ("facts", "days", "in_target"),
    [
        pytest.param([drawn(0, e2="46"), drawn(70, e2="30")], 70, "43.75", id="falls into it"),
        pytest.param([drawn(0, e2="50"), drawn(80, e2="10")], 80, "40", id="falls through it"),
        pytest.param([drawn(0, e2="12"), drawn(66, e2="45")], 66, "40", id="rises through it"),
        pytest.param([drawn(-7, e2="61"), drawn(56, e2="33")], 56, "14", id="baseline held"),
        pytest.param(
            [drawn(20, e2="46"), changed(34, "0.5"), drawn(90, e2="30")], 70, "35", id="change"
        ),
        pytest.param(
            [drawn(20, e2="46"), treated(34, "change", "60 mg"), drawn(90, e2="30")],
            70,
            "35",
            id="testosterone changed",
        ),
        pytest.param(
            [drawn(20, e2="46"), treated(34, "change"), drawn(90, e2="30")],
            70,
            "43.75",
            id="testosterone refilled",
        ),
        pytest.param([drawn(20, e2="46"), drawn(221, e2="30")], 0, "0", id="gap of 201 days"),
        pytest.param([drawn(20, e2="30"), drawn(220, e2="30")], 200, "200", id="gap of 200 days"),
        pytest.param([drawn(0, e2="20"), drawn(70, e2="20")], 70, "70", id="on the lower end"),
        pytest.param([drawn(0, e2="40"), drawn(70, e2="40")], 70, "70", id="on the upper end"),
        pytest.param([drawn(0, e2="<20"), drawn(50, e2="30")], 50, "25", id="half of a limit"),
        pytest.param([drawn(0, e2="<24"), drawn(50, e2="30")], 0, "0", id="unresolved"),
        pytest.param(
            [drawn(0, e2="30"), drawn(50, e2="<24"), drawn(99, e2="30")], 0, "0", id="not bridged"
        ),
        pytest.param([drawn(0, e2=">40"), drawn(50, e2="30")], 50, "50", id="the limit itself"),
        pytest.param([drawn(0, e2=">39"), drawn(50, e2="30")], 0, "0", id="above a limit inside"),
        pytest.param([drawn(0, e2="30"), drawn(50, e2=">39")], 0, "0", id="the later one"),
        pytest.param(
            [drawn(20, e2="30"), held(40), resumed(50), drawn(60, e2="30")], 0, "0", id="held"
        ),
        pytest.param(
            [drawn(20, e2="30"), drawn(60, e2="30"), held(60)], 40, "40", id="held from its end on"
        ),
        pytest.param(
            [drawn(20, e2="30"), held(20), resumed(40), drawn(60, e2="30")], 0, "0", id="held since"
        ),
        pytest.param([drawn(20, e2="30")], 0, "0", id="one draw"),
        pytest.param([], 0, "0", id="no draw"),
    ],
)
def test_time_in_target(facts: list[object], days: int, in_target: str) -> None:
    time = evaluate(course(*facts), day(250)).e2_time_in_target
    assert (time.evaluable_days, time.in_range_days) == (days, Fraction(in_target))


@pytest.mark.parametrize(
    ("baseline", "known"),
    [
        pytest.param(110, 40, id="90 days before the restart"),
        pytest.param(109, 0, id="91 days before it"),
        pytest.param(100, 0, id="on the day of the stop"),
    ],
)
def test_a_draw_off_the_drug_is_the_baseline_of_a_restart(baseline: int, known: int) -> None:
    events = [stopped(100), started(200), drawn(baseline, e2="60"), drawn(240, e2="30")]
    time = evaluate(course(*events), day(250)).e2_time_in_target
    assert time.evaluable_days == known


def test_a_segment_takes_the_target_of_its_later_draw() -> None:
    moved_to_25 = moved(course(), e2_lo=25).targets
    draws = [drawn(0, e2="20"), Draw(day(50), drawn(50, e2="30").results, targets=moved_to_25)]
    time = evaluate(course(*draws), day(60)).e2_time_in_target
    assert time.in_range_days == 25


@pytest.mark.parametrize(
    ("draws", "shown"),
    [
        pytest.param([drawn(10, e2="30"), drawn(70, e2="30")], True, id="two draws, 60 days"),
        pytest.param([drawn(11, e2="30"), drawn(70, e2="30")], False, id="59 days"),
        pytest.param([drawn(0, e2="30"), drawn(70, e2="30")], False, id="one on treatment"),
    ],
)
def test_a_percentage_is_shown_past_its_gates_only(draws: list[Draw], shown: bool) -> None:
    assert evaluate(course(*draws), day(250)).e2_time_in_target.show_percent is shown


@pytest.mark.parametrize(
    ("e2", "on", "known", "below_20", "below_26"),
    [
        pytest.param(["10", "30"], 150, 100, 50, 80, id="both thresholds"),
        pytest.param(["10", "30"], 365 + 50, 50, 0, 30, id="window of a year"),
        pytest.param(["10", "30"], 365 + 40, 60, 10, 40, id="window cuts the low part"),
        pytest.param(["10", "30"], 365 + 100, 0, 0, 0, id="slid past the last draw"),
        pytest.param(["<24", "12"], 150, (0, 100), 0, 100, id="unresolved for the lower only"),
        pytest.param(["20", "20"], 150, 100, 0, 100, id="on the threshold is not below"),
        pytest.param([">26", "26"], 150, 100, 0, 0, id="above the upper threshold"),
        pytest.param([">25", "25"], 150, (100, 0), 0, 0, id="above the lower threshold only"),
        pytest.param(["25", ">25"], 150, (100, 0), 0, 0, id="above it later"),
    ],
)
def test_exposure_below_the_bone_thresholds(
    e2: list[str], on: int, known: int | tuple[int, int], below_20: int, below_26: int
) -> None:
    man = course(drawn(0, e2=e2[0]), drawn(100, e2=e2[1]))
    exposures = evaluate(man, day(on)).e2_exposure
    assert exposures is not None
    each = known if isinstance(known, tuple) else (known, known)
    assert tuple(exposure.evaluable_days for exposure in exposures) == each
    assert tuple(exposure.below_days for exposure in exposures) == (below_20, below_26)


def told(*values: tuple[int, str]) -> list[object]:
    return [drawn(number, e2=e2) for number, e2 in values]


FALLS_OUT = told((0, "10"), (180, "30"))
COMES_IN = told((0, "30"), (150, "30"), (151, "10"), (300, "10"), (301, "30"))
TURNS_LATER = told((0, "30"), (10, "30"), (11, "10"), (150, "10"), (151, "30"), (280, "30"))
FALLS_SLOWLY = told((0, "30"), (120, "10"), (165, "10"), (166, "30"), (250, "30"))
RISES_SLOWLY = told((0, "10"), (120, "30"), (121, "10"), (200, "10"), (201, "30"), (250, "30"))
KEEPS = told((0, "10"), (20, "10"), (21, "30"), (130, "30"), (131, "10"), (249, "10"), (250, "30"))
LOSES = told((0, "10"), (130, "10"), (131, "30"), (260, "30"))
NEVER_AGAIN = told((0, "10"), (100, "10"), (101, "30"), (250, "30"))
WITH_A_GAP = [
    *told((0, "30"), (50, "30"), (80, "10"), (180, "10"), (181, "30"), (281, "30")),
    held(60),
    resumed(70),
]
TO_THE_END = [
    *told((0, "30"), (95, "30"), (120, "10"), (215, "10"), (216, "30")),
    held(100),
    resumed(110),
]


@pytest.mark.parametrize(
    ("facts", "on", "holds", "turns"),
    [
        pytest.param(FALLS_OUT, 180, True, 366, id="half of 180 known days"),
        pytest.param(FALLS_OUT, 365, True, 366, id="the last day with 180"),
        pytest.param(FALLS_OUT, 366, False, None, id="179 known days"),
        pytest.param(COMES_IN, 301, False, 366, id="150 of 301, half from the 366th day on"),
        pytest.param(COMES_IN, 365, False, 366, id="the day before it is half"),
        pytest.param(COMES_IN, 366, True, 487, id="150 of 300"),
        pytest.param(COMES_IN, 486, True, 487, id="its last day with 180"),
        pytest.param(COMES_IN, 487, False, None, id="too little known for good"),
        pytest.param(LOSES, 260, True, 367, id="130.5 of 260"),
        pytest.param(LOSES, 366, True, 367, id="129.5 of 259 is half"),
        pytest.param(LOSES, 367, False, None, id="128.5 of 258 is less"),
        pytest.param(TURNS_LATER, 280, True, 387, id="140 of 280, more for ten days, then less"),
        pytest.param(KEEPS, 250, True, 436, id="139.5 of 250, never less than half"),
        pytest.param(FALLS_SLOWLY, 250, False, 404, id="105.5 of 250, half of the last 211"),
        pytest.param(RISES_SLOWLY, 250, True, 396, id="140 of 250, less than half of the last 219"),
        pytest.param(NEVER_AGAIN, 250, False, None, id="ever less"),
        pytest.param(WITH_A_GAP, 365, False, 415, id="half once the first stretch is gone"),
        pytest.param(WITH_A_GAP, 414, False, 415, id="the day before"),
        pytest.param(WITH_A_GAP, 415, True, 446, id="100.5 of 201"),
        pytest.param(WITH_A_GAP, 445, True, 446, id="to the end of the gap"),
        pytest.param(WITH_A_GAP, 446, False, None, id="and a day"),
        pytest.param(TO_THE_END, 216, True, 377, id="95.5 of 191 and ever more"),
        pytest.param(TO_THE_END, 376, True, 377, id="its last day with 180 known"),
        pytest.param(TO_THE_END, 377, False, None, id="and a day with 179"),
        pytest.param(told((0, "30"), (190, "30")), 365, False, None, id="never below"),
    ],
)
def test_the_sliding_year_tips_on_its_day(
    facts: list[object], on: int, holds: bool, turns: int | None
) -> None:
    man = Standing(History(course(*facts), day(on)), day(on))
    assert man.once(below_definite) is holds
    assert man.day.turns_on == (NEVER if turns is None else day(turns))


@pytest.mark.parametrize(
    ("facts", "on", "holds", "turns"),
    [
        pytest.param(told((0, "10"), (190, "10")), 190, True, 376, id="all of it below"),
        pytest.param(NEVER_AGAIN, 250, False, None, id="not all of it"),
    ],
)
def test_a_share_of_the_whole_is_all_of_the_known_time(
    facts: list[object], on: int, holds: bool, turns: int | None
) -> None:
    man = Standing(History(moved(course(*facts), exposure_fraction=1), day(on)), day(on))
    assert man.once(below_definite) is holds
    assert man.day.turns_on == (NEVER if turns is None else day(turns))


@pytest.mark.parametrize(
    ("e2", "sides"),
    [
        pytest.param(["10", "50"], [20, 40, 20], id="rises through"),
        pytest.param(["50", "10"], [20, 40, 20], id="falls through"),
        pytest.param(["10", "30"], [40, 40, 0], id="rises into it"),
        pytest.param(["30", "10"], [40, 40, 0], id="falls out of it"),
        pytest.param(["30", "50"], [0, 40, 40], id="rises out of it"),
        pytest.param(["50", "30"], [0, 40, 40], id="falls into it"),
        pytest.param(["10", "15"], [80, 0, 0], id="below"),
        pytest.param(["25", "35"], [0, 80, 0], id="between"),
        pytest.param(["50", "60"], [0, 0, 80], id="above"),
        pytest.param(["20", "40"], [0, 80, 0], id="from end to end"),
        pytest.param(["20", "10"], [80, 0, 0], id="from the lower end down"),
        pytest.param(["40", "50"], [0, 0, 80], id="from the upper end up"),
    ],
)
def test_every_known_day_lies_on_one_side(e2: list[str], sides: list[int]) -> None:
    history = History(course(drawn(0, e2=e2[0]), drawn(80, e2=e2[1])), day(100))
    ends = (Decimal(20), Decimal(40))
    spans = [
        Timeline(stretches(history, lambda _: ends, side)).since(day(0).toordinal())
        for side in (BELOW, BETWEEN, ABOVE)
    ]
    assert [span.counted_days for span in spans] == sides
    assert {span.known_days for span in spans} == {80}


def test_a_goal_without_a_lower_end_has_no_time_in_target() -> None:
    book = Targets()
    open_ended = replace(book, estradiol=replace(book.estradiol, at_least=None))
    man = replace(course(drawn(10, e2="30"), drawn(70, e2="30")), targets=open_ended)
    with pytest.raises(ValueError, match="lower end"):
        evaluate(man, day(100))


def test_nothing_is_exposed_before_any_start() -> None:
    evaluation = evaluate(he(drawn(50, e2="12"), without=[started()]), day(60))
    assert evaluation.e2_exposure is None
    assert evaluation.weekly_mg is None
    assert evaluation.e2_time_in_target.fraction is None
    assert evaluation.e2_time_in_target == (0, 0, 0, False)
