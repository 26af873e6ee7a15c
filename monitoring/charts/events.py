"""Texts of the events panel, placed so that they do not cover one another."""

from collections.abc import Sequence
from typing import NamedTuple

from monitoring.charts.layouts import Layout
from monitoring.charts.spec import Event, EventKind, Timeline

_LETTER_WIDTH = 6
_GAP = 9  # from the sign's centre to its text
ROWS = (EventKind.SYMPTOM, EventKind.SCAN)

_PRICES = {"start": 0, "end": 1, "": 10}
_COVERS = 1000


class _Choice(NamedTuple):
    """The sides given so far, what they cost, and where the row is free again."""

    price: int
    free_from: int
    sides: tuple[str, ...]


class Placed(NamedTuple):
    """An event with the side its text starts or ends at: "start", "end", or "" for no text."""

    event: Event
    side: str


def place_events(
    events: Sequence[Event], over: Timeline, layout: Layout, *, roomy: bool = False
) -> list[Placed]:
    """Each event with the side of its text, row by row; no text where there is no room."""
    placed = []
    for kind in ROWS:
        row = [event for event in events if event.kind is kind]
        placed += _place_row(row, over, layout, roomy) if layout.writes_words else _silent(row)
    return placed


def _silent(row: Sequence[Event]) -> list[Placed]:
    return [Placed(event, "") for event in row]


def _place_row(row: Sequence[Event], over: Timeline, layout: Layout, roomy: bool) -> list[Placed]:
    """Sides chosen together, so that one text gives way where that makes room for another."""
    today = layout.across(over.ten_thousandths(over.today), roomy=roomy)
    best = [_Choice(0, 0, ())]
    for event in row:
        sign = layout.across(over.ten_thousandths(event.on), roomy=roomy)
        width = len(event.text) * _LETTER_WIDTH + _GAP
        best = [_cheapest(best, sign, side, width, today) for side in _PRICES]
    return [Placed(event, side) for event, side in zip(row, min(best).sides, strict=False)]


def _cheapest(before: Sequence[_Choice], sign: int, side: str, width: int, today: int) -> _Choice:
    """The best way to give this event this side; a text that does not fit costs too much."""
    left = width if side == "end" else _GAP
    right = width if side == "start" else _GAP
    covers = side == "start" and sign + width > today
    return min(
        _Choice(
            choice.price
            + _PRICES[side]
            + (_COVERS if side and (covers or sign - left < choice.free_from) else 0),
            sign + right,
            (*choice.sides, side),
        )
        for choice in before
    )
