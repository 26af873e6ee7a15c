"""What a person does about a message: try it again, leave it, send it now."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import AuditRow, Clinic, User
from monitoring.mail import steering
from monitoring.mail.reconciling import reconcile
from monitoring.mail.scanning import scan_due
from monitoring.models import Message, Notice, Obligation
from tests.unit.mail.clinics import NOON, follow, owe, scan_and_send, send
from tests.unit.mail.servers import ANSWERS, Answering

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

EVENING = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
"""Eight in the evening in New York: sending has ended for the day."""

MORNING = datetime(2026, 11, 19, 12, 30, tzinfo=UTC)
"""Half past seven of the next day there."""


@pytest.mark.parametrize("state", ["parked", "bounced"])
def test_a_message_that_nobody_got_is_tried_again(
    state: str, anna: User, overdue: Obligation, mailoutbox: Any
) -> None:
    scan_due(NOON)
    Message.objects.update(state=state, last_error="No such user", attempts=3)
    assert steering.send_again(Message.objects.get(), by=anna, now=NOON)
    assert send()["sent"] == 1
    assert len(mailoutbox) == 1
    assert AuditRow.objects.get(action="message.queued-again").by == anna


@pytest.mark.parametrize("state", ["parked", "bounced"])
def test_a_message_that_is_left_says_by_which_role_and_why_it_failed(
    state: str, anna: User, overdue: Obligation
) -> None:
    scan_due(NOON)
    Message.objects.update(state=state, last_error="No such user")
    assert steering.leave(Message.objects.get(), by=anna, role="clinician")
    message = Message.objects.get()
    assert (message.state, message.last_error) == (
        "dropped",
        "Stopped by a person: clinician. No such user",
    )
    assert anna.name not in message.last_error
    assert AuditRow.objects.get(action="message.left").by == anna


def test_what_was_left_is_neither_told_again_nor_lost(anna: User, overdue: Obligation) -> None:
    scan_due(NOON)
    Message.objects.update(state="parked")
    steering.leave(Message.objects.get(), by=anna, role="clinician")
    scan_due(NOON + timedelta(minutes=15))
    assert Message.objects.count() == 1
    assert Notice.objects.standing().count() == 1
    assert reconcile(NOON + timedelta(minutes=15)) == []


@pytest.mark.parametrize("state", ["queued", "leased", "sent", "dropped"])
def test_nothing_else_is_tried_again_or_left(anna: User, overdue: Any, state: str) -> None:
    scan_due(NOON)
    Message.objects.update(state=state)
    assert not steering.send_again(Message.objects.get(), by=anna, now=NOON)
    assert not steering.leave(Message.objects.get(), by=anna, role="lead")
    assert Message.objects.get().state == state
    assert not AuditRow.objects.filter(action__startswith="message.").exists()


def test_a_message_that_waits_for_a_retry_is_sent_now(
    anna: User, overdue: Obligation, server: type[Answering]
) -> None:
    server.answer = ANSWERS["busy"]
    scan_and_send()
    server.answer = None
    message = Message.objects.get()
    assert message.not_before > NOON
    assert steering.send_now(message, by=anna, now=NOON) == NOON
    assert send()["sent"] == 1
    assert AuditRow.objects.filter(action="message.brought-forward").count() == 1


def test_outside_the_hours_it_says_when_it_goes_out(anna: User, overdue: Obligation) -> None:
    scan_due(EVENING)
    moment = steering.send_now(Message.objects.get(), by=anna, now=EVENING)
    assert moment == Message.objects.get().not_before == MORNING
    assert send(EVENING)["sent"] == 0


def test_as_the_second_of_a_day_it_goes_out_the_next(
    clinic: Clinic, anna: User, overdue: Obligation
) -> None:
    scan_and_send()
    owe(follow(clinic, anna), kind="dexa")
    scan_due(NOON + timedelta(hours=1))
    message = Message.objects.get(state="queued")
    assert steering.send_now(message, by=anna, now=NOON + timedelta(hours=1)) == MORNING


def test_a_message_without_a_reason_is_not_sent(anna: User, overdue: Obligation) -> None:
    scan_due(NOON)
    Obligation.objects.update(closed_at=NOON)
    assert steering.send_now(Message.objects.get(), by=anna, now=NOON) is None


@pytest.mark.parametrize("state", ["leased", "sent", "parked", "dropped"])
def test_only_what_waits_is_sent_now(state: str, anna: User, overdue: Obligation) -> None:
    scan_due(NOON)
    Message.objects.update(state=state, subject="1 follow-up")
    assert steering.send_now(Message.objects.get(), by=anna, now=NOON) is None
    assert not AuditRow.objects.filter(action="message.brought-forward").exists()
