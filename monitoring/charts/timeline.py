"""Which days a chart covers, and where its calendar lines stand."""

from collections.abc import Iterator
from datetime import date, timedelta

from monitoring.charts.points import CourseChart, Window
from monitoring.charts.spec import Timeline

_DAYS_BACK = {Window.HALF_YEAR: 183, Window.ONE_YEAR: 365, Window.TWO_YEARS: 730}
_LEAST_DAYS_BACK = 120  # a course of a few days is not stretched over the whole width
_AHEAD_PERCENT = 18  # how much of the past is kept free for what comes next
_FURTHEST_AHEAD_PERCENT = 30
_MARGIN_PERCENT = 3
_STEPS_MONTHS = (1, 2, 3, 6, 12, 24, 60)
_MONTHS = 12


def timeline(course: CourseChart) -> Timeline:
    """The window asked for, cut to the first fact, with room after today for what is due."""
    first = min(_fact_days(course), default=course.today)
    margin = timedelta((course.today - first).days * _MARGIN_PERCENT // 100 + 2)
    starts_on = first - margin
    if course.window is not Window.ALL:
        asked = course.today - timedelta(_DAYS_BACK[course.window])
        starts_on = max(asked, starts_on)
    starts_on = min(starts_on, course.today - timedelta(_LEAST_DAYS_BACK))
    return Timeline(starts_on, _ends_on(course, starts_on), course.today)


def _fact_days(course: CourseChart) -> list[date]:
    days = [draw.drawn_on for draw in course.draws]
    days += [step.starts_on for step in course.dose_steps]
    days += [symptom.reported_on for symptom in course.symptoms]
    days += [scan.scanned_on for scan in course.scans]
    return [on for on in days if on <= course.today]


def _ends_on(course: CourseChart, starts_on: date) -> date:
    shown = (course.today - starts_on).days
    furthest = course.today + timedelta(shown * _FURTHEST_AHEAD_PERCENT // 100)
    margin = timedelta(shown * _MARGIN_PERCENT // 100 + 2)
    due = [marker.due_on + margin for marker in course.due if marker.due_on + margin <= furthest]
    return max([course.today + timedelta(shown * _AHEAD_PERCENT // 100), *due])


def calendar_lines(over: Timeline, most: int) -> tuple[date, ...]:
    """First days of months at the finest even step that gives at most `most` lines."""
    for step in _STEPS_MONTHS:
        lines = tuple(_first_days(over, step))
        if len(lines) <= most:
            return lines
    return lines


def _first_days(over: Timeline, step_months: int) -> Iterator[date]:
    months = over.starts_on.year * _MONTHS
    while (on := date(months // _MONTHS, months % _MONTHS + 1, 1)) <= over.ends_on:
        if on >= over.starts_on:
            yield on
        months += step_months
