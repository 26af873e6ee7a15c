"""The books of reminding against one another: what should never be found, looked for daily."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from accounts.models import Clinic
from monitoring.mail.duties import Audience, Duty, as_duties, audience_for, overdue_duties
from monitoring.mail.stages import come_by, stages_of
from monitoring.mail.watching import SILENT_AFTER, silent_passes
from monitoring.models import (
    Channel,
    Message,
    MessageState,
    Notice,
    Obligation,
    ReminderSettings,
    ScanRun,
)

KINDS = {
    "unsettled": "due and neither sent, put off, parked nor dropped",
    "held": "held by a sender for longer than he may hold it",
    "untold": "overdue duties of which nobody was told and nobody is going to be",
    "unsaid": "notices that stand although their message was dropped",
}
"""What can be found, and what it means."""

A_PASS = SILENT_AFTER["send"]
"""How long the senders may take before what they left is a defect."""


@dataclass(frozen=True)
class Amiss:
    """How many rows of one kind a clinic has that it should not have."""

    clinic: str
    kind: str
    count: int

    def __str__(self) -> str:
        return f"{self.clinic}: {self.count} {KINDS[self.kind]}"


def reconcile(now: datetime) -> list[Amiss]:
    """Look through the books of every clinic, note that it was done, and tell what was found."""
    found = [each for clinic in Clinic.objects.order_by("pk") for each in _of(clinic, now)]
    totals = Counter(dict.fromkeys(KINDS, 0))
    for each in found:
        totals[each.kind] += each.count
    ScanRun.objects.record("reconcile", now, dict(totals))
    return found


def _of(clinic: Clinic, now: datetime) -> Iterable[Amiss]:
    messages = Message.objects.filter(clinic=clinic)
    notices = Notice.objects.standing().filter(obligation__clinic=clinic)
    late = now - A_PASS
    counts = {
        "unsettled": messages.filter(state=MessageState.QUEUED, not_before__lte=late).count(),
        "held": messages.filter(state=MessageState.LEASED, leased_until__lte=late).count(),
        "untold": len(untold(clinic, clinic.local_day(now))),
        "unsaid": notices.filter(message__in=messages.dropped_unsaid()).count(),
    }
    return [Amiss(clinic.slug, kind, count) for kind, count in counts.items() if count]


def untold(clinic: Clinic, day: date) -> list[Duty]:
    """Duties that nobody was told of although a stage has come, and that no scan will see.

    A duty that is silent, whose man is no longer followed, or whose clinic has nobody to tell is
    none of them; nor is one that the next scan looks at.
    """
    told = Notice.objects.standing().exclude(channel=Channel.PATIENT)
    same = told.filter(
        obligation=OuterRef("pk"), due_on=OuterRef("due_on"), round=OuterRef("round")
    )
    unseen = Q(next_notice_on__isnull=True) | Q(next_notice_on__gt=day)
    rows = Obligation.objects.overdue(day).filter(~Exists(same), unseen, clinic=clinic)
    duties = [duty for duty in as_duties(rows.order_by("pk")) if duty.counts_from <= day]
    chosen = ReminderSettings.objects.of(clinic)
    audience = audience_for(clinic, {duty.man for duty in duties}, chosen)
    return [duty for duty in duties if _should_be_told(duty, audience, chosen, day)]


def _should_be_told(duty: Duty, audience: Audience, chosen: ReminderSettings, day: date) -> bool:
    stages = come_by(day, duty.counts_from, stages_of(duty.kind, chosen))
    return any(audience.told_of(duty, stage.channel) for stage in stages)


def nobody_told(clinic: Clinic, now: datetime) -> int:
    """Overdue duties for which the clinic has no clinician, lead or administrator to tell."""
    duties = overdue_duties(clinic, clinic.local_day(now))
    chosen = ReminderSettings.objects.of(clinic)
    audience = audience_for(clinic, {duty.man for duty in duties}, chosen)
    return sum(audience.nobody_for(duty) for duty in duties)


def all_problems(now: datetime) -> list[str]:
    """What a monitor outside is told, one line for each problem; nothing where all is well."""
    silent = [f"The pass {name} is silent." for name in silent_passes(now)]
    unreached = [
        line for clinic in Clinic.objects.order_by("pk") for line in _unreached(clinic, now)
    ]
    return [*silent, *unreached, *map(str, reconcile(now))]


def _unreached(clinic: Clinic, now: datetime) -> Iterable[str]:
    if count := Message.objects.needing_somebody().filter(clinic=clinic).count():
        yield f"{clinic.slug}: messages that reached nobody: {count}"
    if count := nobody_told(clinic, now):
        yield f"{clinic.slug}: overdue duties with nobody on the staff to tell: {count}"
