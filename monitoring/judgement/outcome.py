"""What a course came to, in three parts: estradiol, testosterone, symptoms of excess.

Each part is met, not met, or not known; an undecidable result and a question never asked are
"not known", never "met".
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from monitoring.judgement.courses import courses, last_day, on_drug
from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading
from monitoring.judgement.snapshot import ESTRADIOL, TESTOSTERONE, Snapshot
from protocols.targets.goals import Position


class Answer(StrEnum):
    """Whether a part of the outcome was reached."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not known"


class OutcomePart(NamedTuple):
    """One answer and the day of the result or report it rests on; None where there is none."""

    answer: Answer = Answer.NOT_KNOWN
    on: date | None = None


class Outcome(NamedTuple):
    """One course: estradiol in target, enough testosterone, symptoms of excess gone.

    `ended_on` is the day of its stop; None while the course goes on or is held.
    """

    started_on: date
    ended_on: date | None
    estradiol: OutcomePart
    testosterone: OutcomePart
    symptoms: OutcomePart


def outcomes(snapshot: Snapshot, as_of: date) -> tuple[Outcome, ...]:
    """The outcome of every course by what is known up to a day, earliest first."""
    return tuple(_outcome(history) for history in courses(snapshot, as_of))


def _outcome(history: History) -> Outcome:
    return Outcome(
        started_on=history.anastrozole.start.on,
        ended_on=last_day(history) if history.anastrozole.stopped else None,
        estradiol=_estradiol(_last(history, ESTRADIOL)),
        testosterone=_testosterone(_last(history, TESTOSTERONE)),
        symptoms=_symptoms(history),
    )


def _last(history: History, analyte: str) -> Reading | None:
    """The last result drawn on the drug."""
    drawn = on_drug(history, history.results[analyte])
    return drawn[-1] if drawn else None


def _estradiol(reading: Reading | None) -> OutcomePart:
    """Whether the last estradiol lay in target."""
    if reading is None or reading.position is Position.UNDECIDABLE:
        return OutcomePart(on=reading.on if reading else None)
    return _part(reading.position is Position.IN_TARGET, reading.on)


def _testosterone(reading: Reading | None) -> OutcomePart:
    """Whether the last testosterone reached the lower end of its target; above it is enough too."""
    if reading is None:
        return OutcomePart()
    below = reading.goal.below(reading.quantity)
    return OutcomePart(on=reading.on) if below is None else _part(not below, reading.on)


def _symptoms(history: History) -> OutcomePart:
    """Whether the last report after the start, up to the end of the course, named no excess."""
    start, last = history.anastrozole.start.on, last_day(history)
    told = [report for report in history.reports if start < report.on <= last]
    if not told:
        return OutcomePart()
    same_day = [report for report in told if report.on == told[-1].on]
    return _part(not any(report.excess for report in same_day), told[-1].on)


def _part(is_met: bool, on: date) -> OutcomePart:
    return OutcomePart(Answer.YES if is_met else Answer.NO, on)
