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

Lines = tuple[Decimal, Decimal]
"""A lower and an upper line; where there is only one, it is both."""

Stretch = tuple[int, int, int, int, int]
"""Known time between joined draws: its begin and end, and those of its part that counts.

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
        (
            begin,
            end,
            max(begin, changed[bisect_left(changed, end) - 1]),
            first.quantity,
            second.quantity,
            second.targets,
        )
        for (begin, first), (end, second) in pairwise(drawn)
        if end > start  # which is the first change, so that there is one before the end
        and end - begin <= widest
        and not (course.interruptions and _interrupted(history, first, second))
    ]


def stretches(
    history: History, lines: Callable[[Targets], Lines], side: Side, since: int = 0
) -> list[Stretch]:
    """The known time of the current course, with what of it lies on one side of some lines.

    The targets of the later draw of two say which lines. Time that ends before `since` (an ordinal
    day) is left out. Joined draws that all lie on one side make one stretch.
    """
    pairs = history.once(neighbours)
    found: list[Stretch] = []
    book: Targets | None = None
    kept = 0, side  # up to which day the last stretch keeps to a side, and to which one
    for begin, end, turns, first, second, targets in pairs[bisect_right(pairs, since, key=_end) :]:
        if targets is not book:  # nearly always it is the same book all along
            book, drawn = targets, lines(targets)
            lower, upper = drawn
        before = resolved(first, drawn) if first.comparator else first.value
        after = resolved(second, drawn) if second.comparator else second.value
        if before is None or after is None:
            continue
        was = BELOW if before < lower else ABOVE if before > upper else BETWEEN
        becomes = BELOW if after < lower else ABOVE if after > upper else BETWEEN
        if was != becomes:
            way = _Way(begin, end, turns, before, after, drawn)
            found.append((begin, end, *_crossed(way, was, becomes, side)))
            continue
        first_day = found.pop()[0] if (begin, was) == kept else begin
        found.append((first_day, end, first_day, end if was == side else first_day, 1))
        kept = end, was
    return found


def resolved(quantity: Quantity, lines: Lines) -> Decimal | None:
    """What stands for a censored result: L/2 for a low enough "<L", U for a high enough ">U"."""
    value, (lower, upper) = quantity.value, lines
    if quantity.comparator == "<":
        return ARITHMETIC.divide(value, _TWO) if value <= lower else None
    return value if value >= upper else None


class _Way(NamedTuple):
    """How a value moves between two draws, and the lines that it may meet."""

    begin: int
    end: int
    turns: int
    before: Decimal
    after: Decimal
    lines: Lines

    def crossing(self, line: Decimal) -> tuple[int, int]:
        """Where the value, moving from the last change to the later draw, meets a line.

        A number of parts, and how many of them make a day.
        """
        way, of_way = ARITHMETIC.subtract(line, self.before).as_integer_ratio()
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
