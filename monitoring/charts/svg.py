"""The chart as an accessible SVG: first paint, print, and all there is without a script.

Days are percentages of the width and amounts are pixels, so the drawing is as wide as its place
while its text keeps its size. Colours come from the style sheet; nothing here carries a style of
its own.
"""

from collections.abc import Iterator
from datetime import date

from monitoring.charts.frame import Frame
from monitoring.charts.layouts import WIDE, Layout
from monitoring.charts.markup import Markup, escape
from monitoring.charts.points import DueKind
from monitoring.charts.signs import definitions
from monitoring.charts.spec import DueMark, EventKind, Spec
from monitoring.charts.svg_panels import event_sign, grounds, signs
from monitoring.charts.svg_texts import DIGIT_RISE, panel_texts
from monitoring.charts.timeline import calendar_lines

_MONTH_DOWN = 15  # from the last panel to the base line of the months
_YEAR_DOWN = 29
DUE_DOWN = 14  # from the top of the first panel to the sign for labs due


def course_svg(spec: Spec, layout: Layout = WIDE) -> Markup:
    """The whole chart in one layout; its places are those of `layouts`."""
    return draw_svg(Frame(spec, layout))


def draw_svg(frame: Frame) -> Markup:
    """The drawing of a frame."""
    spec, layout = frame.spec, frame.layout
    key = layout.key
    head = (
        f'<svg class="course-svg course-{key}" width="100%" height="{layout.height}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc">'
        f'<title id="{key}-title">{escape(spec.title)}</title>'
        f'<desc id="{key}-desc">{escape(_described(spec))}</desc>{definitions(key)}'
    )
    return Markup(head + "".join(_parts(frame)) + "</svg>")


def _described(spec: Spec) -> str:
    return f"{spec.caption.finding} {spec.caption.details}".strip()


def _parts(frame: Frame) -> Iterator[str]:
    spec = frame.spec
    yield _future(frame)
    for panel in spec.panels:
        yield from grounds(frame, panel)
    yield from _calendar(frame)
    yield from (_upright(frame, on, "dose-change") for on in spec.dose_changes)
    yield _upright(frame, spec.timeline.today, "today")
    if frame.layout.writes_words:
        x = frame.x(spec.timeline.today)
        yield f'<text class="today-name" x="{x}" y="{frame.layout.top - 5}">Today</text>'
    for panel in spec.panels:
        yield from signs(frame, panel)
        yield from panel_texts(frame, panel)
    for due in spec.due:
        yield from _due(frame, due)


def _future(frame: Frame) -> str:
    """What lies after today is shaded."""
    over, layout = frame.spec.timeline, frame.layout
    x, wide = frame.x(over.today), frame.width(over.today, over.ends_on)
    tall = layout.bottom - layout.top
    return f'<rect class="future" x="{x}" width="{wide}" y="{layout.top}" height="{tall}"/>'


def _upright(frame: Frame, on: date, name: str) -> str:
    x, layout = frame.x(on), frame.layout
    return f'<line class="{name}" x1="{x}" x2="{x}" y1="{layout.top}" y2="{layout.bottom}"/>'


def _calendar(frame: Frame) -> Iterator[str]:
    bottom = frame.layout.bottom
    for on in calendar_lines(frame.spec.timeline, frame.layout.most_calendar_lines):
        x = frame.x(on)
        yield _upright(frame, on, "month")
        yield f'<text class="month-name" x="{x}" y="{bottom + _MONTH_DOWN}">{on:%b}</text>'
        yield f'<text class="month-name" x="{x}" y="{bottom + _YEAR_DOWN}">{on.year}</text>'


def _due(frame: Frame, due: DueMark) -> Iterator[str]:
    """An open circle for labs, an open square for a scan, with the day in the space after today."""
    x, line = frame.x(due.on), frame.layout.line
    if due.kind is DueKind.LABS:
        y = frame.layout.top + DUE_DOWN
        sign, first = (
            f'<circle class="labs-due" cx="{x}" cy="{y}" r="4.5"/>',
            y + (3 * line + 1) // 2,
        )
    else:
        sign = event_sign(frame, EventKind.SCAN_DUE, x)
        first = frame.event_row(EventKind.SYMPTOM) + DIGIT_RISE
    if not due.is_beyond:
        yield sign
    if frame.layout.writes_words:
        for number, words in enumerate(due.lines):
            y = first + number * line
            yield f'<text class="due-name" x="100%" dx="-6" y="{y}">{words}</text>'
