"""The caption says what can be computed, in order of time, and never why."""

from dataclasses import replace

import pytest

from monitoring.charts.course import course_spec
from tests.unit.charts.courses import (
    CENSORED,
    GALLERY,
    IMMUNO,
    NINE_DRAWS,
    PAUSED,
    course,
    dose,
    draw,
)

START = dose("2026-01-05", "0.5", "0.25 mg twice a week")


def found(*estradiol, steps=()):
    """The finding for estradiol in January (before the dose changes) and then monthly."""
    draws = [draw(f"2026-0{n}-01", text) for n, text in enumerate(estradiol, 1)]
    return course_spec(course(*draws, dose_steps=steps)).caption.finding


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        pytest.param([START], "after anastrozole was started on 05-Jan-2026.", id="start"),
        pytest.param(
            [replace(START, starts_on=START.starts_on.replace(year=2025)), dose("2026-01-05", "1")],
            "after the dose doubled on 05-Jan-2026.",
            id="doubled",
        ),
        pytest.param(
            [dose("2025-06-01", "1"), START], "after the dose was halved on 05-Jan-2026.", id="half"
        ),
        pytest.param(
            [dose("2025-06-01", "0.5"), dose("2026-01-05", "0.75")],
            "after the dose went from 0.5 to 0.75 mg/week on 05-Jan-2026.",
            id="another amount",
        ),
        pytest.param(
            [dose("2025-06-01", "0.5"), dose("2026-01-05", "0.5", "paused", held=True)],
            "after anastrozole was paused on 05-Jan-2026.",
            id="pause",
        ),
        pytest.param(
            [dose("2025-06-01", "0.5"), dose("2026-01-05", "0.5", "stopped", held=True)],
            "after anastrozole was stopped on 05-Jan-2026.",
            id="stop",
        ),
        pytest.param(
            [dose("2025-06-01", "0.5", held=True), START],
            "after anastrozole was resumed on 05-Jan-2026.",
            id="resumed",
        ),
    ],
)
def test_what_changed_is_said(steps, said):
    assert found("46", "31", steps=tuple(steps)).endswith(said)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param("46", "31", "Estradiol fell from 46 to 31 pg/mL", id="fell"),
        pytest.param("31", "46", "Estradiol rose from 31 to 46 pg/mL", id="rose"),
        pytest.param("31", "31", "Estradiol stayed at 31 pg/mL", id="stayed"),
        pytest.param("46", "<15", "Estradiol fell from 46 to <15 pg/mL", id="surely fell"),
        pytest.param("12", "<15", "Estradiol went from 12 to <15 pg/mL", id="cannot tell"),
        pytest.param("<15", "30", "Estradiol rose from <15 to 30 pg/mL", id="surely rose"),
        pytest.param("<15", "12", "Estradiol went from <15 to 12 pg/mL", id="nor here"),
        pytest.param("<15", "<15", "Estradiol stayed at <15 pg/mL", id="censored twice"),
    ],
)
def test_how_estradiol_moved(before, after, said):
    assert found(before, after, steps=(START,)).startswith(f"{said} after ")


def test_results_of_two_assays_are_not_compared():
    draws = draw("2026-01-01", "46"), draw("2026-02-01", "31", assay=IMMUNO)
    said = course_spec(course(*draws, dose_steps=(START,))).caption.finding
    assert said.startswith(
        "Estradiol was 46 pg/mL, then 31 pg/mL by another assay or laboratory, after"
    )


def test_a_result_long_before_the_change_is_no_comparison():
    draws = draw("2025-01-01", "46"), draw("2026-02-01", "31")
    said = course_spec(course(*draws, dose_steps=(START,))).caption.finding
    assert said == "Latest estradiol is 31 pg/mL on 01-Feb-2026, in target."


def test_the_draw_of_the_day_of_change_is_before_it():
    draws = draw("2026-01-05", "46"), draw("2026-02-01", "31")
    said = course_spec(course(*draws, dose_steps=(START,))).caption.finding
    assert said.startswith("Estradiol fell from 46 to 31")


@pytest.mark.parametrize(
    ("texts", "run"),
    [
        pytest.param(["30", "26"], 0, id="one only"),
        pytest.param(["26.1", "26", "20"], 2, id="two, the bound included"),
        pytest.param(["25", "<15", "20"], 3, id="a censored one below counts"),
        pytest.param(["25", "<30", "20"], 0, id="an undecided one ends the run"),
    ],
)
def test_persistence_in_the_zone(texts, run):
    said = f"Estradiol has been at or below 26 pg/mL on the last {run} draws" in found(*texts)
    assert said == bool(run)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        pytest.param(["47", "48", "49"], "", id="three are too few"),
        pytest.param(["47", "48", "49", "50"], "rose at every draw, 47 to 50%.", id="every draw"),
        pytest.param(
            ["50", "47", "48", "49", "50"], "rose over the last 4 draws, 47 to 50%.", id="last four"
        ),
        pytest.param(["47", "48", "48", "49", "50"], "", id="a standstill breaks it"),
    ],
)
def test_rise_of_hematocrit(texts, said):
    draws = [draw(f"2026-0{n}-01", "30", hematocrit=text) for n, text in enumerate(texts, 1)]
    caption = course_spec(course(*draws)).caption
    assert (f"Hematocrit {said}" in f"{caption.finding} {caption.details}") == bool(said)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("none", "No draws yet.", id="no draw"),
        pytest.param("one", "One draw, no trend yet.", id="one draw"),
    ],
)
def test_too_few_draws_are_said(name, said):
    spec = course_spec(GALLERY[name])
    assert (spec.caption.finding, spec.has_trend) == (said, False)


def test_the_key_explains_only_what_occurs():
    key = course_spec(NINE_DRAWS).caption.key
    assert "Open triangle" in key
    assert "Grey bar" not in key
    assert "Grey bar" in course_spec(CENSORED).caption.key


@pytest.mark.parametrize("name", GALLERY)
def test_the_caption_never_explains_or_reassures(name):
    caption = course_spec(GALLERY[name]).caption
    said = f"{caption.finding} {caption.details} {caption.key}".lower()
    for word in ("because", "due to", "caused", "safe", "normal", "should"):
        assert word not in said


def test_a_pause_is_told():
    assert "resumed on 01-Feb-2026" in course_spec(PAUSED).caption.finding
