"""Whatever a page dates is dated by the clock of the clinic, never by the server's."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Clinic, User
from monitoring.models import Message, MessageState, ScanRun
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
"""The 22nd by the server's clock, and half past nine on the evening of the 21st in New York."""


@pytest.fixture
def in_new_york(clinic: Clinic) -> Clinic:
    clinic.time_zone = "America/New_York"
    clinic.save()
    return clinic


def sent_in_the_evening(clinic: Clinic, to: User) -> None:
    Message.objects.create(
        clinic=clinic,
        recipient=to,
        state=MessageState.SENT,
        local_day=date(2026, 11, 21),
        queued_at=EVENING,
        not_before=EVENING,
        sent_at=EVENING,
    )


def test_a_moment_is_shown_by_the_clinics_clock(
    in_new_york: Clinic, clinician: User, pages: Client
) -> None:
    sent_in_the_evening(in_new_york, clinician)
    ScanRun.objects.record("scan", EVENING, {})
    assert "21-Nov-2026, 21:30" in page_of(pages.get("/reminders/", {"show": "sent"})).text
    assert "overdue duties on 21-Nov-2026, 21:30" in page_of(pages.get("/reminders/")).text


def test_elsewhere_the_same_moment_is_another_day(
    clinic: Clinic, clinician: User, pages: Client
) -> None:
    sent_in_the_evening(clinic, clinician)
    assert "22-Nov-2026, 02:30" in page_of(pages.get("/reminders/", {"show": "sent"})).text


def test_no_clock_is_left_to_the_next_request(in_new_york: Clinic, pages: Client) -> None:
    assert pages.get("/reminders/").status_code == 200
    assert timezone.get_current_timezone_name() == "UTC"
