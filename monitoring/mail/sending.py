"""The send pass: claims what is due, batch by batch, and settles each message by itself."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from accounts.audit import audit_row, write_audit
from accounts.models import AuditRow, Clinic
from monitoring.mail.answers import fit_to_keep
from monitoring.mail.claiming import Batch, Outcome, claim_batch, longest_waiting, release, settle
from monitoring.mail.delivery import Line, Refused, compose
from monitoring.mail.faults import trace
from monitoring.mail.hours import MINUTE, hours_of
from monitoring.mail.marking import mark_sent
from monitoring.mail.retries import next_try
from monitoring.mail.saying import Reasons, text_of
from monitoring.mail.wording import Text
from monitoring.mail.writing import Email
from monitoring.models import Message, MessageState, ScanRun

log = logging.getLogger(__name__)

PASS_LASTS = MINUTE
"""A pass starts no message after this time; by then the next pass has begun."""

REASON_ENDED = "Nothing of what it would have said was overdue any more."

stop_asked = threading.Event()
"""Set when this process is to end: what is on its way is finished, the rest given back."""

Clock = Callable[[], datetime]


class Letter(NamedTuple):
    """A claimed message with what it says, ready for the mail server."""

    message: Message
    text: Text
    email: Email


class Pass:
    """One pass over what is due: its clock, its connection, and what became of each message.

    Time goes on during a pass, as `seconds` counts it, so that the lease of the last message is
    as long as that of the first.
    """

    def __init__(self, now: datetime, seconds: Callable[[], float]) -> None:
        began = seconds()
        self.clock: Clock = lambda: now + timedelta(seconds=seconds() - began)
        self.ends = now + PASS_LASTS
        self.line = Line()
        self.counts = Counter(dict.fromkeys(map(str, Outcome), 0))

    def goes_on(self) -> bool:
        """Whether another message may be begun."""
        return self.clock() <= self.ends and not stop_asked.is_set()


def send_due(now: datetime, seconds: Callable[[], float] = time.monotonic) -> Counter[str]:
    """Send what is due at `now`; counts what became of each message.

    A message that fails in an unforeseen way keeps its lease until that ends and is tried again
    then; it keeps no other message waiting.
    """
    running = Pass(now, seconds)
    with closing(running.line):
        for batch in _batches(running):
            _send_batch(batch, running)
    ScanRun.objects.record("send", running.clock(), dict(running.counts))
    return running.counts


def _batches(running: Pass) -> Iterator[Batch]:
    """What is due, longest waiting first; a clinic of which nothing can be had is left out."""
    without: set[int] = set()
    while running.goes_on() and (clinic := longest_waiting(running.clock(), without)):
        batch = _claim(clinic, running)
        if batch is None or not (batch.messages or batch.ended):
            without.add(clinic.pk)
        else:
            running.counts.update(batch.ended)
            yield batch


def _claim(clinic: Clinic, running: Pass) -> Batch | None:
    try:
        return claim_batch(clinic, running.clock())
    except Exception as fault:
        log.error("Messages of clinic %s could not be claimed: %s", clinic.pk, trace(fault))
        running.counts[Outcome.FAILED] += 1
        return None


def _send_batch(batch: Batch, running: Pass) -> None:
    """Write all, then hand over one after the other; what was not begun is given back.

    To write and hand over in turn takes a quarter longer: a processor forgets the one kind of work
    while it does the other.

    After an unforeseen fault, or one that shows that the lease had ended, nothing more of the
    batch is begun: what cannot be noted would go out again.
    """
    letters = deque(_written(batch, running))
    while letters and running.goes_on():
        letter = letters.popleft()
        outcome = _unless_it_fails(letter.message, partial(_send, letter, batch.reasons, running))
        running.counts[outcome] += 1
        if outcome in {Outcome.FAILED, Outcome.LATE}:
            break
    running.counts[Outcome.RELEASED] += release([letter.message for letter in letters])


def _written(batch: Batch, running: Pass) -> Iterator[Letter]:
    """The messages of a batch that can go out; the others are settled."""
    now = running.clock()
    for message in batch.messages:
        written = _unless_it_fails(message, partial(_write, message, batch.reasons, now))
        if isinstance(written, Letter):
            yield written
        else:
            running.counts[written] += 1


def _unless_it_fails[Result](message: Message, act: Callable[[], Result]) -> Result | Outcome:
    try:
        return act()
    except Exception as fault:
        log.error("Message %s failed: %s", message.opaque_id, trace(fault))
        return Outcome.FAILED


def _write(message: Message, reasons: Reasons, now: datetime) -> Letter | Outcome:
    """Write a message, or settle one that has nothing to say or cannot be written."""
    says = reasons.said_by(message)
    if says is None:
        return settle(message, Outcome.DROPPED, state=MessageState.DROPPED, last_error=REASON_ENDED)
    try:
        text = text_of(message, says, now)
        return Letter(message, text, compose(message, text, now).written_out())
    except Exception as reason:
        return _park(message, reason)


def _send(letter: Letter, reasons: Reasons, running: Pass) -> Outcome:
    """Give one letter away and settle its message."""
    try:
        running.line.deliver(letter.email)
    except Refused as reason:
        return _park(letter.message, reason)
    except Exception as reason:
        return _retry(letter.message, reasons, reason, running.clock())
    return _mark_sent(letter, reasons, running.clock())


def _park(message: Message, reason: Exception) -> Outcome:
    return settle(message, Outcome.PARKED, state=MessageState.PARKED, last_error=_in_words(reason))


def _retry(message: Message, reasons: Reasons, reason: Exception, now: datetime) -> Outcome:
    again = next_try(now, message.attempts, message.first_tried_at or now)
    if again is None:
        return _park(message, reason)
    return settle(
        message,
        Outcome.RETRIED,
        state=MessageState.QUEUED,
        not_before=hours_of(reasons.chosen).next_slot(again).not_before,
        last_error=_in_words(reason),
    )


def _mark_sent(letter: Letter, reasons: Reasons, now: datetime) -> Outcome:
    """Record that the server took the message, with its audit row, in one transaction.

    Where the lease had ended before, that a copy went out is recorded all the same.
    """
    message, text, _email = letter
    if mark_sent(message, text, now, _audit(message, reasons, Outcome.SENT)):
        return Outcome.SENT
    write_audit([_audit(message, reasons, Outcome.LATE)])
    return Outcome.LATE


def _audit(message: Message, reasons: Reasons, outcome: Outcome) -> AuditRow:
    return audit_row(
        message.clinic,
        f"message.{outcome}",
        by=None,
        subject=message.opaque_id,
        kind=message.kind,
        recipient=message.recipient_id,
        patient=message.patient.opaque_id.hex if message.patient else None,
        attempt=message.attempts,
        obligations=[duty.key for duty in reasons.news_for(message)],
    )


def _in_words(reason: Exception) -> str:
    return fit_to_keep(f"{type(reason).__name__}: {reason}")
