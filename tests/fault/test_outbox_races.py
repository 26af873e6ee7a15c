"""Senders and scans at once: the database decides, and nobody is told twice."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from accounts.roles import Role
from monitoring.mail.scanning import scan_clinic
from monitoring.models import Notice, Obligation
from patients.models import Patient, PatientDetails
from tests.unit.mail.clinics import NOON, follow, found_clinic, join, owe, send, without_digests

AT_ONCE = 4
DUTIES = 5


def people_with_overdue_patients(number: int) -> None:
    clinic = found_clinic()
    without_digests(clinic)
    for each in range(number):
        owner = join(clinic, Role.CLINICIAN, f"person{each}")
        for _ in range(DUTIES):
            owe(follow(clinic, owner))


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
