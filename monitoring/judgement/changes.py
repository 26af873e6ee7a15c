"""The first later day on which a judgement changes although nothing new was entered.

A judgement asks all its questions about the calendar through `Day`, which keeps
the earliest day on which one of the answers turns. Until that day nothing can
differ; so the search goes from one such day to the next and never guesses.
"""

from datetime import date
from typing import NamedTuple

from monitoring.judgement.day import add_months
from monitoring.judgement.due.dates import Due
from monitoring.judgement.due.dexa import dexa_due
from monitoring.judgement.due.hematocrit import hematocrit_due
from monitoring.judgement.due.labs import awaited_due, labs_due
from monitoring.judgement.finding import ask, weigh
from monitoring.judgement.rules.rule import Severity
from monitoring.judgement.standing import Standing

LOOK_AHEAD_MONTHS = 72


class Gist(NamedTuple):
    """What a judgement comes down to: findings with severities, and what is due."""

    flags: frozenset[tuple[str, Severity]]
    due: tuple[Due | None, Due | None, Due | None, Due | None]


def gist(man: Standing) -> Gist:
    """The gist of a man's judgement on a day."""
    flags = frozenset((rule.id, weigh(man, rule, found)[0]) for rule, found in ask(man))
    return Gist(flags, owed(man))


def owed(man: Standing) -> tuple[Due | None, Due | None, Due | None, Due | None]:
    """What is due: labs, hematocrit, a DEXA scan, results that are awaited."""
    return (
        man.once(labs_due),
        man.once(hematocrit_due),
        man.once(dexa_due),
        man.once(awaited_due),
    )


def changes_on(man: Standing, now: Gist) -> date | None:
    """The first later day with another gist, within six years; `now` is the gist of this day."""
    last = add_months(man.day.on, LOOK_AHEAD_MONTHS)
    turns_on = man.day.turns_on
    while turns_on is not None and turns_on <= last:
        man = man.later(turns_on)
        if gist(man) != now:
            return turns_on
        turns_on = man.day.turns_on
    return None
