"""A message counts as sent with its audit row, or not at all, and only for who holds it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection

from accounts.audit import audit_row
from accounts.models import AuditRow
from monitoring.mail import marking
from monitoring.mail.claiming import claim_batch
from monitoring.mail.marking import mark_sent
from monitoring.mail.scanning import scan_due
from monitoring.mail.wording import Text
from monitoring.models import Message, MessageState, Obligation
from tests.unit.mail.clinics import NOON

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

TEXT = Text("1 follow-up; 100 % 'quoted'", "Größe\nand a %s", "<p>Größe</p>")


@pytest.fixture
def message(overdue: Obligation) -> Message:
    """One that this sender has claimed."""
    scan_due(NOON)
    return claim_batch(overdue.clinic, NOON).messages[0]


def row_about(message: Message, **detail: Any) -> AuditRow:
    about = {"subject": message.opaque_id, "patient": uuid.uuid4(), "obligations": [1, 2]}
    return audit_row(message.clinic, "message.sent", by=None, **about, **detail)


def test_what_was_said_is_kept_with_its_audit_row(message: Message) -> None:
    Message.objects.update(last_error="451 not now")
    row = row_about(message, note="'; DROP TABLE x; %s")
    assert mark_sent(message, TEXT, NOON, row)
    kept = Message.objects.get()
    assert Text(kept.subject, kept.body, kept.page) == TEXT
    assert (kept.state, kept.sent_at, kept.last_error) == (MessageState.SENT, NOON, "")
    assert (kept.lease, kept.leased_until, kept.attempts) == (None, None, 1)
    [told] = AuditRow.objects.all()
    for field in AuditRow._meta.concrete_fields:
        if not field.primary_key:
            assert getattr(told, field.attname) == getattr(row, field.attname), field.name


def test_no_other_message_is_touched(message: Message) -> None:
    other = Message.objects.get()
    other.pk, other.opaque_id, other.local_day = None, uuid.uuid4(), other.local_day.replace(day=1)
    other.save()
    assert mark_sent(message, TEXT, NOON, row_about(message))
    assert Message.objects.get(pk=other.pk).state == MessageState.LEASED
    assert AuditRow.objects.count() == 1


LOST: dict[str, Callable[[], object]] = {
    "claimed by another": lambda: Message.objects.update(lease=uuid.uuid4()),
    "given back": lambda: Message.objects.update(state=MessageState.QUEUED, lease=None),
    "sent by another": lambda: Message.objects.update(state=MessageState.SENT),
}


@pytest.mark.parametrize("lose", [pytest.param(act, id=name) for name, act in LOST.items()])
def test_nothing_is_written_once_the_claim_has_ended(
    message: Message, lose: Callable[[], object]
) -> None:
    lose()
    before = Message.objects.values().get()
    assert not mark_sent(message, TEXT, NOON, row_about(message))
    assert Message.objects.values().get() == before
    assert not AuditRow.objects.exists()


def test_a_row_that_the_database_refuses_leaves_the_message_unmarked(message: Message) -> None:
    row = row_about(message)
    row.at = None
    with pytest.raises(DatabaseError):
        mark_sent(message, TEXT, NOON, row)
    assert Message.objects.get().state == MessageState.LEASED
    assert not AuditRow.objects.exists()


class Killed(BaseException):
    """Ends a sender as a signal would."""


def test_death_between_two_statements_undoes_the_first(
    message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL takes both as one statement.")

    def die(_rows: list[AuditRow]) -> None:
        raise Killed

    monkeypatch.setattr(marking, "write_audit", die)
    with pytest.raises(Killed):
        mark_sent(message, TEXT, NOON, row_about(message))
    assert Message.objects.get().state == MessageState.LEASED
