"""Claiming messages: one sender at a time, for a while, and only while their reasons hold."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from accounts.models import Clinic
from monitoring.mail.carriers import Addressee, addressee_of, messages_to
from monitoring.mail.hours import DAY, MINUTE, Hours, Slot, hours_of
from monitoring.mail.retries import GIVE_UP_AFTER
from monitoring.mail.saying import Reasons, reasons_for
from monitoring.models import Message, MessageState, Notice, Obligation, ReminderSettings

LEASE = 5 * MINUTE
"""How long a claim lasts. A pass ends long before (`sending.PASS_LASTS`, `delivery.DEADLINE`)."""

BATCH = 50
"""Messages that one claim takes: their reasons are read together, and they go out together."""

SAID_ELSEWHERE = "What it would have said went into another message to the same person."
GIVEN_UP = "Given up after five days without success."

UNSENT = (MessageState.QUEUED, MessageState.LEASED)


class Outcome(StrEnum):
    """What one pass of the sender made of one message."""

    SENT = "sent"
    RETRIED = "retried"
    PARKED = "parked"
    DROPPED = "dropped"
    PUT_OFF = "put_off"
    RELEASED = "released"
    LATE = "late"
    FAILED = "failed"


class Batch(NamedTuple):
    """Messages of one clinic that only this sender may send now, and why they go out.

    `ended` counts those of which the claim itself made an end, or which it put off.
    """

    messages: Sequence[Message]
    reasons: Reasons
    ended: Counter[str]


def longest_waiting(now: datetime, without: Collection[int]) -> Clinic | None:
    """The clinic, none of those `without`, whose message has been due for the longest time."""
    due = Message.objects.due(now).exclude(clinic__in=without)
    first = due.select_related("clinic").order_by("not_before", "pk").first()
    return first.clinic if first else None


def claim_batch(clinic: Clinic, now: datetime) -> Batch:
    """Take some due messages of a clinic for as long as a lease lasts.

    One that would come at night or as the second of a day is put off; one that was tried for
    too long is parked; what others wait to say to the same person is said by the first. The
    reasons are read in the transaction that claims.
    """
    chosen = ReminderSettings.objects.of(clinic)
    with transaction.atomic():
        due = _due(clinic, now)
        open_now = _put_off_others(due, chosen, now)
        held = _lease(_first_of_each(clinic, open_now), now)
        given_up = [message for message in held if _tried_too_long(message, now)]
        for message in given_up:
            settle(message, Outcome.PARKED, state=MessageState.PARKED, last_error=GIVEN_UP)
        messages = [message for message in held if message not in given_up]
        _absorb_others(clinic, messages)
        reasons = reasons_for(messages, chosen, now)
        _withdraw(reasons.ended, now)
    ended: Counter[str] = Counter(
        {Outcome.PUT_OFF: len(due) - len(open_now), Outcome.PARKED: len(given_up)}
    )
    return Batch(messages, reasons, +ended)


def settle(message: Message, outcome: Outcome, **changes: object) -> Outcome:
    """Write what became of a claimed message and end its claim.

    `LATE` where the claim had ended before: the message has passed to another sender and keeps
    the state that he gives it.
    """
    ours = Message.objects.leased_as(message).update(lease=None, leased_until=None, **changes)
    return outcome if ours else Outcome.LATE


def release(messages: Collection[Message]) -> int:
    """Give back messages of one batch that were not begun; how many of them were still held."""
    leases = {message.lease for message in messages}
    keys = [message.pk for message in messages]
    return Message.objects.filter(pk__in=keys, lease__in=leases).give_back()


def earliest_slot(message: Message, hours: Hours, now: datetime) -> Slot:
    """When it may reach somebody: within the hours, and not as the second of a day."""
    clinic, addressee = message.clinic, addressee_of(message)
    had_one = addressee in _had_one_today(clinic, [addressee], now)
    return _slot(clinic, hours, now, had_one=had_one)


def _slot(clinic: Clinic, hours: Hours, now: datetime, *, had_one: bool) -> Slot:
    return hours.opening(clinic.local_day(now) + DAY) if had_one else hours.next_slot(now)


def _had_one_today(
    clinic: Clinic, addressees: Collection[Addressee], now: datetime
) -> set[Addressee]:
    """Those who got a message earlier on the clinic's day."""
    day = clinic.local_day
    sent = messages_to(clinic, addressees).filter(state=MessageState.SENT)
    rows = sent.filter(sent_at__gt=now - 2 * DAY).values_list("recipient", "patient", "sent_at")
    return {Addressee(*who) for *who, at in rows if at and day(at) == day(now)}


def _due(clinic: Clinic, now: datetime) -> list[Message]:
    """What to take next, locked until the commit; what others hold is passed over.

    A message whose sender never said what became of it is taken alone: it may be what ended him,
    and would end the next one too. The others of his batch he had not begun.
    """
    due = Message.objects.due(now).filter(clinic=clinic).order_by("not_before", "pk")
    held = list(due.select_for_update(skip_locked=True, no_key=True)[:BATCH])
    if held and held[0].state == MessageState.LEASED:
        Message.objects.filter(lease=held[0].lease).exclude(pk=held[0].pk).give_back()
        return held[:1]
    return [message for message in held if message.state == MessageState.QUEUED]


def _put_off_others(
    due: Sequence[Message], chosen: ReminderSettings, now: datetime
) -> list[Message]:
    """Those that may reach somebody now; the others wait for the next opening."""
    clinic, hours = chosen.clinic, hours_of(chosen)
    had_one = _had_one_today(clinic, [addressee_of(message) for message in due], now)
    waits: dict[datetime, list[Message]] = defaultdict(list)
    for message in due:
        slot = _slot(clinic, hours, now, had_one=addressee_of(message) in had_one)
        waits[max(slot.not_before, now)].append(message)
    open_now = waits.pop(now, [])
    for moment, later in waits.items():
        Message.objects.due(now).filter(pk__in=[message.pk for message in later]).update(
            state=MessageState.QUEUED, not_before=moment, lease=None, leased_until=None
        )
    return open_now


def _first_of_each(clinic: Clinic, due: Sequence[Message]) -> list[int]:
    """Those of them before which nothing else waits for the same person or is on its way to him.

    So two senders cannot each send somebody one of two messages that waited for him.
    """
    unsent = messages_to(clinic, [addressee_of(message) for message in due]).filter(
        state__in=UNSENT
    )
    first: dict[Addressee, int] = {}
    rows = unsent.order_by("not_before", "pk").values_list("pk", "recipient", "patient")
    for key, *who in rows:
        first.setdefault(Addressee(*who), key)
    return [message.pk for message in due if first.get(addressee_of(message)) == message.pk]


def _lease(keys: Sequence[int], now: datetime) -> list[Message]:
    """Compare and set in one statement: each message is leased by one of any number of senders."""
    lease, messages = uuid.uuid4(), Message.objects.filter(pk__in=keys)
    messages.due(now).update(
        state=MessageState.LEASED,
        lease=lease,
        leased_until=now + LEASE,
        attempts=F("attempts") + 1,
        first_tried_at=Coalesce("first_tried_at", now),
    )
    ours = messages.filter(lease=lease).select_related("clinic", "recipient", "patient")
    return list(ours.order_by("not_before", "pk"))


def _tried_too_long(message: Message, now: datetime) -> bool:
    """Ends also what never gets as far as failing, because it takes its sender down."""
    began = message.first_tried_at
    return began is not None and now > began + GIVE_UP_AFTER


def _absorb_others(clinic: Clinic, messages: Sequence[Message]) -> None:
    """Let messages say what others to the same person wait to say, after days of failure."""
    takes = {addressee_of(message): message for message in messages}
    others = messages_to(clinic, takes).filter(state=MessageState.QUEUED).order_by("pk")
    for other in others.select_for_update(skip_locked=True, no_key=True):
        others.filter(pk=other.pk).update(state=MessageState.DROPPED, last_error=SAID_ELSEWHERE)
        Notice.objects.filter(message=other).update(message=takes[addressee_of(other)])


def _withdraw(ended: Sequence[Notice], now: datetime) -> None:
    """Withdraw notices whose reason has ended.

    A duty whose notice is withdrawn was not told: the scan looks at it again, lest it is owed on
    the same date to somebody else.
    """
    if ended:
        Notice.objects.filter(pk__in=[notice.pk for notice in ended]).update(withdrawn_at=now)
        duties = {notice.obligation_id for notice in ended}
        Obligation.objects.filter(pk__in=duties).look_again()
