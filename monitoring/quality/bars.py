"""Twelve bars, one for each month, in units of the drawing: told in numbers beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitoring.quality.months import Month
from monitoring.quality.shares import Share

STEP, WIDTH, TALLEST = 30, 20, 72
FOOT = 90
"""The ground that all bars stand on; above the tallest is room for a number."""

ABOVE = 5
"""How far above its bar a number stands."""

JANUARY, DECEMBER = 1, 12
"""A year stands below its first month; below a December it would run into the next."""


class Bar(NamedTuple):
    """One month's bar; without a percent there is none, and a dash stands for it."""

    left: int
    middle: int
    top: int
    label: int
    height: int
    percent: int | None
    name: str
    year: str


def bars(months: Sequence[tuple[Month, Share | None]]) -> list[Bar]:
    """The bars of a measure, the oldest month first."""
    return [_bar(place, month, share) for place, (month, share) in enumerate(months)]


def _bar(place: int, month: Month, share: Share | None) -> Bar:
    percent = share.percent if share else None
    height = (percent or 0) * TALLEST // 100
    left = place * STEP + (STEP - WIDTH) // 2
    is_marked = month.first.month == JANUARY or (place == 0 and month.first.month != DECEMBER)
    year = str(month.first.year) if is_marked else ""
    top = FOOT - height
    return Bar(left, left + WIDTH // 2, top, top - ABOVE, height, percent, month.short, year)
