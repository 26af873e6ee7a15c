"""What the page of reminders asks the ledger: what is overdue, what was told, what comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from accounts.models import Clinic
from monitoring.mail.duties import Audience, Duty, as_duties, audience_for
from monitoring.mail.hours import DAY
from monitoring.mail.stages import Stage, come_by, next_day, stages_of
from monitoring.models import Channel, Decision, Notice, Obligation, ReminderSettings
from monitoring.models.obligations import ObligationQuerySet
from monitoring.obligations.silence import ARRANGING

PLANNED_AHEAD = 14 * DAY

STAGE_WORDS = {
    (Channel.OWNER, 1): "First reminder",
    (Channel.OWNER, 2): "Second reminder",
    (Channel.LEAD, 1): "Told as lead clinician",
    (Channel.PATIENT, 1): "Asked to call",
}
"""In which capacity somebody is told, and the how-manieth time; the name stands behind it."""

Told = tuple[str, int]
"""A stage by its channel and number."""


def stage_in_words(channel: str, number: int) -> str:
    """One stage, in the words of the page."""
    return STAGE_WORDS[Channel(channel), number]


def overdue_in(clinic: Clinic, day: date) -> ObligationQuerySet:
    """Every overdue duty of a clinic with its man, the longest overdue first."""
    return _with_men(Obligation.objects.overdue(day).filter(clinic=clinic), "overdue_from")


def planned_in(clinic: Clinic, day: date) -> ObligationQuerySet:
    """The duties of which somebody is to be told within two weeks, the next first."""
    ahead = Obligation.objects.to_announce(day + PLANNED_AHEAD).filter(clinic=clinic)
    return _with_men(ahead, "next_notice_on")


def _with_men(duties: ObligationQuerySet, first: str) -> ObligationQuerySet:
    return duties.select_related("patient__status__details__owner").order_by(first, "pk")


def notices_about(duties: Collection[Obligation]) -> Mapping[int, list[Notice]]:
    """What was told of each duty as it stands, by its key, the earliest first; one statement."""
    due = {duty.pk: duty.due_on for duty in duties}
    rows = Notice.objects.standing().filter(obligation__in=due)
    rows = rows.order_by("message__local_day", "pk")
    found: dict[int, list[Notice]] = defaultdict(list)
    for notice in rows.select_related("message", "recipient"):
        if notice.due_on == due[notice.obligation_id]:
            found[notice.obligation_id].append(notice)
    return found


def decisions_about(duties: Collection[Obligation]) -> Mapping[int, list[Decision]]:
    """Calls and booked visits of the men of these duties, by man, as taken; one statement."""
    men = {duty.patient_id for duty in duties}
    rows = Decision.objects.current().filter(patient__in=men, kind__in=ARRANGING)
    found: dict[int, list[Decision]] = defaultdict(list)
    for decision in rows.order_by("position"):
        found[decision.patient_id].append(decision)
    return found


class Planned(NamedTuple):
    """What is told next of one duty: on which day, at which stage, and to whom by name."""

    on: date
    stage: str
    to: tuple[str, ...]


def plans(clinic: Clinic, duties: Sequence[Obligation], today: date) -> Mapping[int, list[Planned]]:
    """What comes next of each duty, by its key; five statements, however many duties."""
    chosen = ReminderSettings.objects.of(clinic)
    audience = audience_for(clinic, {duty.patient_id for duty in duties}, chosen)
    names = dict(clinic.memberships.values_list("user_id", "user__name"))
    told = notices_about(duties)
    found: dict[int, list[Planned]] = {}
    for row, duty in zip(duties, as_duties(duties), strict=True):
        done = _stages_told(told.get(row.pk, ()), row.round)
        on, stages = _next(row, stages_of(row.kind, chosen), done, today)
        found[row.pk] = [
            Planned(on, stage_in_words(stage.channel, stage.number), to)
            for stage in stages
            if (to := _told_of(duty, stage, audience, names))
        ]
    return found


def _told_of(
    duty: Duty, stage: Stage, audience: Audience, names: Mapping[int, str]
) -> tuple[str, ...]:
    """Who is told by name; a clinic that has nobody to tell is said so."""
    if stage.channel == Channel.PATIENT:
        return ("the patient",) if audience.tells_the_patient(duty) else ()
    told = audience.told_of(duty, stage.channel)
    return tuple(names[one] for one in told) or ("nobody works here whom to tell",)


def _stages_told(notices: Collection[Notice], this_round: int) -> set[Told]:
    return {(each.channel, each.stage) for each in notices if each.round == this_round}


def _next(
    row: Obligation, stages: Sequence[Stage], done: set[Told], today: date
) -> tuple[date, list[Stage]]:
    """The day on which something new is told, and the stages that come on it."""
    day = max(row.next_notice_on or today, today)
    fresh = [each for each in come_by(day, row.counts_from, stages) if _key(each) not in done]
    if fresh:
        return day, fresh
    following = next_day(day, row.counts_from, stages)
    if following is None:
        return day, []
    return following, [each for each in stages if each.day(row.counts_from) == following]


def _key(stage: Stage) -> Told:
    return stage.channel, stage.number
