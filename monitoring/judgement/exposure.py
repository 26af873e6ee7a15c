"""How long estradiol lay in its target, and how long below the bone thresholds."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from monitoring.judgement.day import days
from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading, Series
from monitoring.judgement.standing import Standing
from monitoring.judgement.stretches import BELOW, BETWEEN, Lines, segments
from monitoring.judgement.timeline import Timeline


class TimeInTarget(NamedTuple):
    """Days of the current course with known estradiol, and those of them in target."""

    evaluable_days: Fraction
    in_range_days: Fraction
    draws: int
    show_percent: bool

    @property
    def fraction(self) -> Fraction | None:
        """The share in target; None where nothing is known."""
        return self.in_range_days / self.evaluable_days if self.evaluable_days else None


class Exposure(NamedTuple):
    """Known days of a window, and those of them below a threshold."""

    evaluable_days: Fraction
    below_days: Fraction

    @property
    def fraction(self) -> Fraction | None:
        """The share below; None where nothing is known."""
        return self.below_days / self.evaluable_days if self.evaluable_days else None


def time_in_target(history: History) -> TimeInTarget:
    """Time in target over the current course, each stretch by the target of its later draw."""
    if not history.anastrozole.started:
        return TimeInTarget(Fraction(0), Fraction(0), 0, show_percent=False)
    start, rule = history.anastrozole.start.on, history.targets.exposure
    known, inside = Timeline(segments(history, _band), BETWEEN).since(start.toordinal())
    draws = sum(1 for reading in history.estradiol if reading.on > start)
    shown = draws >= rule.shown_draws and known >= rule.shown_days
    return TimeInTarget(known, inside, draws, shown)


def _band(reading: Reading) -> Lines:
    goal = reading.goal
    if goal.at_least is None:
        raise ValueError("The estradiol goal has a lower end.")
    return goal.at_least, goal.at_most


class BelowThreshold:
    """What the current course says about estradiol and one bone threshold."""

    def __init__(self, history: History, limit: Decimal) -> None:
        self.limit = limit
        self._history = history
        self._rule = history.targets.exposure

    @cached_property
    def _timeline(self) -> Timeline:
        """The known time of the trailing year; the window slides on and never back."""
        since = self._history.as_of.toordinal() - self._rule.window_days
        lines: Lines = (self.limit, None)
        return Timeline(segments(self._history, lambda later: lines, since), BELOW)

    def exposure(self, since: int) -> Exposure:
        """Exposure from that day (an ordinal) on, within the current course."""
        first = max(since, self._history.anastrozole.start.on.toordinal())
        return Exposure(*self._timeline.since(first))

    def outweighs(self, exposure: Exposure) -> bool:
        """Whether enough is known, and enough of it lies below."""
        if exposure.evaluable_days < self._rule.evaluable_days:
            return False
        return exposure.below_days >= self._share * exposure.evaluable_days

    @cached_property
    def _share(self) -> Fraction:
        return Fraction(self._rule.fraction)

    def next_turn(self, since: int) -> int | None:
        """The next window start (an ordinal) at which `outweighs` may have another answer."""
        return self._timeline.next_turn(since, self._rule.evaluable_days, self._share)

    @cached_property
    def run(self) -> Series:
        """The latest on-treatment draws in a row that all lie certainly below."""
        start = self._history.anastrozole.start.on
        settled = start + days(self._history.targets.windows.steady_state_days)
        run: list[Reading] = []
        for reading in reversed(self._history.estradiol):
            if reading.on < settled:
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
