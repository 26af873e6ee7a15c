"""From the facts of one man to everything that his chart shows."""

from monitoring.charts.caption import caption
from monitoring.charts.doses import changes, steps_until_today
from monitoring.charts.panels import all_panels
from monitoring.charts.points import CourseChart, DueKind, DueMarker
from monitoring.charts.readings import readings
from monitoring.charts.spec import DueMark, Spec, Timeline
from monitoring.charts.timeline import timeline
from monitoring.charts.wording import day, month

_PARTS = "Estradiol, dose, testosterone, ratio, hematocrit and events"


def course_spec(course: CourseChart) -> Spec:
    """The chart of these facts; what is dated after today is left out."""
    draws = sorted(
        (draw for draw in course.draws if draw.drawn_on <= course.today),
        key=lambda draw: draw.drawn_on,
    )
    steps = steps_until_today(course)
    over = timeline(course)
    panels = all_panels(course, draws, steps, over)
    return Spec(
        title=f"{_PARTS} since {month(over.starts_on)}",
        timeline=over,
        window=course.window,
        panels=panels,
        dose_changes=tuple(c.on for c in changes(steps) if over.covers(c.on)),
        due=tuple(_due(marker, over) for marker in course.due),
        readings=readings(draws, course.bands, steps, over),
        caption=caption(course, draws, steps, panels, over),
        draw_count=len(draws),
        earlier_count=sum(draw.drawn_on < over.starts_on for draw in draws),
    )


def _due(marker: DueMarker, over: Timeline) -> DueMark:
    is_late, is_beyond = marker.due_on < over.today, not over.covers(marker.due_on)
    words = "were due" if is_late else "due"
    if marker.kind is DueKind.LABS:
        lines: tuple[str, ...] = (f"Labs {words}", day(marker.due_on))
    else:
        lines = (f"{'Was due' if is_late else 'Due'} {month(marker.due_on)}",)
    return DueMark(marker.kind, marker.due_on, lines, is_late, is_beyond)
