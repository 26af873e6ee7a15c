"""The weekly dose alone, from the first one on: the drawing above the entries that made it."""

from dataclasses import replace

from monitoring.charts.course import course_spec
from monitoring.charts.frame import Frame
from monitoring.charts.layouts import Layout, Strip
from monitoring.charts.markup import Markup
from monitoring.charts.points import CourseChart, Window
from monitoring.charts.spec import Caption
from monitoring.charts.svg import draw_svg
from monitoring.charts.wording import month

_STRIP = Strip(20, 96)
_MONTHS_BELOW = 36  # pixels
_LAYOUT = Layout(
    key="doses",
    least_width=260,
    roomy_width=640,
    left=46,
    right=8,
    height=_STRIP.bottom + _MONTHS_BELOW,
    strips={"dose": _STRIP},
    most_calendar_lines=8,
)


def dose_svg(course: CourseChart) -> Markup:
    """The whole course of the dose as steps; empty where none was ever taken."""
    taken = replace(course, window=Window.ALL, draws=(), symptoms=(), scans=(), due=())
    spec = course_spec(taken)
    panel = spec.panel("dose")
    if not panel.spans:
        return Markup("")
    title = f"Weekly anastrozole dose in mg since {month(spec.timeline.starts_on)}"
    said = ", ".join(f"{span.texts[0]} from {month(span.starts_on)}" for span in panel.spans)
    return draw_svg(
        Frame(replace(spec, title=title, panels=(panel,), caption=Caption(said, "", "")), _LAYOUT)
    )
