"""Estradiol as a function of time on treatment, after Rosendaal's method.

Between neighbouring draws the value moves on a straight line; where the regimen
changed in between, it stays until the last change and moves from there. Lengths
are found from the crossing points, exactly, not by counting days. Days are
ordinals; a crossing may lie inside one.
"""

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from monitoring.judgement.anastrozole import Off
from monitoring.judgement.day import days
from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading
from protocols.targets.measurands import ARITHMETIC
from protocols.targets.quantity import Quantity

Instant = tuple[int, int]
"""A point in time as a fraction: numerator and denominator of an ordinal day."""

Side = int
"""Where a value lies: -1 below the lower line, 0 between, 1 above the upper line."""

Lines = tuple[Decimal, Decimal | None]
Stretch = tuple[Instant, Instant, Side]
BELOW, BETWEEN, ABOVE = -1, 0, 1
_TWO = Decimal(2)


class Segment(NamedTuple):
    """Two neighbouring draws between which estradiol is known: values, days, last change."""

    begin: int
    end: int
    turns: int
    before: Decimal
    after: Decimal
    lines: Lines

    def stretches(self) -> list[Stretch]:
        """The segment cut where the value crosses a line, with the side of each stretch."""
        side, last = self._side(self.before), self._side(self.after)
        if side == last:
            return [((self.begin, 1), (self.end, 1), side)]
        step = 1 if last > side else -1
        begin, cut = (self.begin, 1), []
        while side != last:
            end = self._crossing(self.lines[max(side, side + step)])
            cut.append((begin, end, side))
            begin, side = end, side + step
        cut.append((begin, (self.end, 1), side))
        return cut

    def _side(self, value: Decimal) -> Side:
        lower, upper = self.lines
        if value < lower:
            return BELOW
        return ABOVE if upper is not None and value > upper else BETWEEN

    def _crossing(self, line: Decimal | None) -> Instant:
        """Where the value, moving from the last change to the later draw, meets a line."""
        way, of_way = ARITHMETIC.subtract(line or self.before, self.before).as_integer_ratio()
        slope, of_slope = ARITHMETIC.subtract(self.after, self.before).as_integer_ratio()
        moved, whole = (self.end - self.turns) * way * of_slope, of_way * slope
        if whole < 0:
            moved, whole = -moved, -whole
        return self.turns * whole + moved, whole


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
    start, widest = history.anastrozole.start.on, days(history.targets.exposure.interpolation_days)
    return [
        _joined(history, first, second)
        for first, second in pairwise(history.estradiol)
        if second.on > start
        and second.on - first.on <= widest
        and not _interrupted(history, first, second)
    ]


def segments(history: History, lines: Callable[[Reading], Lines], since: int = 0) -> list[Segment]:
    """The known parts of the current course, each with the lines that its later draw asks for.

    Parts that end before `since` (an ordinal day) are left out.
    """
    found = []
    for begin, end, turns, first, second in history.once(neighbours):
        if end <= since:
            continue
        lower, upper = drawn = lines(second)
        before = resolved(first.quantity, lower, upper or lower)
        after = resolved(second.quantity, lower, upper or lower)
        if before is not None and after is not None:
            found.append(Segment(begin, end, turns, before, after, drawn))
    return found


def _joined(history: History, first: Reading, second: Reading) -> Neighbours:
    change = history.last_change_before(second.on)
    turns_on = first.on if change is None else max(first.on, change)
    begin, end = first.on.toordinal(), second.on.toordinal()
    return Neighbours(begin, end, turns_on.toordinal(), first, second)


def _interrupted(history: History, first: Reading, second: Reading) -> bool:
    """Whether the drug was off between two draws, so that no line may join them."""
    offs = history.anastrozole.interruptions
    return bool(offs) and any(
        off.overlaps(first.on, second.on) and not _is_own_baseline(history, off, first)
        for off in offs
    )


def _is_own_baseline(history: History, off: Off, first: Reading) -> bool:
    """A draw shortly before a restart serves as its baseline, although he was off the drug."""
    start = history.anastrozole.start.on
    if off.end != start or not off.holds(first.on):
        return False
    return (start - first.on).days <= history.targets.windows.baseline_days
