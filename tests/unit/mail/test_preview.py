"""The page of a message shows it to the letter, and says why where it cannot be written."""

from datetime import timedelta
from email import message_from_string, policy
from typing import Any

import pytest

from accounts.models import Clinic
from monitoring.mail.preview import raw_message, text_of
from monitoring.mail.scanning import scan_due
from monitoring.models import Message, Obligation, ReminderSettings
from patients.models import MailConsent
from tests.unit.mail.clinics import NOON, TODAY, follow, owe, scan_and_send, send

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=3)


def only() -> Message:
    return Message.objects.select_related("clinic", "recipient").get()


def test_waiting_message_is_shown_as_it_then_goes_out(
    overdue: Obligation, mailoutbox: list[Any]
) -> None:
    scan_due(NOON)
    shown = raw_message(only(), NOON)
    send()
    assert shown == mailoutbox[0].message().as_bytes().decode()
    assert shown.count("Item ") == 2


def test_sent_message_is_shown_as_it_went_out(
    overdue: Obligation, clinic: Clinic, mailoutbox: list[Any]
) -> None:
    scan_and_send()
    Obligation.objects.update(closed_at=NOON)
    owe(follow(clinic), 3)
    assert raw_message(only(), LATER) == mailoutbox[0].message().as_bytes().decode()


def test_message_sent_before_its_page_was_kept_is_shown_in_plain_text(
    overdue: Obligation,
) -> None:
    scan_and_send()
    Message.objects.update(page="")
    mail = message_from_string(raw_message(only(), LATER), policy=policy.default)
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().strip() == only().body.strip()


def test_nothing_is_shown_where_nothing_is_left_to_say(overdue: Obligation) -> None:
    scan_due(NOON)
    Obligation.objects.update(closed_at=NOON)
    assert raw_message(only(), NOON) == ""
    assert text_of(only(), NOON) == ("", "", "")


@pytest.mark.parametrize("state", ["parked", "dropped"])
def test_nothing_is_shown_of_what_never_went_out(overdue: Obligation, state: str) -> None:
    scan_due(NOON)
    Message.objects.update(state=state)
    assert raw_message(only(), NOON) == ""


@pytest.mark.parametrize(
    ("sender", "email", "reason"),
    [
        pytest.param("Hormone Office", "a@home.example", "says what the clinic treats", id="name"),
        pytest.param("Harbor Office", "a,b@home.example", "no e-mail address", id="address"),
    ],
)
def test_message_that_cannot_be_written_shows_why(
    clinic: Clinic, sender: str, email: str, reason: str
) -> None:
    ReminderSettings.objects.create(clinic=clinic, patient_mail=True, patient_sender=sender)
    owe(follow(clinic, email=email, mail_consent=MailConsent.GRANTED), 9, next_notice_on=TODAY)
    scan_due(NOON)
    message = Message.objects.get(patient__isnull=False)
    assert reason in raw_message(message, NOON)
    assert text_of(message, NOON).subject in {"", "A message from Harbor Office"}
