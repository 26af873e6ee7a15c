"""How long estradiol lay in its target, and how long below the bone thresholds."""

from bisect import bisect_right
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import NamedTuple

from monitoring.judgement.day import days
from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading, Series
from monitoring.judgement.standing import Standing
from monitoring.judgement.stretches import BELOW, BETWEEN, Lines, stretches
from monitoring.judgement.timeline import Outlook, Timeline
from protocols.targets.book import Targets

_on = attrgetter("on")


class TimeInTarget(NamedTuple):
    """Days of the current course with known estradiol, and those of them in target."""

    evaluable_days: int
    in_range_days: Fraction
    draws: int
    show_percent: bool

    @property
    def fraction(self) -> Fraction | None:
        """The share in target; None where nothing is known."""
        return self.in_range_days / self.evaluable_days if self.evaluable_days else None


class Exposure(NamedTuple):
    """Known days of a window, and those of them below a threshold."""

    evaluable_days: int
    below_days: Fraction

    @property
    def fraction(self) -> Fraction | None:
        """The share below; None where nothing is known."""
        return self.below_days / self.evaluable_days if self.evaluable_days else None


def time_in_target(history: History) -> TimeInTarget:
    """Time in target over the current course, each stretch by the target of its later draw."""
    if not history.anastrozole.started:
        return TimeInTarget(0, Fraction(0), 0, show_percent=False)
    start, rule = history.anastrozole.start.on, history.targets.exposure
    known, inside = Timeline(stretches(history, _band, BETWEEN)).since(start.toordinal())
    draws = len(history.estradiol) - bisect_right(history.estradiol, start, key=_on)
    shown = draws >= rule.shown_draws and known >= rule.shown_days
    return TimeInTarget(known, inside, draws, shown)


def _band(targets: Targets) -> Lines:
    goal = targets.estradiol
    if goal.at_least is None or goal.at_most is None:
        raise ValueError("The estradiol goal has a lower end and an upper one.")
    return goal.at_least, goal.at_most


class BelowThreshold:
    """What the current course says about estradiol and one bone threshold."""

    def __init__(self, history: History, limit: Decimal) -> None:
        self.limit = limit
        self._rule = history.targets.exposure
        self._start = history.anastrozole.start.on.toordinal()
        # The known time of the trailing year; the window slides on and never back.
        since = history.as_of.toordinal() - self._rule.window_days
        lines: Lines = (limit, limit)
        self._timeline = Timeline(stretches(history, lambda _targets: lines, BELOW, since))
        self.run = self._run(history)
        self.run_is_long = self._is_long(self.run)

    def exposure(self, on: date) -> Exposure:
        """Exposure within the year up to a day and the current course."""
        return Exposure(*self._timeline.since(self._window_opens(on)))

    def outweighs(self, on: date) -> Outlook:
        """Whether in the year up to a day enough is known, and enough of it lies below.

        Told in days on which the year ends.
        """
        rule, opens = self._rule, self._window_opens(on)
        holds, turns = self._timeline.outweighs(opens, rule.evaluable_days, rule.fraction)
        return Outlook(holds, turns and turns + rule.window_days)

    def _window_opens(self, on: date) -> int:
        """The first day of the year up to a day (an ordinal), or that of the course."""
        return max(on.toordinal() - self._rule.window_days, self._start)

    def _run(self, history: History) -> Series:
        """The latest on-treatment draws in a row that all lie certainly below."""
        course, widest_gap = history.anastrozole, days(self._rule.run_widest_gap_days)
        settled = course.start.on + days(history.targets.windows.steady_state_days)
        run: list[Reading] = []
        for reading in reversed(history.estradiol_since(settled)):
            if course.interruptions and course.interrupted_on(reading.on):
                continue
            is_far = run and run[-1].on - reading.on > widest_gap
            if is_far or reading.quantity.below(self.limit) is not True:
                break
            run.append(reading)
        return run

    def _is_long(self, run: Series) -> bool:
        """Whether a run has enough draws over enough time."""
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
    return threshold.exposure(man.day.on)


def _consistently_below(man: Standing, threshold: BelowThreshold) -> bool:
    """A long enough run of draws below with a fresh last one, or most of the trailing year."""
    if threshold.run_is_long and man.is_fresh(threshold.run[0].on):
        return True
    holds, turns = threshold.outweighs(man.day.on)
    if turns is not None:
        man.day.may_turn(date.fromordinal(turns))
    return holds
