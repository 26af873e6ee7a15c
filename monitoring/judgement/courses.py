"""A man's courses one by one: each with the record as it stood while it ran."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading
from monitoring.judgement.snapshot import START, Snapshot


def courses(snapshot: Snapshot, as_of: date) -> tuple[History, ...]:
    """One history for each course up to a day, earliest first.

    Each ends on the day of the next start, before that start; the earlier courses stay in it,
    because a draw off the drug may be the baseline of a restart.
    """
    events = sorted((e for e in snapshot.anastrozole if e.on <= as_of), key=lambda e: e.on)
    starts = [place for place, event in enumerate(events) if event.kind == START]
    ends = [(place, events[place].on) for place in starts[1:]] + [(len(events), as_of)]
    return tuple(
        History(replace(snapshot, anastrozole=tuple(events[:place])), last)
        for place, last in ends[: len(starts)]
    )


def on_drug(history: History, readings: Iterable[Reading]) -> list[Reading]:
    """Results drawn while the course of this history was taken, earliest first.

    A draw on the day of the start is before the first dose, one on the day of a hold or stop still
    on it.
    """
    start, course = history.anastrozole.start.on, history.anastrozole
    return [r for r in readings if r.on > start and not course.interrupted_on(r.on)]


def days_on_drug(history: History) -> int:
    """Days of the course up to the end of its history, without its interruptions."""
    start, last = history.anastrozole.start.on, history.as_of
    offs = [off for off in history.anastrozole.interruptions if off.begin >= start]
    away = sum(((off.end or last) - off.begin for off in offs), timedelta())
    return (last - start - away).days


def last_day(history: History) -> date:
    """The last day that belongs to the course: its stop, or else the end of its history."""
    course = history.anastrozole
    return course.interruptions[-1].begin if course.stopped else history.as_of
