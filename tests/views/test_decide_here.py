"""Deciding on a man's own page: the form comes when it is opened, and fits what was read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRow, Membership, User
from accounts.roles import Role
from monitoring.models import Status
from monitoring.pages.decide_here import READ_AGAIN
from patients.models import Patient
from tests.conftest import TODAY, draw, recorded, signed_in
from tests.views.page import fetched, opener_of, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HTMX = {"HX-Request": "true"}


def page(man: Patient) -> str:
    return reverse("monitoring:patient", args=[man.opaque_id])


def test_the_page_opens_without_the_form(pages: Client, man: Patient) -> None:
    forms = page_of(pages.get(page(man))).forms
    assert [form for form in forms if "seal" in form] == []


def test_the_form_takes_the_place_of_its_opener(pages: Client, man: Patient) -> None:
    answer = fetched(pages, page(man))
    assert answer.content.decode().strip().startswith('<details class="decide-inline" open>')
    assert {"kind", "seal", "seen"} & page_of(answer).form_with("seen").keys() == {"seal", "seen"}
    assert "autofocus" in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


def test_without_a_script_the_opener_leads_to_the_page_that_has_the_form(
    pages: Client, man: Patient
) -> None:
    answer = pages.get(opener_of(pages, page(man)))
    assert page_of(answer).title.startswith("Review")
    assert page_of(answer).form_with("seen")["seal"]
    assert "HX-Request" in answer["Vary"]


def test_opening_is_audited_as_reading(
    pages: Client, man: Patient, hired: dict[Role, Membership]
) -> None:
    opener, lead = opener_of(pages, page(man)), hired[Role.LEAD].user
    signed_in(lead).get(opener, headers=HTMX)
    read = AuditRow.objects.filter(action="review.viewed", patient=man.opaque_id, by=lead)
    assert read.count() == 1


def test_after_something_new_the_page_is_shown_again_in_place_of_the_form(
    pages: Client, man: Patient
) -> None:
    opener = opener_of(pages, page(man))
    recorded(man, draw(TODAY - timedelta(days=1), estradiol="8"))
    answer = pages.get(opener, headers=HTMX)
    assert (answer.content, answer["HX-Refresh"]) == (b"", "true")
    assert READ_AGAIN in page_of(pages.get(page(man))).text
    assert page_of(fetched(pages, page(man))).form_with("seal")


def test_a_judgement_of_another_day_is_something_new(pages: Client, man: Patient) -> None:
    opener = opener_of(pages, page(man))
    Status.objects.filter(patient=man).update(lines=Status.objects.get(patient=man).lines[:1])
    assert "HX-Refresh" in pages.get(opener, headers=HTMX)


@pytest.mark.parametrize("told", ["", "x", "0" * 16])
def test_a_state_that_nobody_read_opens_nothing(pages: Client, man: Patient, told: str) -> None:
    url = f"{reverse('monitoring:review', args=[man.opaque_id])}?topic=estradiol&seen={told}"
    assert "HX-Refresh" in pages.get(url, headers=HTMX)


def test_another_clinic_opens_nothing(pages: Client, man: Patient, outsider: User) -> None:
    opener = opener_of(pages, page(man))
    assert signed_in(outsider).get(opener, headers=HTMX).status_code == 404


@pytest.mark.parametrize("role", [Role.LAB_ENTRY, Role.ADMINISTRATOR])
def test_who_may_not_decide_finds_no_opener_and_no_form(
    pages: Client, man: Patient, hired: dict[Role, Membership], role: Role
) -> None:
    theirs = signed_in(hired[role].user)
    assert "decide-inline" not in theirs.get(page(man)).content.decode()
    answer = theirs.get(opener_of(pages, page(man)), headers=HTMX)
    assert 'name="seal"' not in answer.content.decode()
