"""What waits for one person of a clinic's staff: the same on every message to him that day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Clinic
from monitoring.mail.contents import Item, Waiting
from monitoring.mail.duties import Audience, Duty, audience_for, overdue_duties
from monitoring.mail.recipients import Staff, staff_of
from monitoring.models import (
    Channel,
    MailPreference,
    ObligationKind,
    ReminderSettings,
    Status,
)
from monitoring.obligations.working_days import is_working_day
from monitoring.status.lines import OVERDUE_RULES

Responsible = dict[int, dict[int, date]]
"""By person of the staff: the men about whom he is to decide, and since when each waits."""


def takers(clinic: Clinic, day: date, chosen: ReminderSettings) -> list[int]:
    """Who gets a digest from a clinic on a day: those who treat and want it, on working days."""
    if not chosen.digest or not is_working_day(day):
        return []
    declined = MailPreference.objects.filter(membership__clinic=clinic, digest=False)
    without = set(declined.values_list("membership__user_id", flat=True))
    return sorted(staff_of(clinic).treating - without)


@dataclass(frozen=True)
class Desk:
    """Everything that waits at a clinic on its `day`, by the people of the staff whom it waits for.

    Read once for however many people are told of it.
    """

    day: date
    duties: dict[int, list[Duty]]
    to_decide: Responsible

    def waits_for(self, person: int) -> bool:
        """Whether anything waits for somebody."""
        return person in self.duties or person in self.to_decide

    def of(self, person: int) -> Waiting:
        """Everything that waits for one person."""
        his = self.duties.get(person, [])
        unread = {duty.man: duty.overdue_from for duty in his if duty.kind == ObligationKind.REVIEW}
        since = unread | self.to_decide.get(person, {})
        overdue = [duty for duty in his if duty.kind != ObligationKind.REVIEW]
        return Waiting(
            to_decide=len(since),
            decide_days=max(((self.day - began).days for began in since.values()), default=0),
            overdue=len(overdue),
            overdue_days=_longest(overdue, self.day),
            items=_items(his, self.day),
        )


def desk_of(clinic: Clinic, day: date, chosen: ReminderSettings) -> Desk:
    """What waits at a clinic on its `day`; five statements."""
    duties = overdue_duties(clinic, day)
    audience = audience_for(clinic, {duty.man for duty in duties}, chosen)
    found: dict[int, list[Duty]] = {}
    for duty in duties:
        for person in told_daily(audience, duty):
            found.setdefault(person, []).append(duty)
    return Desk(day, found, _to_decide(clinic, audience.staff))


def news_of(duties: Sequence[Duty], day: date) -> Waiting:
    """Only what is told for the first time, for people and days without a digest."""
    acts = [duty for duty in duties if duty.kind == ObligationKind.REVIEW]
    others = [duty for duty in duties if duty.kind != ObligationKind.REVIEW]
    return Waiting(
        len(acts), _longest(acts, day), len(others), _longest(others, day), _items(duties, day)
    )


def told_daily(audience: Audience, duty: Duty) -> tuple[int, ...]:
    """Whose list a duty stands on: the owner's; the leads' where nobody looked at a finding."""
    is_act = duty.kind == ObligationKind.REVIEW
    return audience.told_of(duty, Channel.LEAD if is_act else Channel.OWNER)


def _longest(duties: Iterable[Duty], day: date) -> int:
    return max(((day - duty.overdue_from).days for duty in duties), default=0)


def _items(duties: Iterable[Duty], day: date) -> tuple[Item, ...]:
    items = (duty.item(day) for duty in duties)
    return tuple(sorted(items, key=lambda item: (-item.days, item.code)))


def _to_decide(clinic: Clinic, staff: Staff) -> Responsible:
    """Whoever a man is assigned to decides about him, else his owner, else the leads.

    A man on the list for nothing but an overdue duty is counted as overdue and not here.
    """
    found: Responsible = {}
    men = Status.objects.filter(clinic=clinic).to_decide()
    rows = men.values_list("patient", "assigned_to", "details__owner", "waiting_since", "lines")
    for man, assigned, owner, since, lines in rows:
        if since and any(line["rule_id"] not in OVERDUE_RULES for line in lines):
            for person in staff.told_of(assigned if assigned in staff.treating else owner):
                found.setdefault(person, {})[man] = since
    return found
