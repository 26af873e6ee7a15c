"""How long estradiol lay in its target, and how long below the bone thresholds."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import chain, pairwise
from math import floor
from typing import NamedTuple

from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading, Series
from monitoring.judgement.standing import Standing
from monitoring.judgement.stretches import Instant, Segment, Stretch, length, segments


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
    known: list[Stretch] = []
    out: list[Stretch] = []
    for segment in segments(history, _band):
        low, high = _band(segment.later)
        known.append((segment.begin, segment.end))
        out += segment.below(low) + segment.above(high)
    first, last = history.anastrozole.start.on.toordinal(), history.as_of.toordinal()
    evaluable, exposure = length(known, first, last), history.targets.exposure
    draws = sum(1 for reading in history.estradiol if reading.on > history.anastrozole.start.on)
    shown = draws >= exposure.shown_draws and evaluable >= exposure.shown_days
    return TimeInTarget(evaluable, evaluable - length(out, first, last), draws, shown)


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
    def _segments(self) -> list[Segment]:
        return segments(self._history, lambda later: (self.limit, self.limit))

    @cached_property
    def _stretches(self) -> tuple[list[Stretch], list[Stretch]]:
        """Known stretches, and those below the threshold."""
        known: list[Stretch] = [(segment.begin, segment.end) for segment in self._segments]
        return known, [part for segment in self._segments for part in segment.below(self.limit)]

    def exposure(self, since: int) -> Exposure:
        """Exposure from that day (an ordinal) on, within the current course."""
        first = max(since, self._history.anastrozole.start.on.toordinal())
        known, below = self._stretches
        last = self._history.as_of.toordinal()
        return Exposure(length(known, first, last), length(below, first, last))

    def outweighs(self, exposure: Exposure) -> bool:
        """Whether enough is known, and enough of it lies below."""
        if exposure.evaluable_days < self._rule.evaluable_days:
            return False
        return exposure.below_days >= Fraction(self._rule.fraction) * exposure.evaluable_days

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

    def next_turn(self, since: int) -> int | None:
        """The next window start (an ordinal) at which `outweighs` may have another answer."""
        return min((turn for turn in self._turns if turn > since), default=None)

    @cached_property
    def _turns(self) -> list[int]:
        """Window starts at which enough is no longer known, or the balance tips.

        As the window slides on, both the known days left in it and the days below
        beyond their fair share are piecewise straight lines of its start. Going
        backwards from the last draw, each piece is asked where it meets its line.
        """
        known_left, balance = Fraction(0), Fraction(0)
        turns: list[int] = []
        for begin, end, below in self._pieces():
            span, slope = end - begin, below - Fraction(self._rule.fraction)
            turns += _meeting(
                end, span, known_left, Fraction(1), Fraction(self._rule.evaluable_days)
            )
            turns += _meeting(end, span, balance, slope, Fraction(0))
            known_left, balance = known_left + span, balance + slope * span
        return turns

    def _pieces(self) -> Iterator[tuple[Instant, Instant, int]]:
        """Known time, latest first, cut at the crossings: (begin, end, 1 if below)."""
        for segment in reversed(self._segments):
            below = segment.below(self.limit)
            edges = sorted({segment.begin, segment.end, *chain(*below)})
            for begin, end in reversed(list(pairwise(edges))):
                yield begin, end, int((begin, end) in below)


def _meeting(
    end: Instant, span: Instant, value: Fraction, slope: Fraction, line: Fraction
) -> list[int]:
    """Days around the point where a line falling back from `end` by `span` meets another."""
    back = (line - value) / slope if slope else Fraction(-1)
    if not 0 <= back <= span:
        return []
    place = floor(end - back)
    return [place, place + 1]


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
