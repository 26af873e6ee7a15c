"""Estradiol as a function of time on treatment, after Rosendaal's method.

Between neighbouring draws the value moves on a straight line; where the regimen
changed in between, it stays until the last change and moves from there. Lengths
are found from the crossing points, exactly, not by counting days. Days are
ordinals; a crossing may lie inside one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from math import gcd
from operator import itemgetter
from typing import NamedTuple

from monitoring.judgement.anastrozole import Off
from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading
from protocols.targets.book import Targets
from protocols.targets.measurands import ARITHMETIC
from protocols.targets.quantity import Quantity

Side = int
"""Where a value lies: 0 below the lower line, 1 between, 2 above the upper line."""

Lines = tuple[Decimal, Decimal | None]
Stretch = tuple[int, int, int, int, int]
"""Known time between two draws: its begin and end, and those of its part that counts.

The latter two are numbers of parts, of which the last one says how many make a day. A value that
only rises or only falls lies on one side for one part of the time at most.
"""

BELOW, BETWEEN, ABOVE = 0, 1, 2
_TWO = Decimal(2)
_end = itemgetter(1)


Neighbours = tuple[int, int, int, Quantity, Quantity, Targets]
"""Two neighbouring draws that a line may join.

Their days, the day on which it begins to move, both results, and the targets of the later draw.
"""


def neighbours(history: History) -> list[Neighbours]:
    """The pairs of draws of the current course between which estradiol is known."""
    course = history.anastrozole
    if not course.started:
        return []
    start, widest = course.start.on.toordinal(), history.targets.exposure.interpolation_days
    changed = [on.toordinal() for on in history.regimen_changes]
    drawn = [(reading.on.toordinal(), reading) for reading in history.estradiol]
    return [
        (begin, end, _turns(changed, begin, end), first.quantity, second.quantity, second.targets)
        for (begin, first), (end, second) in pairwise(drawn)
        if end > start
        and end - begin <= widest
        and not (course.interruptions and _interrupted(history, first, second))
    ]


def _turns(changed: list[int], begin: int, end: int) -> int:
    """The last day before the end on which treatment changed, or else the begin."""
    place = bisect_left(changed, end)
    return max(begin, changed[place - 1]) if place else begin


def stretches(
    history: History, lines: Callable[[Targets], Lines], side: Side, since: int = 0
) -> list[Stretch]:
    """The known time of the current course, with what of it lies on one side of some lines.

    The targets of the later draw of two say which lines. Time that ends before `since` (an ordinal
    day) is left out.
    """
    pairs = history.once(neighbours)
    found: list[Stretch] = []
    book = drawn = None
    for begin, end, turns, first, second, targets in pairs[bisect_right(pairs, since, key=_end) :]:
        if drawn is None or targets is not book:  # nearly always the same book all along
            book, drawn = targets, lines(targets)
        before = resolved(first, drawn) if first.comparator else first.value
        after = resolved(second, drawn) if second.comparator else second.value
        if before is None or after is None:
            continue
        lower, upper = drawn
        was = (before >= lower) + (upper is not None and before > upper)
        becomes = (after >= lower) + (upper is not None and after > upper)
        if was == becomes:
            found.append((begin, end, begin, end if was == side else begin, 1))
        else:
            way = _Way(begin, end, turns, before, after, drawn)
            found.append((begin, end, *_crossed(way, was, becomes, side)))
    return found


def resolved(quantity: Quantity, lines: Lines) -> Decimal | None:
    """What stands for a censored result: L/2 for a low enough "<L", U for a high enough ">U"."""
    value, (lower, upper) = quantity.value, lines
    if quantity.comparator == "<":
        return ARITHMETIC.divide(value, _TWO) if value <= lower else None
    return value if value >= (upper or lower) else None


class _Way(NamedTuple):
    """How a value moves between two draws, and the lines that it may meet."""

    begin: int
    end: int
    turns: int
    before: Decimal
    after: Decimal
    lines: Lines

    def crossing(self, line: Decimal | None) -> tuple[int, int]:
        """Where the value, moving from the last change to the later draw, meets a line.

        A number of parts, and how many of them make a day.
        """
        way, of_way = ARITHMETIC.subtract(line or self.before, self.before).as_integer_ratio()
        slope, of_slope = ARITHMETIC.subtract(self.after, self.before).as_integer_ratio()
        per_day, turns = of_way * slope, self.turns
        parts = turns * per_day + (self.end - turns) * way * of_slope
        shared = gcd(parts, per_day) if per_day > 0 else -gcd(parts, per_day)
        return parts // shared, per_day // shared


def _crossed(way: _Way, was: Side, becomes: Side, side: Side) -> tuple[int, int, int]:
    """The part that lies on one side, where the value changes sides: begin, end, parts a day."""
    step = 1 if becomes > was else -1
    begin, end = way.begin, way.end
    if (side - was) * step < 0 or (becomes - side) * step < 0:
        return begin, begin, 1
    first, of_first, last, of_last = begin, 1, end, 1
    if side != was:
        first, of_first = way.crossing(way.lines[max(side - step, side) - 1])
    if side != becomes:
        last, of_last = way.crossing(way.lines[max(side, side + step) - 1])
    return first * of_last, last * of_first, of_first * of_last


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
