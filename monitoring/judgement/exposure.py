"""How long estradiol lay in its target, and how long below the bone thresholds."""

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import NamedTuple

from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading, Series
from monitoring.judgement.standing import Standing
from monitoring.judgement.stretches import Instant, Segment, Stretch, days_since, segments


class TimeInTarget(NamedTuple):
    """Days of the current course with known estradiol, and those of them in target."""

    evaluable_days: Instant
    in_range_days: Instant
    draws: int
    show_percent: bool

    @property
    def fraction(self) -> Fraction | None:
        """The share in target; None where nothing is known."""
        return Fraction(self.in_range_days, self.evaluable_days) if self.evaluable_days else None


class Exposure(NamedTuple):
    """Known days of a window, and those of them below a threshold."""

    evaluable_days: Instant
    below_days: Instant

    @property
    def fraction(self) -> Fraction | None:
        """The share below; None where nothing is known."""
        return Fraction(self.below_days, self.evaluable_days) if self.evaluable_days else None


def time_in_target(history: History) -> TimeInTarget:
    """Time in target over the current course, each stretch by the target of its later draw."""
    if not history.anastrozole.started:
        return TimeInTarget(0, 0, 0, False)
    first = history.anastrozole.start.on.toordinal()
    evaluable = 0
    out: Instant = 0
    for segment in segments(history, _band):
        low, high = _band(segment.later)
        evaluable += segment.end - max(segment.begin, first)
        out += days_since(first, segment.below(low)) + days_since(first, segment.above(high))
    draws = sum(1 for reading in history.estradiol if reading.on > history.anastrozole.start.on)
    rule = history.targets.exposure
    shown = draws >= rule.shown_draws and evaluable >= rule.shown_days
    return TimeInTarget(evaluable, evaluable - out, draws, shown)


def _band(reading: Reading) -> tuple[Decimal, Decimal]:
    goal = reading.goal
    if goal.at_least is None or goal.at_most is None:
        raise ValueError("The estradiol goal has two ends.")
    return goal.at_least, goal.at_most


class BelowThreshold:
    """What the current course says about estradiol and one bone threshold."""

    def __init__(self, history: History, limit: Decimal) -> None:
        self.limit = limit
        self._history = history
        self._rule = history.targets.exposure

    @cached_property
    def _pieces(self) -> list["Piece"]:
        """The known time of the course, cut where it crosses the threshold, earliest first."""
        pieces: list[Piece] = []
        known: Instant = 0
        below: Instant = 0
        for segment in reversed(segments(self._history, lambda later: (self.limit, self.limit))):
            for begin, end, is_below in _cut(segment, segment.below(self.limit)):
                pieces.append(Piece(begin, end, is_below, known, below))
                known += end - begin
                below += (end - begin) * is_below
        return pieces[::-1]

    @cached_property
    def _ends(self) -> list[Instant]:
        return [piece.end for piece in self._pieces]

    def exposure(self, since: int) -> Exposure:
        """Exposure from that day (an ordinal) on, within the current course."""
        first = max(since, self._history.anastrozole.start.on.toordinal())
        place = bisect_right(self._ends, first)
        if place == len(self._ends):
            return Exposure(0, 0)
        piece = self._pieces[place]
        inside = piece.end - max(piece.begin, first)
        return Exposure(piece.known_after + inside, piece.below_after + inside * piece.is_below)

    def outweighs(self, exposure: Exposure) -> bool:
        """Whether enough is known, and enough of it lies below."""
        if exposure.evaluable_days < self._rule.evaluable_days:
            return False
        return exposure.below_days >= self._share * exposure.evaluable_days

    @cached_property
    def _share(self) -> Fraction:
        return Fraction(self._rule.fraction)

    def next_turn(self, since: int) -> int | None:
        """The next window start (an ordinal) at which `outweighs` may have another answer.

        As the window slides on, the known days left in it, and the days below
        beyond their fair share, are piecewise straight lines of its start: each
        piece of known time is asked where it meets the number that counts.
        """
        for piece in self._pieces[bisect_right(self._ends, since) :]:
            surplus = piece.known_after - self._rule.evaluable_days
            balance = piece.below_after - self._share * piece.known_after
            turns = (
                *_zero(piece, surplus, 1),
                *_zero(piece, balance, piece.is_below - self._share),
            )
            later = [turn for turn in turns if turn > since]
            if later:
                return min(later)
        return None

    @cached_property
    def run(self) -> Series:
        """The latest on-treatment draws in a row that all lie certainly below."""
        start = self._history.anastrozole.start.on
        settled = start.toordinal() + self._history.targets.windows.steady_state_days
        run: list[Reading] = []
        for reading in reversed(self._history.estradiol):
            if reading.on.toordinal() < settled:
                break
            if self._history.anastrozole.interrupted_on(reading.on):
                continue
            if reading.quantity.below(self.limit) is not True or self._far(run, reading):
                break
            run.append(reading)
        return run

    def _far(self, run: list[Reading], reading: Reading) -> bool:
        return bool(run) and (run[-1].on - reading.on).days > self._rule.run_widest_gap_days

    @property
    def run_is_long(self) -> bool:
        """Whether the run has enough draws over enough time."""
        run = self.run
        if len(run) < self._rule.run_draws:
            return False
        return (run[0].on - run[-1].on).days >= self._rule.run_span_days


class Piece(NamedTuple):
    """Known time on one side of the threshold, and the known days and days below after it."""

    begin: Instant
    end: Instant
    is_below: int
    known_after: Instant
    below_after: Instant


def _cut(segment: Segment, below: Stretch | None) -> list[tuple[Instant, Instant, int]]:
    """A segment in one or two pieces, latest first: (begin, end, 1 if below)."""
    begin, end = segment.begin, segment.end
    if below is None or below == (begin, end):
        return [(begin, end, int(below is not None))]
    first, last = below
    if first == begin:
        return [(last, end, 0), (first, last, 1)]
    return [(first, last, 1), (begin, first, 0)]


def _zero(piece: Piece, value: Instant, slope: Instant) -> tuple[int, ...]:
    """The days around the point where a line, going back from a piece's end, is zero.

    `value` is the line at the end, `slope` what it gains per day further back.
    """
    span = piece.end - piece.begin
    at_begin = value + slope * span
    if slope == 0 or (value > 0 and at_begin > 0) or (value < 0 and at_begin < 0):
        return ()
    day = floor(piece.end + Fraction(value) / slope)
    return day, day + 1


def definite_threshold(history: History) -> BelowThreshold:
    """Estradiol against the lower bone threshold."""
    return BelowThreshold(history, history.targets.exposure.definite_below)


def possible_threshold(history: History) -> BelowThreshold:
    """Estradiol against the upper bone threshold."""
    return BelowThreshold(history, history.targets.exposure.possible_below)


def below_definite(man: Standing) -> bool:
    """Whether estradiol is consistently below the lower bone threshold."""
    return _consistently_below(man, man.history.once(definite_threshold))


def below_possible(man: Standing) -> bool:
    """Whether estradiol is consistently below the upper bone threshold."""
    return _consistently_below(man, man.history.once(possible_threshold))


def trailing_exposure(man: Standing, threshold: BelowThreshold) -> Exposure:
    """Exposure within the trailing year of the current course."""
    return threshold.exposure(man.day.on.toordinal() - man.targets.exposure.window_days)


def _consistently_below(man: Standing, threshold: BelowThreshold) -> bool:
    """A long enough run of draws below with a fresh last one, or most of the trailing year."""
    if threshold.run_is_long and man.is_fresh(threshold.run[0].on):
        return True
    exposure = trailing_exposure(man, threshold)
    if exposure.evaluable_days < man.targets.exposure.evaluable_days:
        return False  # for good: without new draws the window only loses known days
    _watch_window(man, threshold)
    return threshold.outweighs(exposure)


def _watch_window(man: Standing, threshold: BelowThreshold) -> None:
    """Have the judgement looked at again on the day the sliding window may tip the answer."""
    window_days = man.targets.exposure.window_days
    turn = threshold.next_turn(man.day.on.toordinal() - window_days)
    if turn is not None:
        man.day.may_turn(date.fromordinal(turn + window_days))
