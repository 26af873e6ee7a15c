"""Whatever happens in whatever order: nothing owed stays untold, and nothing is told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Clinic, Membership, User, new_opaque_id
from accounts.roles import Role
from monitoring.mail.scanning import scan_due
from monitoring.models import MailPreference, Message, MessageState, Notice, Obligation
from patients.models import PatientDetails
from tests.unit.mail.clinics import NOON, TODAY, follow, found_clinic, join, owe, send
from tests.unit.mail.clinics import without_digests as no_digests
from tests.unit.mail.servers import ANSWERS, Answering

pytestmark = [pytest.mark.django_db]

DUTIES = 3
SERVERS = ("busy", "hung up", "greylisted", "unknown recipient")


class Happening:
    """A clinic with a clinician, a lead and some overdue men, and the day it is there."""

    def __init__(self, *, digest: bool = True) -> None:
        self.now = NOON
        self.clinic = found_clinic(f"course-{Clinic.objects.count()}")
        self.anna = self.hire(Role.CLINICIAN)
        self.lead = self.hire(Role.LEAD)
        owned = [follow(self.clinic, self.anna), follow(self.clinic, self.lead)]
        men = [*owned, follow(self.clinic)]
        self.duties = [owe(man, 1).pk for man in men]
        if not digest:
            no_digests(self.clinic)

    def hire(self, role: Role) -> User:
        return join(self.clinic, role, f"{role}-{User.objects.count()}")

    @property
    def today(self) -> date:
        return self.clinic.local_day(self.now)

    def duty(self, which: int) -> Obligation:
        return Obligation.objects.get(pk=self.duties[which])

    # What may happen, each with a number that says to which duty.

    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    def scan(self, _which: int) -> None:
        scan_due(self.now)

    def send(self, _which: int) -> None:
        send(self.now)

    def fail(self, which: int) -> None:
        Answering.answer = ANSWERS[SERVERS[which]]
        send(self.now)
        Answering.answer = None

    def meet(self, which: int) -> None:
        """The man came: his next duty lies a month ahead."""
        self.move(which, 30)

    def move(self, which: int, days: int = 0) -> None:
        duty = self.duty(which)
        duty.overdue_from = self.today + timedelta(days=days)
        duty.due_on = duty.overdue_from - timedelta(days=15)
        duty.next_notice_on = duty.counts_from
        duty.save()

    def book(self, which: int) -> None:
        duty = self.duty(which)
        duty.silent_until = self.today + timedelta(days=5)
        duty.round += 1
        duty.next_notice_on = duty.counts_from
        duty.save()

    def leave(self, _which: int) -> None:
        Membership.objects.filter(user=self.anna).update(is_active=False)

    def unsubscribe(self, _which: int) -> None:
        member = Membership.objects.get(user=self.anna)
        MailPreference.objects.update_or_create(membership=member, defaults={"reminders": False})

    def hand_over(self, which: int) -> None:
        PatientDetails.objects.filter(patient=self.duty(which).patient).update(owner=self.lead)

    def settle(self) -> None:
        """Three weeks in which every pass runs daily and the mail server answers."""
        for _ in range(22):
            scan_due(self.now)
            send(self.now)
            self.now += timedelta(days=1)
        self.now -= timedelta(days=1)


EVENTS = (
    "wait", "scan", "send", "fail", "meet", "move", "book", "leave", "unsubscribe", "hand_over"
)  # fmt: skip
COURSES = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, DUTIES - 1)), max_size=20)


@pytest.fixture
def answering(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MAILERS = {"default": {"BACKEND": "tests.unit.mail.servers.Answering"}}
    monkeypatch.setattr(Answering, "answer", None)


def untold(happening: Happening) -> list[int]:
    """Overdue duties that nobody was told of although they are owed and not silenced."""
    told = Notice.objects.standing().exclude(message__state=MessageState.DROPPED)
    return [
        duty.pk
        for duty in Obligation.objects.overdue(happening.today).filter(clinic=happening.clinic)
        if duty.counts_from <= happening.today
        and not told.filter(obligation=duty, round=duty.round, due_on=duty.due_on).exists()
    ]


def told_twice(happening: Happening) -> list[Any]:
    """What one person got twice: a stage of a duty, or two messages on a day."""
    sent = Message.objects.filter(clinic=happening.clinic, state=MessageState.SENT)
    days = Counter(sent.values_list("recipient", "local_day"))
    stages = Counter(
        Notice.objects.filter(message__in=sent).values_list(
            "obligation", "round", "stage", "channel", "recipient", "due_on"
        )
    )
    return [each for each, count in (days + stages).items() if count > 1]


def holds_after(
    course: list[tuple[str, int]], *, digest: bool, broken: Callable[[], None] | None = None
) -> tuple[list[int], list[Any]]:
    with transaction.atomic():
        happening = Happening(digest=digest)
        for event, number in course:
            getattr(happening, event)(number)
            if broken:
                broken()
        happening.settle()
        found = untold(happening), told_twice(happening)
        transaction.set_rollback(True)
    return found


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(course=COURSES, digest=st.booleans())
def test_nothing_is_lost_and_nothing_doubled(
    answering: None, course: list[tuple[str, int]], digest: bool
) -> None:
    assert holds_after(course, digest=digest) == ([], [])


def test_lost_notice_would_be_seen(answering: None) -> None:
    """The search above finds a duty that a fault took from the scan's sight."""
    course = [("scan", 0), ("send", 0), ("move", 0)]

    def forget() -> None:
        Obligation.objects.update(next_notice_on=None)

    assert holds_after(course, digest=False, broken=forget)[0]


def test_second_telling_would_be_seen(answering: None) -> None:
    """The search above finds a day on which one person got two messages."""
    happening = Happening()
    scan_due(happening.now)
    send(happening.now)
    Message.objects.update(local_day=TODAY - timedelta(days=1))
    for message in Message.objects.all():
        message.pk, message.opaque_id, message.kind = None, new_opaque_id(), "patient"
        message.save()
    assert told_twice(happening)
