"""Known time laid end to end, and how much of it lies on one side of a line.

Time is counted in equal parts of a day, so small that every crossing falls on a
whole number of them: whole numbers are exact, and quick.
"""

from bisect import bisect_right
from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from monitoring.judgement.stretches import Segment, Side


class Piece(NamedTuple):
    """Known time on one side, and what is known and what counts after it, in parts of a day."""

    begin: int
    end: int
    counts: int
    known_after: int
    counted_after: int


class Span(NamedTuple):
    """Known days, and those of them that count."""

    known_days: Fraction
    counted_days: Fraction


class Timeline:
    """The known time of a course, of which one side counts."""

    def __init__(self, segments: Iterable[Segment], side: Side) -> None:
        cut = [stretch for segment in segments for stretch in segment.stretches()]
        self._per_day = lcm(*(end[1] for _, end, _ in cut))
        self._pieces: list[Piece] = []
        known = counted = 0
        for (begin, of_begin), (end, of_end), lies in reversed(cut):
            first, last = begin * (self._per_day // of_begin), end * (self._per_day // of_end)
            self._pieces.append(Piece(first, last, lies == side, known, counted))
            known += last - first
            counted += last - first if lies == side else 0
        self._pieces.reverse()
        self._ends = [piece.end for piece in self._pieces]

    def since(self, day: int) -> Span:
        """What is known from that day (an ordinal) on, and what of it counts."""
        first = day * self._per_day
        place = bisect_right(self._ends, first)
        if place == len(self._ends):
            return Span(Fraction(0), Fraction(0))
        piece = self._pieces[place]
        inside = piece.end - max(piece.begin, first)
        known, counted = piece.known_after + inside, piece.counted_after + inside * piece.counts
        return Span(Fraction(known, self._per_day), Fraction(counted, self._per_day))

    def next_turn(self, day: int, needed_days: int, share: Fraction) -> int | None:
        """The next day from which on enough may no longer be known, or another part may count.

        Seen from its first day, the known time left and the counted time beyond
        its share are piecewise straight lines: every piece ahead is asked where
        they meet the number of days needed, and nothing. The days around these
        points are all on which the answer can turn.
        """
        needed, (part, whole) = needed_days * self._per_day, share.as_integer_ratio()
        for piece in self._pieces[bisect_right(self._ends, day * self._per_day) :]:
            surplus = piece.known_after - needed
            balance = whole * piece.counted_after - part * piece.known_after
            turns = (
                *self._zero(piece, surplus, 1),
                *self._zero(piece, balance, whole * piece.counts - part),
            )
            later = [turn for turn in turns if turn > day]
            if later:
                return min(later)
        return None

    def _zero(self, piece: Piece, value: int, slope: int) -> tuple[int, ...]:
        """The days around the point where a line, followed back from a piece's end, is zero.

        `value` is the line at the end, `slope` what it gains per part further back.
        """
        at_begin = value + slope * (piece.end - piece.begin)
        if slope == 0 or (value > 0 and at_begin > 0) or (value < 0 and at_begin < 0):
            return ()
        day = (piece.end * slope + value) // (slope * self._per_day)
        return day, day + 1
