"""Each draw in words."""

from dataclasses import replace
from datetime import date

from monitoring.charts.course import course_spec
from monitoring.charts.points import ChartDraw, Window
from tests.unit.charts.courses import BANDS, NINE_DRAWS, course, result


def test_a_reading_says_the_whole_draw():
    reading = course_spec(NINE_DRAWS).readings[7]
    assert reading.spoken == (
        "Draw 8 of 9, 31-Aug-2026; estradiol less than 15 pg/mL, below target; "
        "total testosterone 688 ng/dL, in target; "
        "testosterone to estradiol ratio more than 45.8, in target; "
        "hematocrit 52.6 percent, near limit 54; anastrozole 1.0 mg/week."
    )


def test_a_reading_is_numbered_among_all_draws():
    spec = course_spec(replace(NINE_DRAWS, window=Window.HALF_YEAR))
    assert (spec.earlier_count, spec.draw_count) == (6, 9)
    assert spec.readings[0].spoken.startswith("Draw 7 of 9, ")


def test_a_reading_leaves_out_what_was_not_measured():
    only = ChartDraw(date(2026, 11, 1), hematocrit=result("47.0", BANDS.hematocrit))
    assert course_spec(course(only)).readings[0].lines == ("Hematocrit 47.0%, in target",)


def test_a_reading_tells_of_amendment_conversion_and_note():
    value = replace(
        result("17", BANDS.estradiol, "LC-MS/MS"),
        amended="amended 18-Nov-2026, was 71",
        is_converted=True,
    )
    only = ChartDraw(date(2026, 11, 1), estradiol=value, note="4 hours after the dose")
    assert course_spec(course(only)).readings[0].lines == (
        "Estradiol 17 pg/mL (LC-MS/MS), below target, converted, amended 18-Nov-2026, was 71",
        "4 hours after the dose",
    )


def test_a_reading_leads_to_its_draw():
    assert course_spec(NINE_DRAWS).readings[0].href == "/draws/2025-01-20/"
