"""Safeguards switched off, one by one, inside a program of a test and nowhere else.

A fault test is worth something only if it fails without the safeguard that it is about. Each
function here takes one away from the running program; the test named `test_control_...` then has
to see something lost or doubled.
"""

import os
import signal
import sys
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from functools import partialmethod
from typing import Any

from celery.signals import worker_shutting_down
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils.timezone import now as real_now

from config.celery import app
from monitoring.mail import delivery, hours, scanning, sending
from monitoring.mail.delivery import Line
from monitoring.models import Message, MessageState
from monitoring.models.outbox import MessageQuerySet

Email = Any
ON_THE_PRODUCTS_TIME = Line.deliver


def hurry(speed: float) -> None:
    """No weakness: the deadline of a delivery keeps its share of the lease on a fast clock."""
    Line.deliver = partialmethod(Line.deliver, seconds=delivery.DEADLINE / speed)


def marks_before_it_sends() -> None:
    """A message counts as sent before the server has it, and a failure is not looked at."""
    deliver = Line.deliver

    def mark_and_deliver(line: Line, email: Email) -> None:
        _message_of(email).update(state=MessageState.SENT, lease=None, sent_at=real_now())
        try:
            deliver(line, email)
        except Exception:  # as in software that does not look
            return

    Line.deliver = mark_and_deliver


def claim_keeps_nobody_off() -> None:
    """A message that somebody else holds can be claimed as well."""

    def due(self: MessageQuerySet, now: datetime) -> MessageQuerySet:
        open_states = [MessageState.QUEUED, MessageState.LEASED]
        return self.filter(state__in=open_states, not_before__lte=now)

    MessageQuerySet.due = due


def late_writer_is_believed() -> None:
    """Whoever comes back after his lease writes over what another sender noted."""
    MessageQuerySet.leased_as = lambda self, message: self.filter(pk=message.pk)


def has_no_deadline() -> None:
    """A delivery may take as long as the server likes."""
    settings.MAILERS["default"]["OPTIONS"]["timeout"] = 600
    Line.deliver = partialmethod(ON_THE_PRODUCTS_TIME, seconds=600)


def never_tries_again() -> None:
    """The first failure is the last."""
    sending.next_try = lambda *_when: None


def forgets_what_was_told() -> None:
    """A scan looks at every duty again and again."""
    scanning._move_on = lambda *_given: None


def sends_all_in_one_transaction() -> None:
    """A pass is all or nothing: what cannot be sent undoes the marks of what was sent."""
    send_due = sending.send_due

    def all_or_nothing(*given: Any) -> Any:
        try:
            with transaction.atomic():
                return send_due(*given)
        except Unsendable as reason:
            raise RuntimeError("Nothing of this pass counts.") from reason

    def fail(_message: Message, reason: Exception) -> None:
        raise Unsendable from reason

    sending.send_due = all_or_nothing
    sending._park = fail


class Unsendable(BaseException):
    """Passes every handler, and so ends the whole pass."""


def keeps_one_offset() -> None:
    """The hours of sending are reckoned by today's distance from UTC, all the year round."""
    real = hours.ZoneInfo

    def fixed(name: str) -> timezone:
        offset = datetime(2026, 1, 15, tzinfo=UTC).astimezone(real(name)).utcoffset()
        return timezone(offset or timedelta())

    hours.ZoneInfo = fixed


def writes_a_new_identity_each_time() -> None:
    """A copy cannot be told from another message."""
    compose = sending.compose

    def anew(*given: Any) -> Email:
        email = compose(*given)
        email.extra_headers["Message-ID"] = f"<{uuid.uuid4().hex}@clinic.example>"
        return email

    sending.compose = anew


def insists_on_encryption() -> None:
    """No weakness: a set-up that the mail server cannot serve."""
    settings.MAILERS["default"]["OPTIONS"]["use_tls"] = True


def reaches_nobody() -> None:
    """No weakness: a set-up with a port where nobody listens."""
    settings.MAILERS["default"]["OPTIONS"]["port"] = 9


def says_yes_whatever_happens() -> None:
    """A page counts as saved whether or not it was."""
    programs = sys.modules["tests.fault.programs"]
    registers = programs.registers

    def say_yes(browser: Client, record_number: str) -> bool:
        registers(browser, record_number)
        return True

    programs.registers = say_yes


def leaves_at_once() -> None:
    """A worker that is asked to end drops what it holds."""
    worker_shutting_down.connect(lambda **_circumstances: os._exit(0), weak=False)


def queues_within_a_page() -> None:
    """A page wakes the worker itself, and waits for the queue to take that."""
    commit = transaction.Atomic.__exit__

    def commit_and_queue(*given: Any) -> Any:
        left = commit(*given)
        if not transaction.get_connection().in_atomic_block:
            with suppress(Exception):
                app.send_task("monitoring.send_due", retry=False)
        return left

    transaction.Atomic.__exit__ = commit_and_queue


def sends_only_what_is_named() -> Callable[[str], None]:
    """A sender to whom nothing is due but what it was told of; returns how to tell it."""
    due, named = MessageQuerySet.due, {"message": ""}

    def due_and_named(self: MessageQuerySet, now: datetime) -> MessageQuerySet:
        return due(self, now).filter(opaque_id=named["message"])

    MessageQuerySet.due = due_and_named
    return lambda message: named.update(message=message)


def fail_at(point: str) -> None:
    """End this program at a point of its next delivery, or stop it there until it is woken."""
    deliver = Line.deliver
    before, _, after = point.partition(",")

    def failing(line: Line, email: Email) -> None:
        Line.deliver = deliver
        _at(before)
        deliver(line, email)
        _at(after)

    Line.deliver = failing


def _at(what: str) -> None:
    match what:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "sleep":
            os.kill(os.getpid(), signal.SIGSTOP)


def _message_of(email: Email) -> Any:
    opaque_id = uuid.UUID(email.extra_headers["Message-ID"].strip("<>").partition("@")[0])
    return Message.objects.filter(opaque_id=opaque_id)
