"""The outbox page: who was told, what it said, and whether anybody still looks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Clinic, User
from monitoring.models import Message, MessageState, Notice, Obligation, ScanRun
from patients.models import Patient
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = "/reminders/"


def told(clinic: Clinic, to: User, state: str, days_ago: int = 0, **more: Any) -> Message:
    return Message.objects.create(
        clinic=clinic,
        recipient=to,
        kind="overdue",
        state=state,
        local_day=date(2026, 11, 22) - timedelta(days=days_ago),
        queued_at=NOW - timedelta(days=days_ago),
        not_before=NOW,
        **more,
    )


@pytest.fixture
def outbox(clinic: Clinic, clinician: User) -> list[Message]:
    """One message in each state."""
    return [told(clinic, clinician, state, ago) for ago, state in enumerate(MessageState)]


@pytest.mark.parametrize(
    ("tab", "count"),
    [("all", 5), ("waiting", 2), ("sent", 1), ("parked", 1), ("dropped", 1), ("nonsense", 5)],
)
def test_a_tab_lists_and_counts_its_messages(
    tab: str, count: int, pages: Client, outbox: list[Message]
) -> None:
    answer = pages.get(PAGE, {"show": tab})
    assert len(answer.context["outbox"]) == count
    current = next(each for each in answer.context["tabs"] if each["current"])
    assert current["count"] == count


def test_the_newest_message_comes_first(pages: Client, outbox: list[Message]) -> None:
    rows = [mail.pk for mail, _ in pages.get(PAGE).context["outbox"]]
    assert rows == [mail.pk for mail in outbox]


def test_an_empty_outbox_says_when_somebody_is_written_to(pages: Client) -> None:
    shown = page_of(pages.get(PAGE)).text
    assert "No messages here" in shown
    assert "is the worker running?" in shown


@pytest.mark.parametrize(
    ("hours", "silent"), [pytest.param(0, False, id="just now"), pytest.param(30, True, id="long")]
)
def test_a_silent_pass_is_told(hours: int, silent: bool, pages: Client) -> None:
    for name in ("scan", "send", "judge"):
        ScanRun.objects.record(name, NOW - timedelta(hours=hours), {})
    assert ("silent for too long" in page_of(pages.get(PAGE)).text) is silent


def test_a_message_shows_its_words_and_what_it_stands_for(
    pages: Client, man: Patient, clinician: User
) -> None:
    words = {"subject": "3 follow-ups", "body": "Please look.", "sent_at": NOW}
    mail = told(man.clinic, clinician, MessageState.SENT, **words)
    duty = Obligation.objects.open().filter(patient=man).first()
    Notice.objects.create(obligation=duty, recipient=clinician, due_on=duty.due_on, message=mail)
    shown = page_of(pages.get(reverse("monitoring:message", args=[mail.opaque_id])))
    for said in ("3 follow-ups", "Please look.", clinician.email, "Hargreaves, Daniel"):
        assert said in shown.text
    assert "Hargreaves" not in shown.title


def test_the_overdue_duties_of_the_clinic_are_counted(pages: Client, man: Patient) -> None:
    today = date(2026, 11, 22)
    count = Obligation.objects.overdue(today).filter(clinic=man.clinic).count()
    assert count
    assert f"{count} dut" in page_of(pages.get(PAGE)).text


def test_a_message_that_does_not_exist_is_not_found(pages: Client, man: Patient) -> None:
    assert pages.get(f"/reminders/{man.opaque_id}/").status_code == 404
