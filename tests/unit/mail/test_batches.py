"""Messages of a batch are read in a constant number of statements, and share no trouble."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Clinic, User
from accounts.roles import Role
from monitoring.mail import claiming, sending
from monitoring.mail.claiming import BATCH, LEASE, claim_batch
from monitoring.mail.delivery import Line
from monitoring.mail.scanning import scan_due
from monitoring.models import Message, MessageState, Obligation
from tests.unit.mail.clinics import NOON, follow, join, owe, send, without_digests

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
PER_MAIL = {"postgresql": 1, "sqlite": 2}
"""The mark and its audit row, together or one after the other."""

PER_BATCH, FOR_DIGESTS = 13, 8
PER_PASS = 3
"""That nothing more is due, and the record of the pass."""

SOON = timedelta(seconds=1)


def people(clinic: Clinic, number: int) -> list[User]:
    """So many clinicians, to each of whom a message is due."""
    staff = [join(clinic, Role.CLINICIAN, f"person{n}") for n in range(number)]
    for person in staff:
        owe(follow(clinic, person))
    scan_due(NOON)
    return staff


def statements_of_a_pass(number: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert send()["sent"] == number
    return sum(not each["sql"].startswith(CONTROL) for each in captured)


@pytest.mark.parametrize("number", [1, 7, BATCH, BATCH + 1])
@pytest.mark.parametrize("digest", [False, True], ids=["news", "digest"])
def test_a_mail_costs_as_little_as_it_can_and_a_batch_the_same_for_any_number(
    clinic: Clinic, mailoutbox: list[Any], number: int, digest: bool
) -> None:
    if not digest:
        without_digests(clinic)
    people(clinic, number)
    per_batch = PER_BATCH + FOR_DIGESTS * digest
    batches = -(-number // BATCH)
    assert (
        statements_of_a_pass(number)
        == PER_PASS + per_batch * batches + PER_MAIL[connection.vendor] * number
    )


def test_a_batch_is_of_one_clinic_and_no_larger_than_it_may_be(clinic: Clinic) -> None:
    people(clinic, BATCH + 1)
    assert len(claim_batch(clinic, NOON).messages) == BATCH
    assert len(claim_batch(clinic, NOON).messages) == 1
    assert claim_batch(clinic, NOON).messages == []


class Killed(BaseException):
    """Ends a sender as a signal would."""


def kills_its_senders(monkeypatch: pytest.MonkeyPatch, victim: User) -> None:
    deliver = Line.deliver

    def lethal(line: Line, email: Any) -> None:
        if email.to == [victim.email]:
            raise Killed
        deliver(line, email)

    monkeypatch.setattr(Line, "deliver", lethal)


def sent_within_two_leases() -> int:
    """Senders come every minute, also after one that met the message that kills it."""
    for minute in range(11):
        try:
            send(NOON + timedelta(minutes=minute))
        except Killed:
            continue
    return Message.objects.filter(state=MessageState.SENT).count()


def test_a_message_that_ends_its_senders_takes_no_other_with_it(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    first, *_others = people(clinic, 4)
    kills_its_senders(monkeypatch, first)
    assert sent_within_two_leases() == 3


def test_control_taken_together_again_all_share_its_fate(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    first, *_others = people(clinic, 4)
    kills_its_senders(monkeypatch, first)
    together = lambda clinic, now: list(Message.objects.due(now).order_by("not_before", "pk"))  # noqa: E731
    monkeypatch.setattr(claiming, "_due", together)
    assert sent_within_two_leases() == 0


def test_a_worker_that_is_to_end_gives_back_what_it_has_not_begun(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    people(clinic, 4)
    deliver = Line.deliver

    def ask_meanwhile(line: Line, email: Any) -> None:
        sending.stop_asked.set()
        deliver(line, email)

    monkeypatch.setattr(Line, "deliver", ask_meanwhile)
    counts = send()
    sending.stop_asked.clear()
    assert (counts["sent"], counts["released"]) == (1, 3)
    waiting = Message.objects.exclude(state=MessageState.SENT)
    assert {(each.state, each.attempts, each.lease) for each in waiting} == {("queued", 0, None)}
    monkeypatch.setattr(Line, "deliver", deliver)
    assert send(NOON + SOON)["sent"] == 3
    assert len(mailoutbox) == 4


def test_what_cannot_be_noted_ends_the_batch(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    """A database that dies after the server took a mail costs one copy, not a batch of them."""
    people(clinic, 4)

    def gone(*_given: Any) -> Any:
        raise ConnectionError("the database is gone")

    monkeypatch.setattr(sending, "_mark_sent", gone)
    monkeypatch.setattr(sending, "release", gone)
    with pytest.raises(ConnectionError):
        send()
    assert len(mailoutbox) == 1


def test_a_lease_that_ended_ends_the_batch(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    """A sender that slept while its messages passed to another makes one copy at most."""
    people(clinic, 4)
    deliver = Line.deliver

    def sleep(line: Line, email: Any) -> None:
        monkeypatch.setattr(Line, "deliver", deliver)
        assert send(NOON + LEASE)["sent"] == 4
        deliver(line, email)

    monkeypatch.setattr(Line, "deliver", sleep)
    counts = send()
    assert (counts["late"], counts["sent"], len(mailoutbox)) == (1, 0, 5)


def test_a_second_message_to_somebody_waits_while_the_first_is_on_its_way(
    clinic: Clinic, anna: User, overdue: Obligation
) -> None:
    """So two senders cannot each send him one of two that waited for him."""
    scan_due(NOON)
    [first] = claim_batch(clinic, NOON).messages
    second = Message.objects.get(pk=first.pk)
    second.pk, second.opaque_id, second.lease = None, "0" * 32, None
    second.state, second.local_day = MessageState.QUEUED, NOON.date() + timedelta(days=1)
    second.not_before += SOON
    second.save()
    later = NOON + 2 * SOON
    assert claim_batch(clinic, later).messages == []
    sending.release([first])
    assert [each.pk for each in claim_batch(clinic, later).messages] == [first.pk]
    assert Message.objects.get(pk=second.pk).state == MessageState.DROPPED
