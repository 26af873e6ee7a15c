"""Every page about a man says whose page it is: name, birth date, age and record number."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from accounts.models import Membership
from accounts.roles import Role
from monitoring.pages.man_pages import PAGES
from patients.models import Patient
from tests.conftest import admitted, signed_in
from tests.walls.forms import address, with_everything
from tests.walls.routes import all_routes

pytestmark = pytest.mark.django_db

SENT_ONLY = {
    "monitoring:decide",
    "monitoring:assign",
    "monitoring:draw-typed",
    "monitoring:draw-amend-typed",
    "exchange:record-fhir",
}
FILES = {"monitoring:lab-report"}
"""Handed out as they came; what they say is the laboratory's."""

ABOUT_ONE = re.compile(r"patients/<uuid:opaque_id>/(?!same/)")
"""A page about two records that may be one man's names both beside each other."""

BANNER = re.compile(r'<section class="banner" aria-label="Patient">(.*?)</section>', re.DOTALL)
KNOWN = ("VERMEULEN, Joost", "02-Feb-1961", "65 y", "BAN-5501")


@pytest.fixture
def known(hired: dict[Role, Membership]) -> Patient:
    lead = hired[Role.LEAD]
    who = {"family_name": "Vermeulen", "given_name": "Joost", "record_number": "BAN-5501"}
    return with_everything(admitted(lead.clinic, lead.user, born_on=date(1961, 2, 2), **who))


def nameless(client: Client, man: Patient) -> dict[str, list[str]]:
    """Pages about him that leave out who he is."""
    about = [each.name for each in all_routes() if ABOUT_ONE.match(each.pattern)]
    found = {}
    for name in set(about) - SENT_ONLY - FILES:
        answer = client.get(address(name, man))
        assert answer.status_code == 200, name
        shown = BANNER.search(answer.content.decode())
        if missing := [each for each in KNOWN if not shown or each not in shown[1]]:
            found[name] = missing
    return found


def test_every_page_about_a_man_names_him(known: Patient, hired: dict[Role, Membership]) -> None:
    assert nameless(signed_in(hired[Role.LEAD].user), known) == {}


def test_a_form_with_faults_names_him_still(known: Patient, hired: dict[Role, Membership]) -> None:
    answer = signed_in(hired[Role.LEAD].user).post(address("monitoring:draw-record", known), {})
    shown = BANNER.search(answer.content.decode())
    assert answer.status_code == 422
    assert shown
    assert [each for each in KNOWN if each not in shown[1]] == []


def test_a_page_without_its_banner_is_found(
    known: Patient, hired: dict[Role, Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitoring.pages.man_pages.banner", lambda *_, **__: {})
    found = nameless(signed_in(hired[Role.LEAD].user), known)
    assert found == {f"monitoring:{page}": list(KNOWN) for page in set(PAGES) - {"patient"}}
