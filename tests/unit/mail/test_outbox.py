"""What the outbox page is told: states with reasons, passes that fell silent, rows at risk."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AuditRow, Clinic, User
from accounts.roles import Role
from monitoring.mail import outbox, preview, reconciling, steering, watching
from monitoring.mail.scanning import scan_due
from monitoring.models import Message, Obligation, ScanRun
from tests.unit.mail.clinics import NOON, follow, found_clinic, join, owe, scan_and_send, send
from tests.unit.mail.servers import ANSWERS, Answering

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_messages_of_a_clinic_newest_first(clinic: Clinic, anna: User, overdue: Any) -> None:
    scan_and_send()
    for kind in ("labs", "hct"):
        owe(follow(clinic, anna), kind=kind)
    scan_due(NOON + timedelta(hours=1))
    assert [(each.state, each.told) for each in outbox.messages_of(clinic)] == [
        ("queued", 2),
        ("sent", 1),
    ]
    assert not outbox.messages_of(found_clinic("two")).exists()


def test_states_are_counted(clinic: Clinic, overdue: Obligation) -> None:
    scan_and_send()
    expected = {"queued": 0, "leased": 0, "sent": 1, "parked": 0, "bounced": 0, "dropped": 0}
    assert outbox.counts_by_state(clinic) == expected


def test_parked_message_is_shown_with_the_server_s_words(
    clinic: Clinic, overdue: Obligation, server: type[Answering]
) -> None:
    server.answer = ANSWERS["unknown recipient"]
    scan_and_send()
    [parked] = outbox.messages_of(clinic).needing_somebody()
    assert "No such user" in outbox.reason_of(parked)


@pytest.mark.parametrize(
    ("state", "attempts", "error", "reason"),
    [
        pytest.param("queued", 0, "", "Waiting to be sent", id="waiting"),
        pytest.param(
            "queued",
            2,
            "TimeoutError: timed out",
            "Attempt 2 failed (TimeoutError: timed out). Will be tried again.",
            id="to be tried again",
        ),
        pytest.param("leased", 1, "", "Being sent", id="being sent"),
        pytest.param("sent", 1, "", "Sent", id="sent"),
        pytest.param("parked", 1, "No such user", "No such user", id="parked"),
        pytest.param("bounced", 1, "Mailbox full", "Mailbox full", id="came back"),
        pytest.param("dropped", 1, "Ended", "Ended", id="dropped"),
    ],
)
def test_reason(state: str, attempts: int, error: str, reason: str) -> None:
    message = Message(state=state, attempts=attempts, last_error=error)
    assert outbox.reason_of(message) == reason


def test_parked_message_can_be_sent_again(
    clinic: Clinic, anna: User, overdue: Obligation, server: type[Answering], mailoutbox: Any
) -> None:
    server.answer = ANSWERS["unknown recipient"]
    scan_and_send()
    server.answer = None
    message = Message.objects.get()
    assert steering.send_again(message, by=anna, now=NOON)
    assert not steering.send_again(message, by=anna, now=NOON)
    assert AuditRow.objects.get(action="message.queued-again").by == anna
    assert send()["sent"] == 1
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("state", ["queued", "leased", "sent", "dropped"])
def test_only_a_parked_message_is_sent_again(anna: User, overdue: Any, state: str) -> None:
    scan_due(NOON)
    Message.objects.update(state=state)
    assert not steering.send_again(Message.objects.get(), by=anna, now=NOON)
    assert Message.objects.get().state == state


def test_clinic_without_anybody_to_tell_is_shown(clinic: Clinic) -> None:
    owe(follow(clinic))
    assert reconciling.nobody_told(clinic, NOON) == 1
    said = f"{clinic.slug}: overdue duties with nobody on the staff to tell: 1"
    assert said in reconciling.all_problems(NOON)
    join(clinic, Role.ADMINISTRATOR, "administrator")
    assert said not in reconciling.all_problems(NOON)


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        pytest.param("scan", 30, id="scan"),
        pytest.param("send", 5, id="send"),
        pytest.param("judge", 120, id="judge"),
    ],
)
def test_pass_that_fell_silent_is_named(name: str, minutes: int) -> None:
    for each in ("scan", "send", "judge"):
        ScanRun.objects.record(each, NOON, {})
    ScanRun.objects.record(name, NOON - timedelta(minutes=minutes), {})
    assert watching.silent_passes(NOON) == []
    assert watching.silent_passes(NOON + timedelta(seconds=1)) == [name]


def test_pass_that_never_ran_is_silent() -> None:
    assert watching.silent_passes(NOON) == ["scan", "send", "judge"]
    assert watching.last_runs() == {}


def test_waiting_message_is_shown_as_it_would_go_out(overdue: Obligation) -> None:
    scan_due(NOON)
    message = Message.objects.get()
    before = preview.text_of(message, NOON)
    send()
    message.refresh_from_db()
    assert (message.subject, message.body) == (before.subject, before.body)
    assert preview.text_of(message, NOON) == before
    assert before.subject == "1 follow-up needs attention"


def test_message_with_nothing_left_to_say_is_shown_empty(overdue: Obligation) -> None:
    scan_due(NOON)
    Obligation.objects.update(closed_at=NOON)
    shown = preview.text_of(Message.objects.get(), NOON)
    assert (shown.subject, shown.body) == ("", "")


AT_RISK: list[tuple[str, dict[str, Any], bool]] = [
    ("due", {}, True),
    ("not yet", {"not_before": NOON + timedelta(seconds=1)}, False),
    ("lease ended", {"state": "leased", "leased_until": NOON}, True),
    ("lease runs", {"state": "leased", "leased_until": NOON + timedelta(seconds=1)}, False),
    ("sent", {"state": "sent"}, False),
    ("parked", {"state": "parked"}, False),
    ("dropped", {"state": "dropped"}, False),
]


@pytest.mark.parametrize(
    ("changes", "at_risk"),
    [pytest.param(changes, at_risk, id=name) for name, changes, at_risk in AT_RISK],
)
def test_what_a_sender_may_claim(
    overdue: Obligation, changes: dict[str, Any], at_risk: bool
) -> None:
    scan_due(NOON)
    Message.objects.update(**changes)
    assert Message.objects.due(NOON).exists() is at_risk
    send()
    assert not Message.objects.due(NOON).exists()
