"""What is written in the SVG: scales, values, names of areas, doses and events."""

from collections.abc import Iterator
from decimal import Decimal

from monitoring.charts.events import place_events
from monitoring.charts.frame import Frame, pixels
from monitoring.charts.labels import Side
from monitoring.charts.markup import escape
from monitoring.charts.spec import Area, DoseSpan, Event, EventKind, Panel
from monitoring.charts.wording import plain

DIGIT_RISE = 4  # from the middle of a line of text to its base line
_LEAST_NAMED = 12
_LEAST_BETWEEN = 9  # pixels between two values of a scale
_LETTER_WIDTH = 6
_DOSE_RISE = 8  # of a dose's text above the floor of its panel
_DOSE_TEXT_HEIGHT = 20
_LABEL_DOWN = {Side.ABOVE: -100, Side.BELOW: 190}  # tenths of a pixel, from the point
_ROWS = {EventKind.SYMPTOM: "Sympt.", EventKind.SCAN: "DEXA"}
_BESIDE = {"start": 9, "end": -9}


def panel_texts(frame: Frame, panel: Panel) -> Iterator[str]:
    """Scale, names, doses, events and values of one panel."""
    yield from _ticks(frame, panel)
    yield from (_area_name(frame, panel, area) for area in panel.areas if named(frame, panel, area))
    for span in panel.spans:
        yield from _dose(frame, panel, span)
    if panel.key == "events":
        yield from _events(frame, panel)
    if panel.is_labelled:
        yield from _values(frame, panel)


def _ticks(frame: Frame, panel: Panel) -> Iterator[str]:
    """From the top, leaving out what would touch the one above in a low panel."""
    free_from = 0
    for amount in reversed(panel.ticks):
        down = frame.down(amount, panel)
        if down >= free_from:
            free_from = down + 10 * _LEAST_BETWEEN
            yield _tick(frame, panel, amount)


def _tick(frame: Frame, panel: Panel, amount: Decimal) -> str:
    y = pixels(frame.down(amount, panel) + 10 * DIGIT_RISE)
    return f'<text class="tick" x="-6" y="{y}">{plain(amount)}</text>'


def named(frame: Frame, panel: Panel, area: Area) -> bool:
    """An area carries its name where it is high enough for a line of text."""
    tall = frame.down(area.low, panel) - frame.down(area.high, panel)
    return bool(area.label) and tall >= 10 * _LEAST_NAMED


def _area_name(frame: Frame, panel: Panel, area: Area) -> str:
    """The name stands after today, where no result can lie behind it."""
    text = area.label if frame.layout.writes_words else area.short_label
    middle = (frame.down(area.low, panel) + frame.down(area.high, panel)) // 2
    name = "zone-name" if area.is_zone else "band-name"
    y = pixels(middle + 10 * DIGIT_RISE)
    return f'<text class="{name}" x="100%" dx="-6" y="{y}">{text}</text>'


def _values(frame: Frame, panel: Panel) -> Iterator[str]:
    for mark, side in zip(panel.marks, frame.label_sides, strict=True):
        if side is not None:
            name = "value newest" if mark is panel.marks[-1] else "value"
            y = pixels(frame.down(mark.amount, panel) + _LABEL_DOWN[side])
            yield f'<text class="{name}" x="{frame.x(mark.on)}" y="{y}">{escape(mark.text)}</text>'


def _dose(frame: Frame, panel: Panel, span: DoseSpan) -> Iterator[str]:
    """The longest text that fits the stretch; none where even the number does not fit."""
    x, y = frame.x(span.starts_on), dose_text_down(frame, panel, span)
    tight, roomy = dose_text(frame, span), dose_text(frame, span, roomy=True)
    for text, name in _by_room(tight, roomy):
        yield f'<text class="dose-name{name}" x="{x}" dx="6" y="{y}">{escape(text)}</text>'


def _by_room(tight: str, roomy: str) -> Iterator[tuple[str, str]]:
    """One text where both are the same, else one for each room with its class."""
    if tight == roomy:
        yield tight, ""
        return
    yield tight, " tight"
    yield roomy, " roomy"


def dose_text_down(frame: Frame, panel: Panel, span: DoseSpan) -> int:
    """The base line of a dose's text: inside its step, or on top of a step too low for it."""
    floor = frame.strip(panel).bottom
    top = floor if span.is_held else frame.down(span.weekly_mg, panel) // 10
    is_low = not span.is_held and floor - top < _DOSE_TEXT_HEIGHT
    return top - _DOSE_RISE // 2 if is_low else floor - _DOSE_RISE


def dose_text(frame: Frame, span: DoseSpan, *, roomy: bool = False) -> str:
    """What is written in a stretch of dose, by the room it has."""
    room = frame.room(span.starts_on, span.ends_on, roomy=roomy)
    texts = span.texts if frame.layout.writes_words else span.texts[-1:]
    return next((text for text in texts if (len(text) + 1) * _LETTER_WIDTH <= room), "")


def _events(frame: Frame, panel: Panel) -> Iterator[str]:
    for kind, name in _ROWS.items():
        yield f'<text class="tick" x="-6" y="{frame.event_row(kind) + DIGIT_RISE}">{name}</text>'
    over, layout = frame.spec.timeline, frame.layout
    tight = place_events(panel.events, over, layout)
    roomy = place_events(panel.events, over, layout, roomy=True)
    for one, other in zip(tight, roomy, strict=True):
        for side, name in _by_room(one.side, other.side):
            yield _event(frame, one.event, side, name)


def _event(frame: Frame, event: Event, side: str, name: str) -> str:
    if not side:
        return ""
    x, y = frame.x(event.on), frame.event_row(event.kind) + DIGIT_RISE
    start = f'<text class="event-name {side}{name}" x="{x}" dx="{_BESIDE[side]}" y="{y}">'
    return f"{start}{escape(event.text)}</text>"
