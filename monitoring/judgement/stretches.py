"""Estradiol as a function of time on treatment, after Rosendaal's method.

Between neighbouring draws the value moves on a straight line; where the regimen
changed in between, it stays until the last change and moves from there. Lengths
are found from the crossing points, exactly, not by counting days. Days are
ordinals; a crossing may lie inside one.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from monitoring.judgement.anastrozole import Off
from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading
from protocols.targets.measurands import ARITHMETIC
from protocols.targets.quantity import Quantity

Instant = int | Fraction
Stretch = tuple[Instant, Instant]
Band = tuple[Decimal, Decimal]

_TWO = Decimal(2)


class Segment(NamedTuple):
    """Two neighbouring draws between which estradiol is known: values, days, last change."""

    begin: int
    end: int
    turns: int
    before: Decimal
    after: Decimal
    later: Reading

    def below(self, limit: Decimal) -> Stretch | None:
        """When the value lies below the limit, if it does."""
        return self._beyond(self.before < limit, self.after < limit, limit)

    def above(self, limit: Decimal) -> Stretch | None:
        """When the value lies above the limit, if it does."""
        return self._beyond(self.before > limit, self.after > limit, limit)

    def _beyond(self, before: bool, after: bool, limit: Decimal) -> Stretch | None:
        if before and after:
            return self.begin, self.end
        if before:
            return self.begin, self._crossing(limit)
        return (self._crossing(limit), self.end) if after else None

    def _crossing(self, limit: Decimal) -> Fraction:
        """Where the line from the last change to the later draw meets the limit."""
        way, of_way = ARITHMETIC.subtract(limit, self.before).as_integer_ratio()
        slope, of_slope = ARITHMETIC.subtract(self.after, self.before).as_integer_ratio()
        days, whole = self.end - self.turns, of_way * slope
        return Fraction(self.turns * whole + days * way * of_slope, whole)


def resolved(quantity: Quantity, lower: Decimal, upper: Decimal) -> Decimal | None:
    """The number that stands for a result: L/2 for a low enough "<L", U for a high enough ">U"."""
    if quantity.comparator == "<":
        return ARITHMETIC.divide(quantity.value, _TWO) if quantity.value <= lower else None
    if quantity.comparator == ">":
        return quantity.value if quantity.value >= upper else None
    return quantity.value


class Neighbours(NamedTuple):
    """Two neighbouring draws that a line may join, and the day on which it begins to move."""

    begin: int
    end: int
    turns: int
    first: Reading
    second: Reading


def neighbours(history: History) -> list[Neighbours]:
    """The pairs of draws of the current course between which estradiol is known."""
    if not history.anastrozole.started:
        return []
    start = history.anastrozole.start.on
    return [
        _joined(history, first, second)
        for first, second in pairwise(history.estradiol)
        if second.on > start and _evaluable(history, first, second)
    ]


def segments(history: History, bounds: Callable[[Reading], Band]) -> list[Segment]:
    """The known parts of the current course; `bounds` are the lines that censored values meet."""
    found = []
    for begin, end, turns, first, second in history.once(neighbours):
        lower, upper = bounds(second)
        before = resolved(first.quantity, lower, upper)
        after = resolved(second.quantity, lower, upper)
        if before is not None and after is not None:
            found.append(Segment(begin, end, turns, before, after, second))
    return found


def _joined(history: History, first: Reading, second: Reading) -> Neighbours:
    change = history.last_change_before(second.on)
    turns_on = first.on if change is None else max(first.on, change)
    days = first.on.toordinal(), second.on.toordinal(), turns_on.toordinal()
    return Neighbours(*days, first, second)


def _evaluable(history: History, first: Reading, second: Reading) -> bool:
    gap = (second.on - first.on).days
    if gap > history.targets.exposure.interpolation_days:
        return False
    return not any(
        off.overlaps(first.on, second.on) and not _is_own_baseline(history, off, first)
        for off in history.anastrozole.interruptions
    )


def _is_own_baseline(history: History, off: Off, first: Reading) -> bool:
    """A draw shortly before a restart serves as its baseline, although he was off the drug."""
    start = history.anastrozole.start.on
    if off.end != start or not off.holds(first.on):
        return False
    return (start - first.on).days <= history.targets.windows.baseline_days


def days_since(first: int, stretch: Stretch | None) -> Instant:
    """How many days of a stretch lie on or after a day."""
    if stretch is None:
        return 0
    begin, end = stretch
    if begin >= first:
        return end - begin
    return end - first if end > first else 0
