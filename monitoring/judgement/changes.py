"""The first later day on which a judgement changes although nothing new was entered.

A judgement asks all its questions about the calendar through `Day`, which keeps
the earliest day on which one of the answers turns. Until that day nothing can
differ; so the search goes from one such day to the next and never guesses.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from monitoring.judgement.day import add_months
from monitoring.judgement.due.dates import Due
from monitoring.judgement.due.dexa import dexa_due
from monitoring.judgement.due.hematocrit import hematocrit_due
from monitoring.judgement.due.labs import awaited_due, labs_due
from monitoring.judgement.finding import ask
from monitoring.judgement.rules import SUBJECTS
from monitoring.judgement.rules.rule import Severity, Verdict
from monitoring.judgement.standing import Standing

LOOK_AHEAD_MONTHS = 72

Given = list[Verdict] | Due | None
Question = Callable[[Standing], Given]


class Gist(NamedTuple):
    """What a judgement comes down to: findings with severities, and what is due."""

    flags: frozenset[tuple[str, Severity]]
    due: tuple[Due | None, Due | None, Due | None, Due | None]


def gist(man: Standing) -> Gist:
    """The gist of a man's judgement on a day."""
    return Gist(frozenset(_weights(ask(man))), owed(man))


def _weights(verdicts: Iterable[Verdict]) -> list[tuple[str, Severity]]:
    return [(verdict.rule.id, verdict.severity) for verdict in verdicts]


def owed(man: Standing) -> tuple[Due | None, Due | None, Due | None, Due | None]:
    """What is due: labs, hematocrit, a DEXA scan, results that are awaited."""
    return (
        man.once(labs_due),
        man.once(hematocrit_due),
        man.once(dexa_due),
        man.once(awaited_due),
    )


# What is due comes first: its status is what changes most often, and it is quickly told.
_QUESTIONS: tuple[Question, ...] = (labs_due, hematocrit_due, dexa_due, awaited_due, *SUBJECTS)


def changes_on(man: Standing) -> date | None:
    """The first later day with another gist, within six years.

    Each question that makes up the gist knows the day on which its own answer may turn. On that
    day it alone is asked again, and the search ends with the first answer that is another one.
    """
    now, last = man, add_months(man.day.on, LOOK_AHEAD_MONTHS)
    turns = {question: now.answer(question)[1] for question in _QUESTIONS}
    while (on := min(turns.values())) <= last:
        man = man.later(on)
        for question in [each for each, turns_on in turns.items() if turns_on == on]:
            given, turns[question] = man.answer(question)
            if _differ(given, now.answer(question)[0]):
                return on
    return None


def _differ(one: Given, other: Given) -> bool:
    """Whether two answers have another gist: of rules the weights, of something due everything."""
    if isinstance(one, Due) or isinstance(other, Due):
        return one != other
    return _weights(one or ()) != _weights(other or ())
