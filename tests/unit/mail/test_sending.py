"""The send pass: each message is claimed, checked again, sent, and settled by itself."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from monitoring.mail import sending
from monitoring.mail.claiming import LEASE, claim_batch
from monitoring.mail.saying import Reasons
from monitoring.mail.scanning import scan_due
from monitoring.models import Message, MessageState, Notice, Obligation, ScanRun
from patients.models import PatientDetails
from tests.unit.mail.clinics import (
    NOON,
    TODAY,
    follow,
    join,
    owe,
    scan_and_send,
    send,
    without_digests,
)
from tests.unit.mail.servers import ANSWERS, Answering

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TEMPORARY = [
    "greylisted",
    "sender put off",
    "busy",
    "hung up",
    "no answer",
    "nobody there",
    "wrong certificate",
]
PERMANENT = ["unknown recipient", "sender refused", "content refused", "invalid address"]


def test_overdue_duty_becomes_an_email(overdue: Obligation, mailoutbox: list[Any]) -> None:
    assert scan_and_send()["sent"] == 1
    [email] = mailoutbox
    assert email.to == ["anna@clinic.example"]
    message = Message.objects.get()
    assert (message.state, message.sent_at, message.attempts) == (MessageState.SENT, NOON, 1)
    assert (message.subject, message.body) == (email.subject, email.body)
    assert (message.lease, message.leased_until, message.last_error) == (None, None, "")


def test_second_pass_sends_nothing(overdue: Obligation, mailoutbox: list[Any]) -> None:
    scan_and_send()
    assert sum(scan_and_send(NOON + timedelta(minutes=1)).values()) == 0
    assert len(mailoutbox) == 1


def test_claim_is_for_one_sender(overdue: Obligation) -> None:
    scan_due(NOON)
    clinic = overdue.clinic
    assert len(claim_batch(clinic, NOON).messages) == 1
    assert claim_batch(clinic, NOON + LEASE - timedelta(seconds=1)).messages == []
    assert len(claim_batch(clinic, NOON + LEASE).messages) == 1
    assert Message.objects.get().attempts == 2


def test_sent_message_leaves_an_audit_row(overdue: Obligation) -> None:
    scan_and_send()
    row = AuditRow.objects.get(action="message.sent")
    message = Message.objects.get()
    assert (row.by, row.clinic, row.subject) == (None, message.clinic, str(message.opaque_id))
    assert row.detail["obligations"] == [overdue.pk]


def test_mark_that_fails_leaves_the_message_unsent(
    overdue: Obligation, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_due(NOON)
    monkeypatch.setattr(sending, "mark_sent", lambda *given: 1 / 0)
    assert send()["failed"] == 1
    assert Message.objects.get().state == MessageState.LEASED
    assert not AuditRow.objects.exists()


ENDINGS = {
    "duty met": lambda: Obligation.objects.update(closed_at=NOON),
    "due date moved": lambda: Obligation.objects.update(overdue_from=TODAY + timedelta(days=1)),
    "other due date": lambda: Obligation.objects.update(due_on=TODAY - timedelta(days=90)),
    "died": lambda: PatientDetails.objects.update(deceased_on=TODAY),
    "discharged": lambda: PatientDetails.objects.update(discharged_on=TODAY),
    "recipient left": lambda: Membership.objects.update(is_active=False),
    "account closed": lambda: User.objects.update(is_active=False),
    "no longer treats": lambda: Membership.objects.update(role=Role.LAB_ENTRY),
    "no longer his": lambda: PatientDetails.objects.update(
        owner=join(Clinic.objects.get(), Role.CLINICIAN, "ben")
    ),
}


@pytest.mark.parametrize("ending", [pytest.param(end, id=name) for name, end in ENDINGS.items()])
def test_nothing_goes_out_when_the_reason_ended(
    clinic: Clinic, overdue: Obligation, mailoutbox: list[Any], ending: Any
) -> None:
    without_digests(clinic)
    scan_due(NOON)
    ending()
    assert send()["dropped"] == 1
    assert mailoutbox == []
    message = Message.objects.get()
    assert message.state == MessageState.DROPPED
    assert message.last_error
    assert Notice.objects.get().withdrawn_at == NOON


def test_text_counts_only_what_still_holds(
    clinic: Clinic, anna: User, overdue: Obligation, mailoutbox: list[Any]
) -> None:
    owe(follow(clinic, anna))
    scan_due(NOON)
    Obligation.objects.filter(pk=overdue.pk).update(closed_at=NOON)
    send()
    assert mailoutbox[0].subject == "1 follow-up needs attention"
    assert Notice.objects.standing().count() == 1


def test_moved_duty_is_counted_once(overdue: Obligation, mailoutbox: list[Any]) -> None:
    scan_due(NOON)
    Obligation.objects.update(due_on=overdue.due_on - timedelta(days=7))
    scan_and_send()
    assert mailoutbox[0].subject == "1 follow-up needs attention"


@pytest.mark.parametrize("name", TEMPORARY)
def test_failure_that_may_pass_is_tried_again(
    overdue: Obligation, server: type[Answering], mailoutbox: list[Any], name: str
) -> None:
    server.answer = ANSWERS[name]
    assert scan_and_send()["retried"] == 1
    message = Message.objects.get()
    assert (message.state, message.attempts) == (MessageState.QUEUED, 1)
    assert message.not_before == NOON + timedelta(minutes=1)
    assert type(server.answer).__name__ in message.last_error
    server.answer = None
    assert send(NOON + timedelta(seconds=59))["sent"] == 0
    assert send(NOON + timedelta(minutes=1))["sent"] == 1
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("name", PERMANENT)
def test_refusal_for_good_parks(overdue: Obligation, server: type[Answering], name: str) -> None:
    server.answer = ANSWERS[name]
    assert scan_and_send()["parked"] == 1
    message = Message.objects.get()
    assert (message.state, message.lease) == (MessageState.PARKED, None)
    assert message.last_error.startswith("Refused")
    server.answer = None
    assert sum(send(NOON + timedelta(days=1)).values()) == 0


def test_text_that_cannot_be_written_parks(
    overdue: Obligation, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    monkeypatch.setattr(sending, "text_of", lambda *given: 1 / 0)
    assert scan_and_send()["parked"] == 1
    assert "ZeroDivisionError" in Message.objects.get().last_error
    assert mailoutbox == []


def test_server_out_of_reach_parks_nothing(overdue: Obligation, server: type[Answering]) -> None:
    server.fails_to_open = UnicodeError("the server's name cannot be written")
    assert scan_and_send()["retried"] == 1


def test_failing_farewell_does_not_send_twice(
    overdue: Obligation, server: type[Answering], mailoutbox: list[Any]
) -> None:
    server.fails_to_close = ANSWERS["no answer"]
    assert scan_and_send()["sent"] == 1
    assert len(mailoutbox) == 1


def test_poison_does_not_block_the_others(
    clinic: Clinic, server: type[Answering], mailoutbox: list[Any]
) -> None:
    for number in range(10):
        owe(follow(clinic, join(clinic, Role.CLINICIAN, f"person{number}")))
    server.answer, server.only_to = ANSWERS["unknown recipient"], "person0"
    counts = scan_and_send()
    assert (counts["sent"], counts["parked"]) == (9, 1)
    assert len(mailoutbox) == 9
    assert not Message.objects.due(NOON).exists()


def test_unforeseen_fault_does_not_block_the_others(
    clinic: Clinic, anna: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    owe(follow(clinic, anna))
    owe(follow(clinic, join(clinic, Role.CLINICIAN, "ben")))
    scan_due(NOON)
    said_by, poisoned = Reasons.said_by, anna

    def faulty(reasons: Reasons, message: Message) -> Any:
        return 1 / 0 if message.recipient == poisoned else said_by(reasons, message)

    monkeypatch.setattr(Reasons, "said_by", faulty)
    counts = send()
    assert (counts["sent"], counts["failed"]) == (1, 1)
    assert "ZeroDivisionError" in caplog.text
    assert "anna" not in caplog.text


def test_schedule_of_a_server_that_stays_away(overdue: Obligation, server: type[Answering]) -> None:
    server.answer = ANSWERS["nobody there"]
    scan_due(NOON)
    waits, now = [], NOON
    while Message.objects.get().state == MessageState.QUEUED:
        send(now)
        later = Message.objects.get().not_before
        waits.append((later - now).total_seconds() / 60)
        now = later
    assert waits[:6] == [1, 5, 15, 60, 240, 14 * 60 + 9]
    assert Message.objects.get().state == MessageState.PARKED
    assert timedelta(days=4) < now - NOON <= timedelta(days=5)


def test_message_that_is_tried_too_long_is_parked_even_if_no_try_ends(overdue: Obligation) -> None:
    scan_due(NOON)
    Message.objects.update(attempts=9, first_tried_at=NOON - timedelta(days=5, seconds=1))
    assert send()["parked"] == 1
    assert "five days" in Message.objects.get().last_error


def test_late_worker_does_not_send_at_night(overdue: Obligation, mailoutbox: list[Any]) -> None:
    scan_due(NOON)
    evening = NOON + timedelta(hours=8)
    assert send(evening)["put_off"] == 1
    message = Message.objects.get()
    assert (message.state, message.attempts) == (MessageState.QUEUED, 0)
    assert send(NOON + timedelta(hours=19, minutes=29))["sent"] == 0
    assert send(NOON + timedelta(hours=19, minutes=30))["sent"] == 1


def test_second_message_of_a_day_waits_for_the_next(
    clinic: Clinic, anna: User, overdue: Obligation, mailoutbox: list[Any]
) -> None:
    scan_and_send()
    owe(follow(clinic, anna))
    scan_due(NOON + timedelta(minutes=15))
    Message.objects.filter(state="queued").update(not_before=NOON)
    assert send(NOON + timedelta(minutes=16))["put_off"] == 1
    assert send(NOON + timedelta(hours=19, minutes=30))["sent"] == 1
    assert len(mailoutbox) == 2


def test_days_of_failure_end_in_one_message(
    clinic: Clinic, anna: User, server: type[Answering], mailoutbox: list[Any]
) -> None:
    server.answer = ANSWERS["nobody there"]
    for days in range(3):
        owe(follow(clinic, anna), -days)
        scan_and_send(NOON + timedelta(days=days))
    server.answer = None
    send(NOON + timedelta(days=2, minutes=30))
    assert [email.subject for email in mailoutbox] == ["3 follow-ups need attention"]
    assert sorted(each.state for each in Message.objects.all()) == ["dropped", "dropped", "sent"]


def test_pass_ends_in_time_and_leases_run_from_the_claim(
    clinic: Clinic, mailoutbox: list[Any]
) -> None:
    for number in range(8):
        owe(follow(clinic, join(clinic, Role.CLINICIAN, f"person{number}")))
    scan_due(NOON)
    elapsed = iter(range(0, 10_000, 4))
    sending.send_due(NOON, seconds=lambda: float(next(elapsed)))
    times = sorted(filter(None, Message.objects.values_list("sent_at", flat=True)))
    assert 1 < len(times) < 8
    assert timedelta(seconds=30) < times[-1] - NOON < sending.PASS_LASTS * 1.5
    assert not Message.objects.filter(state=MessageState.LEASED).exists()


def test_send_pass_leaves_its_mark(overdue: Obligation) -> None:
    scan_and_send()
    run = ScanRun.objects.get(name="send")
    assert (run.finished_at, run.counts["sent"], run.counts["parked"]) == (NOON, 1, 0)
