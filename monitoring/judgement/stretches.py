"""Estradiol as a function of time on treatment, after Rosendaal's method.

Between neighbouring draws the value moves on a straight line; where the regimen
changed in between, it stays until the last change and moves from there. Lengths
are found from the crossing points, exactly, not by counting days. Days are
ordinals; a crossing may lie inside one.
"""

from bisect import bisect_left
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
"""A point in time: an ordinal day, or inside one where a line is crossed."""

Side = int
"""Where a value lies: -1 below the lower line, 0 between, 1 above the upper line."""

Lines = tuple[Decimal, Decimal | None]
Stretch = tuple[int, int, Instant, Instant]
"""Known time between two draws: its begin and end, and those of its part that counts.

A value that only rises or only falls lies on one side for one part of the time at most.
"""

BELOW, BETWEEN, ABOVE = -1, 0, 1
_TWO = Decimal(2)


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
    start, widest = history.anastrozole.start.on.toordinal(), history.targets.exposure
    changed = [on.toordinal() for on in history.regimen_changes]
    drawn = [(reading.on.toordinal(), reading) for reading in history.estradiol]
    return [
        Neighbours(begin, end, _turns(changed, begin, end), first, second)
        for (begin, first), (end, second) in pairwise(drawn)
        if end > start
        and end - begin <= widest.interpolation_days
        and not (history.anastrozole.interruptions and _interrupted(history, first, second))
    ]


def _turns(changed: list[int], begin: int, end: int) -> int:
    """The last day before the end on which treatment changed, or else the begin."""
    place = bisect_left(changed, end)
    return max(begin, changed[place - 1]) if place else begin


def stretches(
    history: History, lines: Callable[[Reading], Lines], side: Side, since: int = 0
) -> list[Stretch]:
    """The known time of the current course, with what of it lies on one side of some lines.

    The later draw of two says which lines. Time that ends before `since` (an ordinal day) is left
    out.
    """
    found: list[Stretch] = []
    for pair in history.once(neighbours):
        begin, end, _, first, second = pair
        if end <= since:
            continue
        lower, upper = drawn = lines(second)
        before = resolved(first.quantity, lower, upper or lower)
        after = resolved(second.quantity, lower, upper or lower)
        if before is None or after is None:
            continue
        was, becomes = _side(before, drawn), _side(after, drawn)
        if was == becomes:
            found.append((begin, end, begin, end if was == side else begin))
        else:
            counts = _crossed(_Way(pair, before, after, drawn), was, becomes, side)
            found.append((begin, end, *counts))
    return found


def resolved(quantity: Quantity, lower: Decimal, upper: Decimal) -> Decimal | None:
    """The number that stands for a result: L/2 for a low enough "<L", U for a high enough ">U"."""
    if not quantity.comparator:
        return quantity.value
    if quantity.comparator == "<":
        return ARITHMETIC.divide(quantity.value, _TWO) if quantity.value <= lower else None
    return quantity.value if quantity.value >= upper else None


class _Way(NamedTuple):
    """How a value moves between two draws, and the lines that it may meet."""

    pair: Neighbours
    before: Decimal
    after: Decimal
    lines: Lines

    def crossing(self, line: Decimal | None) -> Fraction:
        """Where the value, moving from the last change to the later draw, meets a line."""
        way, of_way = ARITHMETIC.subtract(line or self.before, self.before).as_integer_ratio()
        slope, of_slope = ARITHMETIC.subtract(self.after, self.before).as_integer_ratio()
        whole, turns = of_way * slope, self.pair.turns
        return Fraction(turns * whole + (self.pair.end - turns) * way * of_slope, whole)


def _crossed(way: _Way, was: Side, becomes: Side, side: Side) -> tuple[Instant, Instant]:
    """Begin and end of the part that lies on one side, where the value changes sides."""
    step = 1 if becomes > was else -1
    first: Instant = way.pair.begin
    last: Instant = way.pair.end
    if (side - was) * step < 0 or (becomes - side) * step < 0:
        return first, first
    if side != was:
        first = way.crossing(way.lines[max(side - step, side)])
    if side != becomes:
        last = way.crossing(way.lines[max(side, side + step)])
    return first, last


def _side(value: Decimal, lines: Lines) -> Side:
    lower, upper = lines
    if value < lower:
        return BELOW
    return ABOVE if upper is not None and value > upper else BETWEEN


def _interrupted(history: History, first: Reading, second: Reading) -> bool:
    """Whether the drug was off between two draws, so that no line may join them."""
    return any(
        not _is_own_baseline(history, off, first)
        for off in history.anastrozole.interrupted_between(first.on, second.on)
    )


def _is_own_baseline(history: History, off: Off, first: Reading) -> bool:
    """A draw shortly before a restart serves as its baseline, although he was off the drug."""
    start = history.anastrozole.start.on
    if off.end != start or not off.holds(first.on):
        return False
    return (start - first.on).days <= history.targets.windows.baseline_days
