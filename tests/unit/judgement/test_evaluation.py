"""What an evaluation hands over: positions, topics, links, and the day of change."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from monitoring.judgement import draw_positions, evaluate
from monitoring.judgement.day import Day
from monitoring.judgement.snapshot import Draw
from monitoring.judgement.topics import Topic
from protocols.targets.book import Targets
from tests.unit.judgement.men import (
    ALERT,
    BASELINE,
    NOTICE,
    ON_TESTOSTERONE,
    START,
    WARNING,
    changed,
    day,
    drawn,
    he,
    held,
    reported,
    result,
    started,
)


@pytest.mark.parametrize(
    ("draw", "positions"),
    [
        pytest.param(
            drawn(50, tt="499", e2="19", hct="54"),
            ("below", "below", "in_target", "at_or_over_limit", False),
            id="out",
        ),
        pytest.param(
            drawn(50, tt="700", e2="26", hct="53.9"),
            ("in_target", "in_target", "in_target", "in_target", True),
            id="in the bone zone",
        ),
        pytest.param(
            drawn(50, tt=">900", e2="<24"),
            ("undecidable", "undecidable", "in_target", None, False),
            id="undecidable",
        ),
        pytest.param(
            drawn(50, tt="<700", e2="<90"),
            ("undecidable", "undecidable", "undecidable", None, False),
            id="undecidable ratio",
        ),
        pytest.param(
            drawn(50, hct="<55"), (None, None, None, "undecidable", False), id="below a limit"
        ),
        pytest.param(
            drawn(50, tt="1001", e2="101"), ("above", "above", "low", None, False), id="high"
        ),
        pytest.param(drawn(50), (None, None, None, None, False), id="nothing measured"),
    ],
)
def test_positions_of_one_draw(draw: Draw, positions: tuple[Any, ...]) -> None:
    assert tuple(draw_positions(draw, Targets())) == positions


def test_positions_are_told_whatever_the_age_and_therapy() -> None:
    man = he(drawn(50, e2="12", hct="55"), without=[started(), ON_TESTOSTERONE, BASELINE])
    positions = evaluate(man, day(2_000)).positions
    assert (positions.estradiol, positions.hematocrit) == ("below", "at_or_over_limit")


def test_findings_that_explain_one_another_are_one_line() -> None:
    man = he(drawn(96, tt="480", e2="9", hct="52"), drawn(40, e2="12"), reported(90, "joint_pain"))
    lines = evaluate(man, day(130)).topics
    assert [(line.topic, line.severity, line.heading.rule_id) for line in lines] == [
        (Topic.ESTRADIOL, ALERT, "E2_VERY_LOW"),
        (Topic.TESTOSTERONE, NOTICE, "TT_LOW"),
        (Topic.HEMATOCRIT, NOTICE, "HCT_NEAR"),
    ]
    assert [finding.rule_id for finding in lines[0].findings][:4] == [
        "E2_VERY_LOW",
        "E2_LOW_SYMPTOMATIC",
        "BONE_EXPOSURE_DEFINITE",
        "E2_LOW",
    ]


@pytest.mark.parametrize(
    ("tt", "e2", "topic"),
    [
        pytest.param("400", "41", Topic.ESTRADIOL, id="estradiol high"),
        pytest.param("300", "40", Topic.TESTOSTERONE, id="estradiol not high"),
    ],
)
def test_a_low_ratio_stands_with_its_cause(tt: str, e2: str, topic: Topic) -> None:
    findings = evaluate(he(drawn(120, tt=tt, e2=e2)), day(130)).findings
    assert [f.topic for f in findings if f.rule_id == "RATIO_LOW"] == [topic]


def test_a_low_ratio_never_heads_the_line_of_its_cause() -> None:
    man = he(drawn(120, tt="400", e2="41"), changed(125, "0.5"))
    line = evaluate(man, day(130)).topics[0]
    assert [f.rule_id for f in line.findings] == ["E2_HIGH", "RATIO_LOW"]
    assert {f.severity for f in line.findings} == {NOTICE}


def test_a_finding_tells_what_it_rests_on() -> None:
    found = evaluate(he(drawn(120, e2="12")), day(130)).findings
    low = next(finding for finding in found if finding.rule_id == "E2_LOW")
    assert (low.severity, low.draw_key, low.on) == (WARNING, "draw 120", day(120))
    assert "12.0 pg/mL on 05-May-2026" in low.headline
    assert (low.threshold, low.grade, low.rule_version) == ("20-40 pg/mL", "CONS", "1.3")
    assert [(i.name, i.text) for i in low.inputs] == [("Estradiol", "12.0 pg/mL")]


def test_a_finding_shows_the_result_as_typed_beside_its_canonical_value() -> None:
    typed = replace(result("19.884324"), raw="73 pmol/L")
    found = evaluate(he(Draw(day(120), {"estradiol": typed})), day(130)).findings
    low = next(finding for finding in found if finding.rule_id == "E2_LOW")
    assert low.detail.startswith("73 pmol/L (19.9 pg/mL) on 05-May-2026")


def test_an_eased_finding_says_why() -> None:
    found = evaluate(he(drawn(120, e2="12"), held(125)), day(130)).findings
    low = next(finding for finding in found if finding.rule_id == "E2_LOW")
    assert low.eased == (
        "Since the draw: 0.5 mg a week to 0 mg a week; labs are awaited by 21-Jun-2026.",
    )


def test_of_two_results_of_one_day_the_one_recorded_last_counts() -> None:
    man = he(drawn(120, tt="700", e2="12"), drawn(120, e2="30"))
    evaluation = evaluate(man, day(130))
    assert evaluation.positions.estradiol == "in_target"
    assert evaluation.ratio is not None
    assert evaluation.ratio.text == "23.3"


def test_a_draw_keeps_the_targets_of_its_day() -> None:
    earlier = replace(drawn(120, e2="24"), targets=Targets().moved({"e2_lo": Decimal(25)}))
    findings = {finding.rule_id for finding in evaluate(he(earlier), day(130)).findings}
    assert "E2_LOW" in findings


@pytest.mark.parametrize(
    ("dose", "weekly", "every_days", "expected"),
    [
        pytest.param("0.25", "2", None, Fraction(1, 2), id="twice a week"),
        pytest.param("1", None, "2", Fraction(7, 2), id="every other day"),
        pytest.param("1", None, "3", Fraction(7, 3), id="every third day, exactly"),
    ],
)
def test_the_weekly_dose_is_exact(
    dose: str, weekly: str | None, every_days: str | None, expected: Fraction
) -> None:
    start = replace(
        started(),
        dose_mg=Decimal(dose),
        per_week=Decimal(weekly) if weekly else None,
        every_days=Decimal(every_days) if every_days else None,
    )
    evaluation = evaluate(he(start, without=[started()]), day(10))
    assert (evaluation.weekly_mg, evaluation.active, evaluation.held) == (expected, True, False)


@pytest.mark.parametrize(
    ("on", "changes_on"),
    [
        pytest.param(0, 28, id="labs due soon"),
        pytest.param(28, 42, id="labs due"),
        pytest.param(42, 57, id="labs overdue"),
    ],
)
def test_the_day_of_change_follows_the_labs(on: int, changes_on: int) -> None:
    assert evaluate(he(), day(on)).changes_on == day(changes_on)


def test_nothing_changes_for_a_man_without_anything_due() -> None:
    man = he(without=[started(), ON_TESTOSTERONE, BASELINE])
    assert evaluate(man, day(10)).changes_on is None


def test_a_day_remembers_the_first_of_its_turns() -> None:
    asked = Day(START)
    answers = [asked.reached(day(0)), asked.reached(day(9)), asked.within(day(-3), 5)]
    assert answers == [True, False, True]
    assert asked.turns_on == day(3)
    assert asked.turns_on > date(2026, 1, 7)
