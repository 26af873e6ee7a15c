"""Which results get their value printed beside the point, and on which side of it.

A value is printed only where it covers neither another value nor another point; the newest comes
first, then what is out of target, then the rest. What is not printed stands in the table and in
the reading.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from monitoring.charts.layouts import Layout, Strip
from monitoring.charts.points import Position
from monitoring.charts.spec import Area, Mark, Panel, Shape, Timeline

_HALF_POINT = 6
_GAP = 7  # from the point's centre to the label
_LABEL_HEIGHT = 13
_DIGIT_WIDTH = 7
_LETTER_WIDTH = 6  # of the smaller names
_WIDEST = 40  # points further apart than this cannot meet each other's labels
_LEAST_URGENT = 2
_URGENCY = {
    Position.BELOW: 0,
    Position.ABOVE: 0,
    Position.AT_OR_OVER_LIMIT: 0,
    Position.UNDECIDABLE: 0,
    Position.NEAR: 1,
}


class Side(StrEnum):
    """Above or below the point."""

    ABOVE = "above"
    BELOW = "below"


class Box(NamedTuple):
    """A rectangle that a text or a point takes up, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: "Box") -> bool:
        """Whether the two cover each other anywhere."""
        if self.right <= other.left or other.right <= self.left:
            return False
        return not (self.bottom <= other.top or other.bottom <= self.top)


class Centre(NamedTuple):
    """The place of a point, in pixels."""

    across: int
    down: int


Sides = tuple[Side | None, ...]


def place_labels(panel: Panel, over: Timeline, layout: Layout) -> Sides:
    """For each mark of the panel the side its value is printed on; None where it is not printed."""
    strip = layout.strips[panel.key]
    centres = [_centre(mark, panel, over, layout) for mark in panel.marks]
    names = [_name_box(area, panel, layout) for area in panel.areas if area.label]
    points = [_around(centre) for centre in centres]
    labels: dict[int, Box] = {}
    sides: list[Side | None] = [None] * len(centres)
    for place in _by_importance(panel.marks):
        near = list(_near(place, centres))
        taken = [points[other] for other in near] + names
        taken += [labels[other] for other in near if other in labels]
        for side in _sides(place, panel.marks):
            box = _label_box(panel.marks[place], centres[place], side)
            if _fits(box, strip, layout) and not any(box.meets(one) for one in taken):
                labels[place], sides[place] = box, side
                break
    return tuple(sides)


def _centre(mark: Mark, panel: Panel, over: Timeline, layout: Layout) -> Centre:
    across = layout.across(over.ten_thousandths(mark.on))
    return Centre(across, layout.strips[panel.key].tenths(mark.amount, panel) // 10)


def _near(place: int, centres: Sequence[Centre]) -> Iterator[int]:
    """The other points whose own box or label could be met; centres are in order of time."""
    across = centres[place].across
    for step in (-1, 1):
        other = place + step
        while 0 <= other < len(centres) and abs(centres[other].across - across) < _WIDEST:
            yield other
            other += step


def _around(centre: Centre) -> Box:
    across, down = centre
    return Box(across - _HALF_POINT, down - _HALF_POINT, across + _HALF_POINT, down + _HALF_POINT)


def _label_box(mark: Mark, centre: Centre, side: Side) -> Box:
    half = len(mark.text) * _DIGIT_WIDTH // 2 + 1
    top = centre.down - _GAP - _LABEL_HEIGHT if side is Side.ABOVE else centre.down + _GAP
    return Box(centre.across - half, top, centre.across + half, top + _LABEL_HEIGHT)


def _name_box(area: Area, panel: Panel, layout: Layout) -> Box:
    """The name of an area, right-aligned in the space after today."""
    strip = layout.strips[panel.key]
    text = area.label if layout.writes_words else area.short_label
    left = layout.least_width - (len(text) + 1) * _LETTER_WIDTH
    middle = strip.tenths((area.low + area.high) / 2, panel) // 10
    half = _LABEL_HEIGHT // 2
    return Box(left, middle - half, layout.least_width, middle + half)


def _fits(box: Box, strip: Strip, layout: Layout) -> bool:
    """A label may stand a little outside its panel, not outside the chart nor over a heading."""
    if box.top < strip.top and box.left < layout.head_reach:
        return False
    if box.top < strip.top - _LABEL_HEIGHT or box.bottom > strip.bottom + _LABEL_HEIGHT:
        return False
    if box.bottom > strip.bottom and box.left < layout.head_reach:
        return False
    return box.right <= layout.least_width


def _by_importance(marks: Sequence[Mark]) -> list[int]:
    """Newest first, then the newest of what is out of target, then the rest."""
    newest_first = list(range(len(marks)))[::-1]
    urgency = [_URGENCY.get(mark.position, _LEAST_URGENT) for mark in marks]
    return newest_first[:1] + sorted(newest_first[1:], key=urgency.__getitem__)


def _sides(place: int, marks: Sequence[Mark]) -> tuple[Side, Side]:
    """The outer side first: above a peak, below a valley, and where a hollow triangle points."""
    mark = marks[place]
    if mark.reach is not None:
        is_low = mark.reach > mark.amount
    elif mark.is_hollow:
        is_low = mark.shape is Shape.DOWN
    else:
        near = [*marks[max(place - 1, 0) : place], *marks[place + 1 : place + 2]]
        is_low = bool(near) and mark.amount * len(near) < sum(other.amount for other in near)
    return (Side.BELOW, Side.ABOVE) if is_low else (Side.ABOVE, Side.BELOW)
