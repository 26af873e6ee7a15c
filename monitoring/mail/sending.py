"""The send pass: claims what is due, one message after the other, and settles each by itself."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.audit import audit_row, write_audit
from accounts.models import AuditRow
from monitoring.mail.answers import fit_to_keep
from monitoring.mail.claiming import Claim, Outcome, claim, end
from monitoring.mail.delivery import Refused, compose, deliver
from monitoring.mail.faults import trace
from monitoring.mail.hours import MINUTE, hours_of
from monitoring.mail.retries import next_try
from monitoring.mail.saying import text_of
from monitoring.mail.wording import Text
from monitoring.models import Message, MessageState, ReminderSettings, ScanRun

log = logging.getLogger(__name__)

PASS_LASTS = MINUTE
"""A pass starts no message after this time; by then the next pass has begun."""

Clock = Callable[[], datetime]


def send_due(now: datetime, seconds: Callable[[], float] = time.monotonic) -> Counter[str]:
    """Send what is due at `now`; counts what became of each message.

    Time goes on during a pass, as `seconds` counts it, so that the lease of the last message is
    as long as that of the first. A message that fails in an unforeseen way keeps its lease until
    that ends and is tried again then; it keeps no other message waiting.
    """
    clock = _running_from(now, seconds)
    counts = Counter(dict.fromkeys(map(str, Outcome), 0))
    for message in _due(now, clock):
        counts[_settle(message, clock)] += 1
    ScanRun.objects.record("send", clock(), dict(counts))
    return counts


def _running_from(now: datetime, seconds: Callable[[], float]) -> Clock:
    began = seconds()
    return lambda: now + timedelta(seconds=seconds() - began)


def _due(now: datetime, clock: Clock) -> Iterator[Message]:
    """Each due message once, longest waiting first, while the pass lasts."""
    waiting = Message.objects.select_related("clinic", "recipient", "patient").order_by(
        "not_before", "pk"
    )
    rest = Q()
    while clock() <= now + PASS_LASTS:
        message = waiting.due(clock()).filter(rest).first()
        if message is None:
            return
        moment = message.not_before
        rest = Q(not_before__gt=moment) | Q(not_before=moment, pk__gt=message.pk)
        yield message


def _settle(message: Message, clock: Clock) -> Outcome:
    try:
        claimed = claim(message, clock())
        return claimed if isinstance(claimed, Outcome) else _send(claimed, clock)
    except Exception as fault:
        log.error("Message %s failed: %s", message.opaque_id, trace(fault))
        return Outcome.FAILED


def _send(claimed: Claim, clock: Clock) -> Outcome:
    """Write, give away and settle one claimed message."""
    message = claimed.message
    try:
        text = text_of(message, claimed.says, clock())
        email = compose(message, text, clock())
    except Exception as reason:
        return _park(message, reason)
    try:
        deliver(email)
    except Refused as reason:
        return _park(message, reason)
    except Exception as reason:
        return _retry(message, reason, clock())
    return _mark_sent(claimed, text, clock())


def _park(message: Message, reason: Exception) -> Outcome:
    return end(message, MessageState.PARKED, _in_words(reason))


def _retry(message: Message, reason: Exception, now: datetime) -> Outcome:
    again = next_try(now, message.attempts, message.first_tried_at or now)
    if again is None:
        return _park(message, reason)
    hours = hours_of(ReminderSettings.objects.of(message.clinic))
    Message.objects.leased_as(message).update(
        state=MessageState.QUEUED,
        not_before=hours.next_slot(again).not_before,
        last_error=_in_words(reason),
        lease=None,
        leased_until=None,
    )
    return Outcome.RETRIED


def _mark_sent(claimed: Claim, text: Text, now: datetime) -> Outcome:
    """Record that the server took the message, with its audit row, in one transaction.

    Where the lease had ended before, the message has passed to another sender and keeps the
    state that he gives it; that a copy went out is recorded all the same.
    """
    with transaction.atomic():
        is_ours = Message.objects.leased_as(claimed.message).update(
            state=MessageState.SENT,
            sent_at=now,
            subject=text.subject,
            body=text.body,
            page=text.page,
            last_error="",
            lease=None,
            leased_until=None,
        )
        outcome = Outcome.SENT if is_ours else Outcome.LATE
        write_audit([_audit(claimed, outcome)])
    return outcome


def _audit(claimed: Claim, outcome: Outcome) -> AuditRow:
    message = claimed.message
    return audit_row(
        message.clinic,
        f"message.{outcome}",
        by=None,
        subject=message.opaque_id,
        kind=message.kind,
        recipient=message.recipient_id,
        patient=message.patient.opaque_id.hex if message.patient else None,
        attempt=message.attempts,
        obligations=claimed.duties,
    )


def _in_words(reason: Exception) -> str:
    return fit_to_keep(f"{type(reason).__name__}: {reason}")
