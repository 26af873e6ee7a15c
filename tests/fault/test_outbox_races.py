"""Two scanners or two senders at once: the database decides, and nobody is told twice."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, models

from accounts.models import User
from accounts.roles import Role
from monitoring.mail import scanning
from monitoring.mail.scanning import scan_clinic
from monitoring.models import Message, Notice, Obligation
from patients.models import Patient, PatientDetails
from tests.unit.mail.clinics import NOON, follow, found_clinic, join, owe, send

AT_ONCE = 4
DUTIES = 5

real_untold = scanning._untold


def people_with_overdue_patients(number: int) -> None:
    clinic = found_clinic()
    for each in range(number):
        owner = join(clinic, Role.CLINICIAN, f"person{each}")
        for _ in range(DUTIES):
            owe(follow(clinic, owner))


def scan_interrupted(monkeypatch: pytest.MonkeyPatch, at: str, **second_scanner: str) -> None:
    """Let a second scan run from end to end before one step of the first."""
    [clinic] = {man.clinic for man in Patient.objects.select_related("clinic")}
    step = getattr(scanning, at)

    def interrupted(*given: Any) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(scanning, at, step)
            for name, value in second_scanner.items():
                patch.setattr(scanning, name, value)
            scan_clinic(clinic, NOON)
        return step(*given)

    monkeypatch.setattr(scanning, at, interrupted)
    scan_clinic(clinic, NOON)


@pytest.mark.django_db
@pytest.mark.both_databases
@pytest.mark.parametrize("at", ["_open_messages", "_queue_messages", "_write_notices"])
def test_scan_during_a_scan_doubles_nothing(
    monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any], at: str
) -> None:
    people_with_overdue_patients(2)
    scan_interrupted(monkeypatch, at)
    assert (Message.objects.count(), Notice.objects.count()) == (2, 2 * DUTIES)
    send()
    assert len(mailoutbox) == 2


@pytest.mark.django_db
@pytest.mark.both_databases
def test_control_without_its_keys_that_scan_doubles_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second scanner writes under other names, so that the unique keys cannot meet."""
    people_with_overdue_patients(2)
    scan_interrupted(monkeypatch, "_open_messages", OVERDUE="elsewhere", OWNER="elsewhere")
    assert (Message.objects.count(), Notice.objects.count()) == (4, 4 * DUTIES)


@pytest.fixture
def real_threads(transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("An SQLite database in memory has one connection.")


def at_once(act: Callable[[], Any]) -> list[Any]:
    """Do the same thing in several threads, each with a connection of its own."""
    answers: list[Any] = []

    def alone() -> None:
        try:
            answers.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=alone) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def scan_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every scanner has looked before any of them writes."""
    gate = threading.Barrier(AT_ONCE, timeout=30)
    [clinic] = {man.clinic for man in Patient.objects.select_related("clinic")}

    def look_and_wait(*given: Any) -> Any:
        untold = real_untold(*given)
        gate.wait()
        return untold

    monkeypatch.setattr(scanning, "_untold", look_and_wait)
    assert len(at_once(lambda: scan_clinic(clinic, NOON))) == AT_ONCE


@contextmanager
def without(*keys: tuple[type[models.Model], str]) -> Iterator[None]:
    """Take unique keys away, and bring them back once the rows are gone."""
    taken = [
        (model, next(key for key in model._meta.constraints if key.name == name))
        for model, name in keys
    ]
    for model, key in taken:
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, key)
    try:
        yield
    finally:
        Notice.objects.all().delete()
        Message.objects.all().delete()
        for model, key in taken:
            with connection.schema_editor() as editor:
                editor.add_constraint(model, key)


@pytest.mark.usefixtures("real_threads")
def test_scanners_at_once_double_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    people_with_overdue_patients(3)
    scan_together(monkeypatch)
    assert (Message.objects.count(), Notice.objects.count()) == (3, 3 * DUTIES)


@pytest.mark.usefixtures("real_threads")
def test_control_without_the_keys_scanners_at_once_double(monkeypatch: pytest.MonkeyPatch) -> None:
    people_with_overdue_patients(3)
    with without((Notice, "notice_once"), (Message, "one_message_per_day")):
        scan_together(monkeypatch)
        assert Notice.objects.count() == AT_ONCE * 3 * DUTIES


@pytest.mark.usefixtures("real_threads")
def test_senders_at_once_send_each_message_once(mailoutbox: list[Any]) -> None:
    people_with_overdue_patients(12)
    [clinic] = {man.clinic for man in Patient.objects.select_related("clinic")}
    scan_clinic(clinic, NOON)
    counts = sum(at_once(send), Counter[str]())
    assert (counts["sent"], counts["failed"], counts["late"]) == (12, 0, 0)
    identifiers = [email.extra_headers["Message-ID"] for email in mailoutbox]
    assert len(identifiers) == len(set(identifiers)) == 12


@pytest.mark.usefixtures("real_threads")
def test_scan_and_sending_at_once_lose_nothing(mailoutbox: list[Any]) -> None:
    """Each duty is in a message that was sent with it, or waits in one that was not."""
    people_with_overdue_patients(6)
    [clinic] = {man.clinic for man in Patient.objects.select_related("clinic")}
    owners = list(User.objects.filter(pk__in=PatientDetails.objects.values("owner")))

    def live() -> None:
        for owner in owners:
            scan_clinic(clinic, NOON)
            send()
            owe(follow(clinic, owner))

    at_once(live)
    scan_clinic(clinic, NOON)
    told = sum(int(email.subject.split()[0]) for email in mailoutbox)
    waiting = Notice.objects.filter(message__state="queued").count()
    assert told + waiting == Obligation.objects.count()
    assert len(mailoutbox) == len(owners)
