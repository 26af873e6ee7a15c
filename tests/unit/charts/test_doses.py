"""The dose beside the results."""

from datetime import date

import pytest

from monitoring.charts.course import course_spec
from monitoring.charts.doses import changes, in_force
from tests.unit.charts.courses import NINE_DRAWS, PAUSED, course, dose, draw

STEPS = [dose("2026-01-05", "0.5"), dose("2026-03-01", "1.0"), dose("2026-05-01", "1.0")]


@pytest.mark.parametrize(
    ("on", "weekly_mg"),
    [
        pytest.param(date(2026, 1, 4), None, id="before the start"),
        pytest.param(date(2026, 1, 5), None, id="the first day is before the first dose"),
        pytest.param(date(2026, 1, 6), "0.5", id="the day after"),
        pytest.param(date(2026, 3, 1), "0.5", id="a day of change belongs to the old dose"),
        pytest.param(date(2026, 3, 2), "1.0", id="the day after a change"),
    ],
)
def test_dose_that_acted_on_a_draw(on, weekly_mg):
    step = in_force(STEPS, on)
    assert (str(step.weekly_mg) if step else None) == weekly_mg


def test_the_same_amount_in_another_schedule_is_no_change():
    assert [change.on for change in changes(STEPS)] == [date(2026, 1, 5), date(2026, 3, 1)]


def test_a_pause_is_a_gap_that_is_named():
    spans = course_spec(PAUSED).panel("dose").spans
    assert [(span.is_held, span.texts[-1]) for span in spans] == [
        (False, "1.0"),
        (True, "paused"),
        (False, "0.25"),
    ]


def test_a_dose_planned_for_later_is_left_out():
    later = course(draw("2026-11-01", "30"), dose_steps=(dose("2026-12-01", "1.0"),))
    assert course_spec(later).panel("dose").spans == ()


def test_the_dose_in_force_stands_beside_the_panel():
    latest = course_spec(NINE_DRAWS).panel("dose").latest
    assert (latest.text, latest.before, latest.words) == ("1.0", "0.5", "")
