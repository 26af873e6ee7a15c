"""What is drawn inside each panel of the SVG: areas, doses, lines, marks and events."""

from collections.abc import Iterator

from monitoring.charts.frame import Frame, pixels
from monitoring.charts.spec import Area, EventKind, LineStyle, Mark, Panel, Segment, Shape


def grounds(frame: Frame, panel: Panel) -> Iterator[str]:
    """Goal, zone, bounds, and the stretches of dose."""
    yield from (_area(frame, panel, area) for area in panel.areas)
    for edge in panel.edges:
        y, name = frame.y(edge.amount, panel), "limit" if edge.is_limit else "edge"
        yield f'<line class="{name}" x2="100%" y1="{y}" y2="{y}"/>'
    yield from _doses(frame, panel)


def _area(frame: Frame, panel: Panel, area: Area) -> str:
    top, bottom = frame.down(area.high, panel), frame.down(area.low, panel)
    fill = f'fill="url(#{frame.ref("hatch")})"' if area.is_zone else 'class="band"'
    return f'<rect {fill} y="{pixels(top)}" width="100%" height="{pixels(bottom - top)}"/>'


def _doses(frame: Frame, panel: Panel) -> Iterator[str]:
    """Each stretch as a filled step, with a riser from the level before; a pause is a gap."""
    floor = before = frame.strip(panel).bottom * 10
    for span in panel.spans:
        start, end = frame.x(span.starts_on), frame.x(span.ends_on)
        down = floor if span.is_held else frame.down(span.weekly_mg, panel)
        if span.starts_on > frame.spec.timeline.starts_on:
            yield _dose_line(start, start, before, down)
        if not span.is_held:
            wide = frame.width(span.starts_on, span.ends_on)
            size = f'y="{pixels(down)}" height="{pixels(floor - down)}"'
            yield f'<rect class="dose" x="{start}" width="{wide}" {size}/>'
            yield _dose_line(start, end, down, down)
        before = down


def _dose_line(start: str, end: str, top: int, bottom: int) -> str:
    y = f'y1="{pixels(top)}" y2="{pixels(bottom)}"'
    return f'<line class="dose-line" x1="{start}" x2="{end}" {y}/>'


def signs(frame: Frame, panel: Panel) -> Iterator[str]:
    """Lines first, marks on them, events on their rows."""
    yield from (_segment(frame, panel, segment) for segment in panel.segments)
    yield from (_mark(frame, panel, mark) for mark in panel.marks)
    for event in panel.events:
        yield event_sign(frame, event.kind, frame.x(event.on))


def _segment(frame: Frame, panel: Panel, segment: Segment) -> str:
    name = "course dotted" if segment.style is LineStyle.DOTTED else "course"
    start, end = segment.start, segment.end
    ends = f'x1="{frame.x(start.on)}" y1="{frame.y(start.amount, panel)}"'
    ends += f' x2="{frame.x(end.on)}" y2="{frame.y(end.amount, panel)}"'
    return f'<line class="{name}" {ends}/>'


def _mark(frame: Frame, panel: Panel, mark: Mark) -> str:
    x, y = frame.x(mark.on), frame.y(mark.amount, panel)
    if mark.shape is Shape.BAR and mark.reach is not None:
        far = frame.y(mark.reach, panel)
        return f'<line class="open-bar" x1="{x}" x2="{x}" y1="{y}" y2="{far}"/>'
    size = "" if panel.is_labelled else "-s"
    hollow = " pt-hollow" if mark.is_hollow else ""
    shape = frame.ref(f"{mark.shape}{size}")
    return f'<use class="pt pt-{mark.position}{hollow}" href="#{shape}" x="{x}" y="{y}"/>'


def event_sign(frame: Frame, kind: EventKind, x: str) -> str:
    """A cross for symptoms, a filled square for a scan, an open one for a scan to come."""
    shape = frame.ref("cross" if kind is EventKind.SYMPTOM else "square")
    return f'<use class="{kind}" href="#{shape}" x="{x}" y="{frame.event_row(kind)}"/>'
