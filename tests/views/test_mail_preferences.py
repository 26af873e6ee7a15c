"""Everybody who is signed in says what he wants to get from the clinic he is in."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.actions import add_member
from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from monitoring.models import MailPreference
from tests.conftest import signed_in

PAGE = "/account/mail/"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def ticked(browser: Client) -> list[str]:
    """The boxes that are ticked when the page opens."""
    page = browser.get(PAGE).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="(\w+)"([^>]*)>', page)
    return [name for name, attributes in boxes if "checked" in attributes.split()]


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_everybody_may_choose(hired: dict[Role, Membership], role: Role) -> None:
    add_member(hired[role].clinic, "second@harbor.example.org", "Dr Second", Role.LEAD)
    browser = signed_in(hired[role].user)
    assert ticked(browser) == ["digest", "reminders"]
    assert browser.post(PAGE, {"digest": "on"}).status_code == 302
    preference = MailPreference.objects.get()
    assert preference.membership == hired[role]
    assert (preference.digest, preference.reminders) == (True, False)
    assert ticked(browser) == ["digest"]


def test_last_recipient_is_told_what_to_do(hired: dict[Role, Membership]) -> None:
    answer = signed_in(hired[Role.LEAD].user).post(PAGE, {"digest": "on"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count("You are the last person of this clinic whom reminders reach") == 2
    assert 'href="#id_reminders"' in page
    assert not MailPreference.objects.exists()


def test_choice_holds_for_the_clinic_at_hand(
    clinician: User, hired: dict[Role, Membership], other_clinic: Clinic
) -> None:
    there = add_member(other_clinic, clinician.email, clinician.name, Role.CLINICIAN)
    pages = signed_in(clinician)
    pages.post(PAGE, {})
    assert MailPreference.objects.get().membership == hired[Role.CLINICIAN]
    pages.post("/account/clinic/", {"clinic": other_clinic.slug})
    pages.post(PAGE, {"digest": "on", "reminders": "on"})
    assert MailPreference.objects.get(membership=there).reminders


def test_address_that_failed_is_shown_until_it_works(
    pages: Client, hired: dict[Role, Membership]
) -> None:
    place = hired[Role.CLINICIAN]
    MailPreference.objects.create(membership=place, bounced_at=NOON)
    page = pages.get(PAGE).content.decode()
    assert "22-Nov-2026" in page
    assert "Messages to my address arrive again" in page
    both = {"digest": "on", "reminders": "on"}
    pages.post(PAGE, both)
    assert MailPreference.objects.get().bounced_at == NOON
    pages.post(PAGE, both | {"works": "on"})
    assert MailPreference.objects.get().bounced_at is None
    assert "Messages to my address" not in pages.get(PAGE).content.decode()
