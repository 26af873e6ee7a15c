"""The scan: finds overdue duties that nobody was told of yet, and queues them to be told.

Safe to run at any moment, as often as one likes and twice at once: unique keys decide what is
new, never a look beforehand. Days on which it did not run are caught up with by the next run.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.models import Clinic
from monitoring.mail.duties import Duty, overdue_duties
from monitoring.mail.faults import trace
from monitoring.mail.hours import DAY, Slot, next_slot, opening
from monitoring.models import Message, Notice, Obligation, ScanRun

log = logging.getLogger(__name__)

OVERDUE = "overdue"
"""The kind of message that this scan writes."""

FIRST_STAGE = 1
OWNER = "owner"
"""The stage and the channel of its notices; later stages and channels stand beside them."""

BATCH = 1000

Untold = dict[int, list[Duty]]
"""By recipient: the duties that he was not told of yet."""


def scan_due(now: datetime) -> Counter[str]:
    """Queue every overdue duty that was not told yet; see `scan_clinic` for what is counted.

    A clinic that fails is counted and logged, and does not keep the others from being served.
    """
    counts: Counter[str] = Counter(clinics=0, failed=0, overdue=0, nobody=0, told=0, messages=0)
    for clinic in Clinic.objects.order_by("pk"):
        counts["clinics"] += 1
        try:
            counts.update(scan_clinic(clinic, now))
        except Exception as fault:
            counts["failed"] += 1
            log.error("The scan of clinic %s failed: %s", clinic.pk, trace(fault))
    ScanRun.objects.record("scan", now, dict(counts))
    return counts


def scan_clinic(clinic: Clinic, now: datetime) -> Counter[str]:
    """Queue what became overdue by the clinic's day, in a fixed number of statements.

    Counts the overdue duties, those of them that the clinic has nobody to tell of, and the
    notices and messages that this run asked for.
    """
    duties = overdue_duties(clinic, clinic.local_day(now))
    untold = _untold(clinic, duties)
    if untold:
        with transaction.atomic():
            carriers = _open_messages(clinic, untold, now)
            _write_notices(untold, carriers)
    return Counter(
        overdue=len(duties),
        nobody=sum(not duty.recipients for duty in duties),
        told=sum(map(len, untold.values())),
        messages=len(untold),
    )


def _untold(clinic: Clinic, duties: Iterable[Duty]) -> Untold:
    told = set(
        Notice.objects.standing()
        .filter(obligation__in=Obligation.objects.open().filter(clinic=clinic))
        .filter(stage=FIRST_STAGE, channel=OWNER)
        .values_list("obligation_id", "due_on", "recipient_id")
    )
    untold: Untold = defaultdict(list)
    for duty in duties:
        for recipient in duty.recipients:
            if (duty.obligation, duty.due_on, recipient) not in told:
                untold[recipient].append(duty)
    return untold


def _open_messages(clinic: Clinic, recipients: Collection[int], now: datetime) -> dict[int, int]:
    """One message for each recipient that no sender has touched, locked until the commit.

    Without the lock a sender could claim it and count its notices before the new ones are there.
    Where a message of this moment was overtaken in between, the recipient is missing here and is
    served by the next run.
    """
    lacking = set(recipients) - _locked(clinic, recipients).keys()
    if lacking:
        _queue_messages(clinic, sorted(lacking), now)
    return _locked(clinic, recipients)


def _locked(clinic: Clinic, recipients: Collection[int]) -> dict[int, int]:
    waiting = Message.objects.open_to_notices().filter(
        clinic=clinic, kind=OVERDUE, recipient__in=recipients
    )
    rows = waiting.select_for_update().order_by("pk").values_list("recipient_id", "pk")
    return dict(rows)


def _queue_messages(clinic: Clinic, recipients: list[int], now: datetime) -> None:
    slot = next_slot(now, clinic.time_zone)
    taken: dict[int, set[date]] = defaultdict(set)
    others = Message.objects.closing_a_day().filter(
        clinic=clinic, kind=OVERDUE, recipient__in=recipients, local_day__gte=slot.day
    )
    for recipient, day in others.values_list("recipient_id", "local_day"):
        taken[recipient].add(day)
    fresh = [
        _message(clinic, recipient, _first_free(slot, taken[recipient], clinic.time_zone), now)
        for recipient in recipients
    ]
    # Ordered by recipient, so that two scans which insert the same rows wait in the same order.
    Message.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)


def _first_free(slot: Slot, taken: set[date], time_zone: str) -> Slot:
    """A day on which nothing went to the recipient: nobody gets a second message that day."""
    while slot.day in taken:
        slot = opening(slot.day + DAY, time_zone)
    return slot


def _message(clinic: Clinic, recipient: int, slot: Slot, now: datetime) -> Message:
    return Message(
        clinic=clinic,
        recipient_id=recipient,
        kind=OVERDUE,
        local_day=slot.day,
        not_before=slot.not_before,
        queued_at=now,
    )


def _write_notices(untold: Untold, carriers: dict[int, int]) -> None:
    notices = [
        Notice(
            obligation_id=duty.obligation,
            stage=FIRST_STAGE,
            channel=OWNER,
            recipient_id=recipient,
            due_on=duty.due_on,
            message_id=carriers[recipient],
        )
        for recipient, duties in sorted(untold.items())
        if recipient in carriers
        for duty in duties
    ]
    Notice.objects.bulk_create(notices, batch_size=BATCH, ignore_conflicts=True)
