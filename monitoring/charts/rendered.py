"""A course chart as a template prints it: headings, two drawings, and the live figure's numbers."""

from dataclasses import dataclass

from monitoring.charts.course import course_spec
from monitoring.charts.figure import live_figure
from monitoring.charts.frame import Frame
from monitoring.charts.layouts import NARROW, PAPER, WIDE
from monitoring.charts.markup import Markup, script_json
from monitoring.charts.points import CourseChart, Window
from monitoring.charts.spec import Caption, Spec
from monitoring.charts.svg import course_svg, draw_svg
from monitoring.charts.wording import month

_WINDOW_NAMES = {
    Window.HALF_YEAR: "6 m",
    Window.ONE_YEAR: "1 y",
    Window.TWO_YEARS: "2 y",
    Window.ALL: "All",
}


@dataclass(frozen=True, slots=True)
class WindowChoice:
    """One button of the time range."""

    key: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class RenderedCourse:
    """What `components/course_chart.html` prints as `course`."""

    spec: Spec
    windows: tuple[WindowChoice, ...]
    wide: Markup | str
    narrow: Markup | str
    figure: Markup | str

    @property
    def caption(self) -> Caption:
        """The finding, the details, and how to read the drawing."""
        return self.spec.caption

    @property
    def earlier(self) -> str:
        """The draws before the window: "3 earlier draws before Dec-2024"; empty if none."""
        return _earlier(self.spec)


@dataclass(frozen=True, slots=True)
class PrintedCourse:
    """What `components/course_paper.html` prints as `course`: one drawing, 180 by 95 mm."""

    spec: Spec
    windows: tuple[WindowChoice, ...]
    drawing: Markup | str

    @property
    def earlier(self) -> str:
        """The draws before the window, which the drawing leaves out; empty if none."""
        return _earlier(self.spec)


def print_course(course: CourseChart) -> PrintedCourse:
    """The chart of the one-page report, for paper only."""
    spec = course_spec(course)
    drawing = course_svg(spec, PAPER) if spec.has_trend else ""
    return PrintedCourse(spec, _windows(spec), drawing)


def render_course(course: CourseChart) -> RenderedCourse:
    """Everything the chart component needs; below two draws there is a sentence and no drawing."""
    spec = course_spec(course)
    drawn, wide, narrow = spec.has_trend, Frame(spec, WIDE), Frame(spec, NARROW)
    return RenderedCourse(
        spec=spec,
        windows=_windows(spec),
        wide=draw_svg(wide) if drawn else "",
        narrow=draw_svg(narrow) if drawn else "",
        figure=script_json(live_figure(wide, narrow)) if drawn else "",
    )


def _windows(spec: Spec) -> tuple[WindowChoice, ...]:
    return tuple(
        WindowChoice(window.value, name, window is spec.window)
        for window, name in _WINDOW_NAMES.items()
    )


def _earlier(spec: Spec) -> str:
    count = spec.earlier_count
    draws = "draw" if count == 1 else "draws"
    return f"{count} earlier {draws} before {month(spec.timeline.starts_on)}" if count else ""
