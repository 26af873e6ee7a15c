"""Estradiol as a function of time on treatment, after Rosendaal's method.

Between neighbouring draws the value moves on a straight line; where the regimen
changed in between, it stays until the last change and moves from there. Lengths
are found from the crossing points, exactly, not by counting days. Days are
ordinals; a crossing may lie inside one.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
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

_TWO = Decimal(2)


class Segment(NamedTuple):
    """Two neighbouring draws between which estradiol is known: values, days, last change."""

    begin: int
    end: int
    turns: int
    before: Decimal
    after: Decimal
    later: Reading

    def below(self, limit: Decimal) -> list[Stretch]:
        """When the value lies below the limit."""
        return self._beyond(self.before < limit, self.after < limit, limit)

    def above(self, limit: Decimal) -> list[Stretch]:
        """When the value lies above the limit."""
        return self._beyond(self.before > limit, self.after > limit, limit)

    def _beyond(self, before: bool, after: bool, limit: Decimal) -> list[Stretch]:
        if before and after:
            return [(self.begin, self.end)]
        if before:
            return [(self.begin, self._crossing(limit))]
        return [(self._crossing(limit), self.end)] if after else []

    def _crossing(self, limit: Decimal) -> Instant:
        before = Fraction(self.before)
        share = (Fraction(limit) - before) / (Fraction(self.after) - before)
        return self.turns + share * (self.end - self.turns)


def resolved(quantity: Quantity, lower: Decimal, upper: Decimal) -> Decimal | None:
    """The number that stands for a result: L/2 for a low enough "<L", U for a high enough ">U"."""
    if quantity.comparator == "<":
        return ARITHMETIC.divide(quantity.value, _TWO) if quantity.value <= lower else None
    if quantity.comparator == ">":
        return quantity.value if quantity.value >= upper else None
    return quantity.value


class Neighbours(NamedTuple):
    """Two neighbouring draws that a line may join, and the day on which it begins to move."""

    first: Reading
    second: Reading
    turns_on: date


def neighbours(history: History) -> list[Neighbours]:
    """The pairs of draws of the current course between which estradiol is known."""
    if not history.anastrozole.started:
        return []
    start = history.anastrozole.start.on
    return [
        Neighbours(first, second, _turns_on(history, first, second))
        for first, second in pairwise(history.estradiol)
        if second.on > start and _evaluable(history, first, second)
    ]


def segments(
    history: History, bounds: Callable[[Reading], tuple[Decimal, Decimal]]
) -> list[Segment]:
    """The known parts of the current course; `bounds` are the lines that censored values meet."""
    found = []
    for first, second, turns_on in history.once(neighbours):
        lower, upper = bounds(second)
        before = resolved(first.quantity, lower, upper)
        after = resolved(second.quantity, lower, upper)
        if before is not None and after is not None:
            begin, end = first.on.toordinal(), second.on.toordinal()
            found.append(Segment(begin, end, turns_on.toordinal(), before, after, second))
    return found


def _turns_on(history: History, first: Reading, second: Reading) -> date:
    change = history.last_change_before(second.on)
    return first.on if change is None else max(first.on, change)


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


def clipped(stretches: Sequence[Stretch], first: int, last: int) -> Iterator[Stretch]:
    """The parts of stretches between two days."""
    for begin, end in stretches:
        if end > first and begin < last:
            yield max(begin, first), min(end, last)


def length(stretches: Sequence[Stretch], first: int, last: int) -> Instant:
    """How many days of the stretches lie between two days."""
    return sum(end - begin for begin, end in clipped(stretches, first, last))
