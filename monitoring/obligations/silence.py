"""For how long nobody is reminded of a duty, because a visit is booked or he was spoken to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from monitoring.models import Decision, DecisionKind, ObligationKind
from protocols.targets.book import Targets

ARRANGING = {DecisionKind.BOOKED, DecisionKind.CALLED}


class Silence(NamedTuple):
    """The day on which reminding begins again, and which time round that will be."""

    until: date | None
    round: int


NO_SILENCE = Silence(None, 0)

BOOK = Targets()
ANNOUNCED_AHEAD_DAYS = {
    ObligationKind.LABS: BOOK.labs.soon_days,
    ObligationKind.HCT: BOOK.hematocrit_labs.soon_days,
    ObligationKind.DEXA: BOOK.dexa.soon_days,
    ObligationKind.AWAITED: 0,
}
"""The duties about which a man can be called, and for how long before their day."""


def announced_from(kind: str, due_on: date) -> date:
    """The first day on which a duty of that kind and date is announced, and men are called."""
    return due_on - timedelta(days=ANNOUNCED_AHEAD_DAYS[ObligationKind(kind)])


def arrangements(decisions: Iterable[Decision], kind: str, due_on: date) -> list[Decision]:
    """Calls and booked visits about a duty as it stands, in the order taken.

    A duty that was not announced yet when they were taken is another one: once his labs came, the
    visit booked for them says nothing about the next.
    """
    return [
        each
        for each in decisions
        if each.kind in ARRANGING
        and each.topic == kind
        and announced_from(kind, due_on) <= each.decided_on
    ]


def silence(decisions: Iterable[Decision], kind: str, due_on: date) -> Silence:
    """What people arranged about a duty; the latest arrangement holds.

    A call without a day, because nobody answered, leaves everything as it was.
    """
    days = [each.until for each in arrangements(decisions, kind, due_on) if each.until]
    return Silence(days[-1], len(days)) if days else NO_SILENCE
