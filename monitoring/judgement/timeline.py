"""Known time laid end to end, and how much of it lies on one side of a line.

Time is counted in equal parts of a day, so small that every crossing falls on a
whole number of them: whole numbers are exact, and quick.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm
from operator import itemgetter
from typing import NamedTuple

from monitoring.judgement.stretches import Stretch

_parts_a_day = itemgetter(4)


class Piece(NamedTuple):
    """Known time that counts or not, and what is known and what counts after it, in parts."""

    begin: int
    end: int
    counts: bool
    known_after: int
    counted_after: int

    def reaches(self, needed: int) -> bool:
        """Whether so much is known from its begin on."""
        return self.known_after + self.end - self.begin >= needed


class Span(NamedTuple):
    """Known days, and those of them that count."""

    known_days: int
    counted_days: Fraction


class Outlook(NamedTuple):
    """An answer on a day, and the first later day with the other one; None if there is none."""

    holds: bool
    turns: int | None


class Timeline:
    """The known time of a course, of which a part counts."""

    def __init__(self, known: Sequence[Stretch]) -> None:
        self._per_day = per_day = lcm(*map(_parts_a_day, known))
        self._asked = (0, 0, 0)
        self._known = [
            (begin * per_day, end * per_day, first * per_day // parts, last * per_day // parts)
            for begin, end, first, last, parts in known
        ]

    def since(self, day: int) -> Span:
        """What is known from that day (an ordinal) on, and what of it counts."""
        known, counted = self._parts_since(day)
        return Span(known // self._per_day, Fraction(counted, self._per_day))

    def _parts_since(self, day: int) -> tuple[int, int]:
        """Known and counted parts from that day on; asked for one day by rule and page alike."""
        if day == self._asked[0]:
            return self._asked[1:]
        opens, known, counted = day * self._per_day, 0, 0
        for begin, end, first, last in self._known:
            if end > opens:
                known += end - (begin if begin > opens else opens)
            if last > opens:
                counted += last - (first if first > opens else opens)
        self._asked = day, known, counted
        return known, counted

    def outweighs(self, day: int, needed_days: int, share: Decimal) -> Outlook:
        """Whether from that day on enough is known, and enough of it counts.

        The later the day, the less is known: where too little is, it stays so.
        """
        part, whole = share.as_integer_ratio()
        known, counted = self._parts_since(day)
        if known < needed_days * self._per_day:
            return Outlook(holds=False, turns=None)
        holds = whole * counted >= part * known
        if counted == 0 and not holds:
            return Outlook(holds, turns=None)  # nothing counts later either
        last = self._last_day_with(needed_days)
        turns = self._balance_turns(day, last, part, whole, holds=holds)
        return Outlook(holds, last + 1 if turns is None and holds else turns)

    def _last_day_with(self, needed_days: int) -> int:
        """The last day from which on enough is known. Only asked where there is one."""
        needed = needed_days * self._per_day
        piece = next(piece for piece in reversed(self._pieces) if piece.reaches(needed))
        return (piece.end + piece.known_after - needed) // self._per_day

    def _balance_turns(
        self, day: int, last: int, part: int, whole: int, *, holds: bool
    ) -> int | None:
        """The first day, up to the last, on which what counts is or is no longer its share.

        Counted time beyond its share is a straight line within a piece, and rests between two:
        each piece ahead is asked on its first day, and where the line meets zero.
        """
        for piece in self._pieces:
            begin = max(-(-piece.begin // self._per_day), day + 1)
            end = min(piece.end // self._per_day, last)
            if begin > end:
                continue
            slope = whole * piece.counts - part  # what the balance gains per part further back
            balance = whole * piece.counted_after - part * piece.known_after + slope * piece.end
            if (balance >= slope * begin * self._per_day) != holds:
                return begin
            turns = self._zero(balance, slope, holds=holds)
            if turns is not None and turns <= end:
                return turns
        return None

    def _zero(self, balance: int, slope: int, *, holds: bool) -> int | None:
        """The first day with another sign of a line that is zero at balance / slope."""
        if slope > 0 and holds:
            return balance // (slope * self._per_day) + 1
        if slope < 0 and not holds:
            return -(balance // (-slope * self._per_day))
        return None

    @cached_property
    def _pieces(self) -> list[Piece]:
        """The known time cut where it begins or ceases to count, earliest first."""
        pieces: list[Piece] = []
        known = counted = 0
        for begin, end, first, last in reversed(self._known):
            cut = ((last, end, False), (first, last, True), (begin, first, False))
            for since, until, counts in cut:
                if until > since:
                    pieces.append(Piece(since, until, counts, known, counted))
                    known += until - since
                    counted += counts * (until - since)
        return pieces[::-1]
