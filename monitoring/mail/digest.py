"""What waits for one person of a clinic's staff: the same on every message to him that day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from accounts.models import Clinic, User
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


def those_waited_for(
    clinic: Clinic, people: Sequence[int], day: date, chosen: ReminderSettings
) -> list[int]:
    """Those of these people for whom anything waits."""
    if not people:
        return []
    duties = overdue_duties(clinic, day)
    audience = audience_for(clinic, {duty.man for duty in duties}, chosen)
    waited_for = {one for duty in duties for one in told_daily(audience, duty)}
    waited_for |= _to_decide(clinic, audience.staff).keys()
    return [one for one in people if one in waited_for]


def waiting_for(person: User, clinic: Clinic, day: date, chosen: ReminderSettings) -> Waiting:
    """Everything that waits for one person at a clinic on its `day`."""
    duties = overdue_duties(clinic, day)
    audience = audience_for(clinic, {duty.man for duty in duties}, chosen)
    his = [duty for duty in duties if person.pk in told_daily(audience, duty)]
    unread = {duty.man: duty.overdue_from for duty in his if duty.kind == ObligationKind.REVIEW}
    since = unread | _to_decide(clinic, audience.staff).get(person.pk, {})
    overdue = [duty for duty in his if duty.kind != ObligationKind.REVIEW]
    return Waiting(
        to_decide=len(since),
        decide_days=max(((day - began).days for began in since.values()), default=0),
        overdue=len(overdue),
        overdue_days=_longest(overdue, day),
        items=_items(his, day),
    )


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
