"""Senders that die or sleep at the worst moment: nothing is lost, copies can be recognised."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AuditRow
from accounts.roles import Role
from monitoring.mail import sending
from monitoring.mail.claiming import LEASE
from monitoring.mail.delivery import Line
from monitoring.mail.scanning import scan_due
from monitoring.models import Message, MessageState, Obligation
from tests.unit.mail.clinics import (
    NOON,
    follow,
    found_clinic,
    join,
    owe,
    scan_and_send,
    send,
    without_digests,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ONE_SECOND = timedelta(seconds=1)


class Killed(BaseException):
    """Ends a sender as a signal would: no handler of exceptions sees it."""


@pytest.fixture
def overdue() -> Obligation:
    clinic = found_clinic()
    return owe(follow(clinic, join(clinic, Role.CLINICIAN, "anna")))


deliver = Line.deliver


def killed(*_given: Any) -> None:
    raise Killed


def killed_after_sending(line: Line, email: Any) -> None:
    deliver(line, email)
    raise Killed


def die(monkeypatch: pytest.MonkeyPatch, at: str, death: Callable[..., None]) -> None:
    """Let one send pass die at a step, and the next ones live."""
    scan_due(NOON)
    with monkeypatch.context() as patch:
        patch.setattr(Line if at == "deliver" else sending, at, death)
        with pytest.raises(Killed):
            send(NOON)


@pytest.mark.parametrize(
    ("at", "death", "copies"),
    [
        pytest.param("compose", killed, 1, id="while writing"),
        pytest.param("deliver", killed, 1, id="before the server has it"),
        pytest.param("deliver", killed_after_sending, 2, id="after the server has it"),
        pytest.param("_mark_sent", killed, 2, id="before marking"),
    ],
)
def test_message_of_a_dead_sender_goes_out_after_its_lease(
    overdue: Obligation, monkeypatch: Any, mailoutbox: list[Any], at: str, death: Any, copies: int
) -> None:
    die(monkeypatch, at, death)
    assert Message.objects.get().state == MessageState.LEASED
    assert send(NOON + LEASE - ONE_SECOND)["sent"] == 0
    assert Message.objects.due(NOON + LEASE).count() == 1
    assert send(NOON + LEASE)["sent"] == 1
    assert len(mailoutbox) == copies
    assert len({email.extra_headers["Message-ID"] for email in mailoutbox}) == 1
    assert not Message.objects.due(NOON + LEASE).exists()


def test_duty_met_after_a_crash_is_not_announced(
    overdue: Obligation, monkeypatch: Any, mailoutbox: list[Any]
) -> None:
    die(monkeypatch, "deliver", killed)
    Obligation.objects.update(closed_at=NOON)
    assert send(NOON + LEASE)["dropped"] == 1
    assert mailoutbox == []


def test_sender_that_kills_every_sender_is_parked_in_the_end(
    overdue: Obligation, monkeypatch: Any
) -> None:
    scan_due(NOON)
    monkeypatch.setattr(Line, "deliver", killed)
    for days in range(6):
        with pytest.raises(Killed):
            send(NOON + timedelta(days=days))
    assert send(NOON + timedelta(days=6))["parked"] == 1


def test_sleeper_that_outlives_its_lease_changes_nothing(
    overdue: Obligation, monkeypatch: Any, mailoutbox: list[Any]
) -> None:
    """The sleeper's copy is the second; the other sender's mark stands, and both are on record."""
    scan_due(NOON)

    def sleep(line: Line, email: Any) -> None:
        monkeypatch.setattr(Line, "deliver", deliver)
        assert send(NOON + LEASE)["sent"] == 1
        deliver(line, email)

    monkeypatch.setattr(Line, "deliver", sleep)
    assert send(NOON)["late"] == 1
    assert Message.objects.get().sent_at == NOON + LEASE
    assert len({email.extra_headers["Message-ID"] for email in mailoutbox}) == 1
    actions = sorted(AuditRow.objects.values_list("action", flat=True))
    assert actions == ["message.late", "message.sent"]


@pytest.mark.parametrize("failure", [OSError("cut"), ValueError("bad")], ids=["retry", "park"])
def test_sleeper_that_fails_does_not_touch_the_other_s_mark(
    overdue: Obligation, monkeypatch: Any, failure: Exception
) -> None:
    scan_due(NOON)

    def sleep_and_fail(line: Line, email: Any) -> None:
        monkeypatch.setattr(Line, "deliver", deliver)
        assert send(NOON + LEASE)["sent"] == 1
        raise failure

    monkeypatch.setattr(Line, "deliver", sleep_and_fail)
    send(NOON)
    message = Message.objects.get()
    assert (message.state, message.last_error) == (MessageState.SENT, "")


def test_duty_found_while_a_message_is_out_goes_into_the_next(
    overdue: Obligation, monkeypatch: Any, mailoutbox: list[Any]
) -> None:
    """Into a message already written it would vanish: attached, and told to nobody."""
    clinic = overdue.clinic
    without_digests(clinic)
    anna = Message._meta.get_field("recipient").related_model.objects.get()
    scan_due(NOON)

    def scan_meanwhile(line: Line, email: Any) -> None:
        owe(follow(clinic, anna))
        scan_due(NOON)
        deliver(line, email)

    monkeypatch.setattr(Line, "deliver", scan_meanwhile)
    send(NOON)
    monkeypatch.setattr(Line, "deliver", deliver)
    assert scan_and_send(NOON + timedelta(days=1))["sent"] == 1
    assert [email.subject for email in mailoutbox] == ["1 follow-up needs attention"] * 2
