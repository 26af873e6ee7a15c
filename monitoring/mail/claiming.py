"""Claiming a message: one sender at a time, for a while, and only while its reason holds."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from monitoring.mail.contents import Invitation, Waiting
from monitoring.mail.duties import Told
from monitoring.mail.hours import DAY, MINUTE, Hours, Slot, hours_of
from monitoring.mail.retries import GIVE_UP_AFTER
from monitoring.mail.saying import said_by, still_to_tell
from monitoring.models import Message, MessageState, Notice, Obligation, ReminderSettings

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
    """A message that only this sender may send now, and what it is to say."""

    message: Message
    says: Waiting | Invitation
    duties: list[int]


def claim(message: Message, now: datetime) -> Claim | Outcome:
    """Take a due message, or say why it is not to be sent now.

    It may be put off, because it would come at night or as the second of a day; taken, by
    a sender who was quicker; parked, because it was tried for too long; or dropped, because
    its reason has ended. The reason is read in the transaction that claims.
    """
    chosen = ReminderSettings.objects.of(message.clinic)
    if _put_off(message, hours_of(chosen), now):
        return Outcome.PUT_OFF
    with transaction.atomic():
        if not _lease(message, now):
            return Outcome.TAKEN
        message.refresh_from_db(fields=["state", "lease", "attempts", "first_tried_at"])
        if _tried_too_long(message, now):
            return end(message, MessageState.PARKED, GIVEN_UP)
        _absorb_others(message)
        told = _still_standing(message, chosen, now)
        says = said_by(message, [each.duty for each in told], chosen, now)
        if says is None:
            return end(message, MessageState.DROPPED, REASON_ENDED)
    return Claim(message, says, [each.duty.key for each in told])


def end(message: Message, state: MessageState, reason: str) -> Outcome:
    """Give a claimed message its last state with the reason for it."""
    Message.objects.leased_as(message).update(
        state=state, last_error=reason, lease=None, leased_until=None
    )
    return Outcome(state)


def earliest_slot(message: Message, hours: Hours, now: datetime) -> Slot:
    """When it may reach somebody: within the hours, and not as the second of a day."""
    if _had_one_on(message, now):
        return hours.opening(message.clinic.local_day(now) + DAY)
    return hours.next_slot(now)


def _put_off(message: Message, hours: Hours, now: datetime) -> bool:
    slot = earliest_slot(message, hours, now)
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


def _still_standing(message: Message, chosen: ReminderSettings, now: datetime) -> list[Told]:
    """What is still to be told; the notices whose reason has ended are withdrawn.

    A duty whose notice is withdrawn was not told: the scan looks at it again, lest it is owed on
    the same date to somebody else.
    """
    standing = still_to_tell(message, chosen, now)
    ended = Notice.objects.standing().filter(message=message)
    ended = ended.exclude(pk__in=[each.notice for each in standing])
    duties = list(ended.values_list("obligation_id", flat=True))
    if duties:
        ended.update(withdrawn_at=now)
        Obligation.objects.filter(pk__in=duties).look_again()
    return standing
