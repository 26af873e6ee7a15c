"""The days a chart covers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitoring.charts.points import DueKind, DueMarker, Window
from monitoring.charts.timeline import calendar_lines, timeline
from tests.unit.charts.courses import NINE_DRAWS, TODAY, course, draw

OLD = course(draw("2019-05-01", "30"), draw("2026-11-01", "31"))


@pytest.mark.parametrize(
    ("window", "starts_on"),
    [
        pytest.param(Window.HALF_YEAR, date(2026, 5, 23), id="half a year"),
        pytest.param(Window.ONE_YEAR, date(2025, 11, 22), id="a year"),
        pytest.param(Window.TWO_YEARS, date(2024, 11, 22), id="two years"),
        pytest.param(Window.ALL, date(2019, 2, 6), id="all"),
    ],
)
def test_window_of_a_long_course(window, starts_on):
    assert timeline(replace(OLD, window=window)).starts_on == starts_on


def test_a_short_course_is_not_stretched_over_the_window():
    found = timeline(course(draw("2026-11-16", "30")))
    assert found.starts_on == TODAY - timedelta(days=120)


def test_a_course_shorter_than_the_window_fills_the_width():
    assert timeline(NINE_DRAWS).starts_on == date(2024, 12, 29)


@pytest.mark.parametrize(
    ("days_ahead", "covered"),
    [
        pytest.param(60, True, id="soon"),
        pytest.param(190, True, id="just within reach"),
        pytest.param(400, False, id="out of reach"),
    ],
)
def test_what_is_due_has_room_unless_it_is_far_away(days_ahead, covered):
    due = DueMarker(DueKind.DEXA, TODAY + timedelta(days_ahead))
    assert timeline(replace(OLD, due=(due,))).covers(due.due_on) == covered


@pytest.mark.parametrize("most", [6, 12])
@pytest.mark.parametrize("window", Window)
def test_calendar_lines_are_few_and_inside(window, most):
    over = timeline(replace(OLD, window=window))
    lines = calendar_lines(over, most)
    assert 2 <= len(lines) <= most
    assert all(on.day == 1 and over.covers(on) for on in lines)


def test_places_run_from_start_to_end():
    over = timeline(OLD)
    days = [over.starts_on - timedelta(9), over.starts_on, over.today, over.ends_on]
    places = [over.ten_thousandths(on) for on in days]
    assert places[:2] == [0, 0]
    assert 8000 < places[2] < places[3] == 10_000
