"""The targets page, and adopting the rule book."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import May, Role, may
from monitoring.judgement import RULES
from patients.models import Patient
from protocols.adoption import checked_in_words
from protocols.models import Adoption
from protocols.targets.book import RULES_VERSION
from tests.conftest import signed_in
from tests.views.page import Page, page_of

pytestmark = pytest.mark.django_db

PAGE = "/targets/"
ADOPT = "/targets/adopt/"
READ = {"note": "Read with both colleagues", "confirmed": "on"}
ADOPTED = "adopted by this clinic's lead on"


@pytest.fixture
def lead(hired: dict[Role, Membership]) -> Client:
    return signed_in(hired[Role.LEAD].user)


def opened(lead: Client) -> dict[str, str]:
    return page_of(lead.get(PAGE)).form_with("version")


def words(client: Client, url: str) -> str:
    return page_of(client.get(url)).text


READERS = [role for role in Role if may(role, May.SEE_RULE_BOOK)]


@pytest.mark.parametrize("role", READERS, ids=lambda role: role.value)
def test_everybody_reads_every_target_and_rule(role: Role, hired: dict[Role, Membership]) -> None:
    page = page_of(signed_in(hired[role].user).get(PAGE))
    assert [rule_id for rule_id in RULES if f'id="{rule_id}"' not in page.html] == []
    assert "20–40 pg/mL" in page.text
    assert "54 itself is out of target" in page.text
    assert "not yet checked by a clinician" in page.text
    assert "Literature, beside the rules" in page.text
    assert ('name="version"' in page.html) == (role is Role.LEAD)


def test_a_lead_adopts_the_version_that_is_shown(
    lead: Client, clinic: Clinic, hired: dict[Role, Membership]
) -> None:
    assert lead.post(ADOPT, {**opened(lead), **READ}).status_code == 302
    (adoption,) = Adoption.objects.all()
    assert (adoption.clinic, adoption.by) == (clinic, hired[Role.LEAD].user)
    assert (adoption.rules_version, adoption.note) == (RULES_VERSION, READ["note"])
    clinic.refresh_from_db()
    assert clinic.adoption_of(RULES_VERSION) == adoption.adopted_on
    row = AuditRow.objects.get(action="rules.adopted")
    assert (row.clinic, row.by, row.reason) == (clinic, adoption.by, READ["note"])
    page = page_of(lead.get(PAGE))
    assert f"{ADOPTED} {adoption.adopted_on:%d-%b-%Y}" in page.text
    assert 'name="version"' not in page.html


def test_the_form_is_sent_where_it_is_taken(lead: Client) -> None:
    assert f'action="{ADOPT}"' in page_of(lead.get(PAGE)).html


def test_a_form_sent_twice_adopts_once(lead: Client) -> None:
    sent = {**opened(lead), **READ}
    lead.post(ADOPT, sent)
    answer = lead.post(ADOPT, sent, follow=True)
    assert "Nothing was recorded twice" in page_of(answer).text
    assert Adoption.objects.count() == 1
    assert AuditRow.objects.filter(action="rules.adopted").count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"confirmed": ""}, "Tick the box to go on", id="not confirmed"),
        pytest.param({"note": ""}, "Enter the note", id="without a note"),
        pytest.param({"note": "n" * 2001}, "Shorten it", id="too long a note"),
        pytest.param({"version": "1.2"}, "The rule book has changed", id="another version"),
        pytest.param({"seal": "", "version": ""}, "This form is too old", id="nothing hidden"),
        pytest.param({"seal": "broken"}, "This form is too old", id="too old a form"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    wrong: dict[str, str], said: str, lead: Client
) -> None:
    typed = {**opened(lead), **READ, **wrong}
    answer = lead.post(ADOPT, typed)
    page = page_of(answer)
    assert answer.status_code == 422
    assert said in page.text
    assert page.form_with("version")["note"] == typed["note"]
    assert not Adoption.objects.exists()
    assert lead.post(ADOPT, {**page.form_with("version"), **READ}).status_code == 302


@pytest.mark.parametrize(
    "role", [role for role in Role if role is not Role.LEAD], ids=lambda role: role.value
)
def test_nobody_else_adopts(role: Role, hired: dict[Role, Membership], lead: Client) -> None:
    sent = {**opened(lead), **READ}
    assert signed_in(hired[role].user).post(ADOPT, sent).status_code == 403
    assert not Adoption.objects.exists()


def test_another_clinic_stays_as_it_was(lead: Client, outsider: User) -> None:
    lead.post(ADOPT, {**opened(lead), **READ})
    theirs = page_of(signed_in(outsider).get(PAGE))
    assert ADOPTED not in theirs.text
    assert READ["note"] not in theirs.text


def test_a_new_version_needs_a_new_adoption(clinic: Clinic) -> None:
    clinic.adopted_version, clinic.adopted_on = "1.2", date(2026, 1, 5)
    assert checked_in_words(clinic) == "not yet checked by a clinician"
    assert checked_in_words(clinic, "1.2") == f"{ADOPTED} 05-Jan-2026"


@pytest.mark.parametrize("name", ["patient", "review"])
def test_findings_say_who_stands_behind_them(
    name: str, man: Patient, pages: Client, lead: Client
) -> None:
    url = reverse(f"monitoring:{name}", args=[man.opaque_id])
    assert "not yet checked by a clinician" in words(pages, url)
    with CaptureQueriesContext(connection) as before:
        pages.get(url)
    lead.post(ADOPT, {**opened(lead), **READ})
    with CaptureQueriesContext(connection) as after:
        text = words(pages, url)
    assert ADOPTED in text
    assert "not yet checked" not in text
    assert len(after) == len(before)


def test_a_finding_leads_to_its_rule(man: Patient, pages: Client) -> None:
    url = reverse("monitoring:review", args=[man.opaque_id])
    review = page_of(pages.get(f"{url}?topic=estradiol"))
    assert f'href="{PAGE}#E2_LOW"' in review.html


@pytest.mark.parametrize("url", ["/", "/patients/"])
def test_every_page_leads_to_the_targets(url: str, man: Patient, pages: Client) -> None:
    page: Page = page_of(pages.get(url))
    assert f'href="{PAGE}"' in page.html
