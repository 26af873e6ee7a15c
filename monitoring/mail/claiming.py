"""Claiming a message: one sender at a time, for a while, and only while its reason holds."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from monitoring.mail.duties import Duty, still_to_tell
from monitoring.mail.hours import DAY, MINUTE, next_slot, opening
from monitoring.mail.retries import GIVE_UP_AFTER
from monitoring.models import Message, MessageState, Notice

LEASE = 5 * MINUTE
"""How long a claim lasts. A sender stops long before (`delivery.DEADLINE`)."""

REASON_ENDED = "Nothing of what it would have said was overdue any more."
SAID_ELSEWHERE = "What it would have said went into another message to the same person."
GIVEN_UP = "Given up after five days without success."


class Outcome(StrEnum):
    """What one pass of the sender made of one message."""

    SENT = "sent"
    RETRIED = "retried"
    PARKED = "parked"
    DROPPED = "dropped"
    PUT_OFF = "put_off"
    TAKEN = "taken"
    LATE = "late"
    FAILED = "failed"


class Claim(NamedTuple):
    """A message that only this sender may send now, and the duties that it is about."""

    message: Message
    duties: list[Duty]


def claim(message: Message, now: datetime) -> Claim | Outcome:
    """Take a due message, or say why it is not to be sent now.

    It may be put off, because it would come at night or as the second of a day; taken, by
    a sender who was quicker; parked, because it was tried for too long; or dropped, because
    its reason has ended. The reason is read in the transaction that claims.
    """
    if _put_off(message, now):
        return Outcome.PUT_OFF
    with transaction.atomic():
        if not _lease(message, now):
            return Outcome.TAKEN
        message.refresh_from_db(fields=["state", "lease", "attempts", "first_tried_at"])
        if _tried_too_long(message, now):
            return end(message, MessageState.PARKED, GIVEN_UP)
        _absorb_others(message)
        duties = _still_standing(message, now)
        if not duties:
            return end(message, MessageState.DROPPED, REASON_ENDED)
    return Claim(message, duties)


def end(message: Message, state: MessageState, reason: str) -> Outcome:
    """Give a claimed message its last state with the reason for it."""
    Message.objects.leased_as(message).update(
        state=state, last_error=reason, lease=None, leased_until=None
    )
    return Outcome(state)


def _put_off(message: Message, now: datetime) -> bool:
    clinic = message.clinic
    slot = next_slot(now, clinic.time_zone)
    if _had_one_on(message, now):
        slot = opening(clinic.local_day(now) + DAY, clinic.time_zone)
    if slot.not_before <= now:
        return False
    Message.objects.due(now).filter(pk=message.pk).update(
        state=MessageState.QUEUED, not_before=slot.not_before, lease=None, leased_until=None
    )
    return True


def _had_one_on(message: Message, now: datetime) -> bool:
    """Whether the recipient got a message of this kind earlier on the clinic's day."""
    sent = Message.objects.like(message).filter(state=MessageState.SENT)
    latest = sent.order_by("-sent_at").values_list("sent_at", flat=True).first()
    clinic = message.clinic
    return latest is not None and clinic.local_day(latest) == clinic.local_day(now)


def _lease(message: Message, now: datetime) -> bool:
    """Compare and set in one statement: true for exactly one of any number of senders."""
    return bool(
        Message.objects.due(now)
        .filter(pk=message.pk)
        .update(
            state=MessageState.LEASED,
            lease=uuid.uuid4(),
            leased_until=now + LEASE,
            attempts=F("attempts") + 1,
            first_tried_at=Coalesce("first_tried_at", now),
        )
    )


def _tried_too_long(message: Message, now: datetime) -> bool:
    """Ends also what never gets as far as failing, because it takes its sender down."""
    began = message.first_tried_at
    return began is not None and now > began + GIVE_UP_AFTER


def _absorb_others(message: Message) -> None:
    """Let this message say what others to the same person wait to say, after days of failure."""
    others = Message.objects.like(message).filter(state=MessageState.QUEUED)
    waiting = list(others.order_by("pk").values_list("pk", flat=True))
    for other in waiting:
        if others.filter(pk=other).update(state=MessageState.DROPPED, last_error=SAID_ELSEWHERE):
            Notice.objects.filter(message=other).update(message=message)


def _still_standing(message: Message, now: datetime) -> list[Duty]:
    """What is still to be told; the notices whose reason has ended are withdrawn."""
    duties = still_to_tell(message, now)
    standing = {(duty.obligation, duty.due_on) for duty in duties}
    notices = Notice.objects.standing().filter(message=message)
    ended = [
        pk
        for pk, *duty in notices.values_list("pk", "obligation_id", "due_on")
        if tuple(duty) not in standing
    ]
    Notice.objects.filter(pk__in=ended).update(withdrawn_at=now)
    return duties
