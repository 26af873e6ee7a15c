"""The anastrozole course: state, doses, interruptions."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from monitoring.judgement.snapshot import (
    CHANGE,
    FERTILITY,
    HOLD,
    LONG_TERM,
    RESUME,
    SHORT_TERM,
    START,
    STOP,
    AnastrozoleEvent,
)

DAYS_PER_WEEK = 7
_DOSED = (START, CHANGE, RESUME)
_NOTHING = Fraction(0)
_begin, _until = attrgetter("begin"), attrgetter("until")


class Step(NamedTuple):
    """One event of a course with what is taken from then on; nothing while held or stopped."""

    event: AnastrozoleEvent
    dose_mg: Decimal
    weekly_mg: Fraction

    @property
    def on(self) -> date:
        """The day of the event."""
        return self.event.on

    @property
    def sets_dose(self) -> bool:
        """Start, change and resume say what is taken; hold and stop interrupt it."""
        return self.event.kind in _DOSED


class Off(NamedTuple):
    """An interruption; a day lies in it after `begin`, up to and with `end` (open: None)."""

    begin: date
    end: date | None

    def holds(self, on: date) -> bool:
        """Whether the day lies in the interruption."""
        return self.begin < on and (self.end is None or on <= self.end)

    @property
    def until(self) -> date:
        """Its end, to compare with; an open one has none before the end of all days."""
        return self.end or date.max


class Anastrozole:
    """All anastrozole events up to the day of judgement, in (date, recorded) order."""

    def __init__(self, events: Iterable[AnastrozoleEvent]) -> None:
        self.steps = _steps(sorted(events, key=lambda event: event.on))
        self._dates = [step.on for step in self.steps]
        last = self.steps[-1].event.kind if self.steps else ""
        self.started = bool(self.steps)  # whether any course has begun
        self.active = last in _DOSED  # whether anastrozole is being taken
        self.held = last == HOLD  # whether the course is interrupted and meant to go on
        self.stopped = last == STOP  # whether the course has ended
        begins = [place for place, step in enumerate(self.steps) if step.event.kind == START]
        self.starts = tuple(self.steps[place].event for place in begins)  # earliest first
        self.course = self.steps[begins[-1] :] if begins else ()  # from the last start on
        self.doses = tuple(step for step in self.course if step.sets_dose)
        self.interruptions = _interruptions(self.steps)
        self.indication = (self.start.indication or "") if begins else ""  # trt or fertility

    @property
    def start(self) -> AnastrozoleEvent:
        """The start of the current course; ask `started` first."""
        return self.starts[-1]

    def interrupted_on(self, on: date) -> bool:
        """Whether the day lies in an interruption: the last one that began before decides."""
        place = bisect_left(self.interruptions, on, key=_begin)
        return place > 0 and self.interruptions[place - 1].holds(on)

    def interrupted_between(self, first: date, last: date) -> tuple[Off, ...]:
        """The interruptions that have more than an end point in common with that time."""
        over = bisect_right(self.interruptions, first, key=_until)
        return self.interruptions[over : bisect_left(self.interruptions, last, key=_begin)]

    def weekly_mg_on(self, on: date) -> Fraction:
        """Milligrams a week by the last event up to and with that day; 0 before any start."""
        place = bisect_right(self._dates, on)
        return self.steps[place - 1].weekly_mg if place else _NOTHING

    def last_before(self, on: date) -> Step | None:
        """The event that decides what a draw of that day saw: the last one of an earlier day."""
        place = bisect_left(self._dates, on)
        return self.steps[place - 1] if place else None


def _interruptions(steps: Iterable[Step]) -> tuple[Off, ...]:
    """From each hold or stop to the next resume or start; a stop after a hold adds none."""
    offs: list[Off] = []
    begin: date | None = None
    for step in steps:
        if not step.sets_dose:
            begin = begin or step.on
        elif begin is not None:
            offs.append(Off(begin, step.on))
            begin = None
    return (*offs, Off(begin, None)) if begin is not None else tuple(offs)


def planned_length(start: AnastrozoleEvent) -> str:
    """How long a course is meant to last; fertility courses are short unless said otherwise."""
    return start.planned or (SHORT_TERM if start.indication == FERTILITY else LONG_TERM)


def _steps(events: Iterable[AnastrozoleEvent]) -> tuple[Step, ...]:
    steps: list[Step] = []
    dose_mg, doses = Decimal(0), (0, 1)
    for event in events:
        if event.kind not in _DOSED:
            steps.append(Step(event, dose_mg, _NOTHING))
            continue
        dose_mg = event.dose_mg if event.dose_mg is not None else dose_mg
        doses = _doses_per_week(event) or doses
        steps.append(Step(event, dose_mg, _weekly_mg(dose_mg, *doses)))
    return tuple(steps)


@lru_cache(maxsize=1_000)
def exactly(number: Decimal) -> Fraction:
    """A dose or a share as a fraction; few are in use, and making one takes long."""
    return Fraction(number)


@lru_cache(maxsize=1_000)
def _weekly_mg(dose_mg: Decimal, doses: int, weeks: int) -> Fraction:
    return exactly(dose_mg) * doses / weeks


def _doses_per_week(event: AnastrozoleEvent) -> tuple[int, int] | None:
    """How many doses a week an event asks for, as a fraction, if it names a schedule."""
    if event.per_week is not None:
        return event.per_week.as_integer_ratio()
    if event.every_days is None:
        return None
    days, parts = event.every_days.as_integer_ratio()
    return DAYS_PER_WEEK * parts, days
