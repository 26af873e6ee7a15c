"""What the catalogue knows of a laboratory: kept in the admin, offered where a draw is typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import AuditRow, Clinic, Membership
from accounts.roles import Role
from labs.models import Assay, Laboratory, Result, Spelling
from patients.models import Patient
from tests.conftest import signed_in
from tests.views.page import confirmation, page_of, send

pytestmark = pytest.mark.django_db

ASSAYS, SPELLINGS = "/admin/labs/assay/", "/admin/labs/spelling/"
LCMS = {"analyte": "estradiol", "method": "lcms", "since": "2026-10-01"}
WORD = {"written": "E2 ultrasensitive", "means": "analyte:estradiol"}
TYPED = {"estradiol": "27", "estradiol_unit": "pg/mL", "laboratory": "Bay"}


@pytest.fixture
def office(hired: dict[Role, Membership]) -> Client:
    """The administrator's browser."""
    return signed_in(hired[Role.ADMINISTRATOR].user)


@pytest.fixture
def bay(clinic: Clinic) -> Laboratory:
    return Laboratory.objects.of(clinic, "Bay")


def added(client: Client, address: str, place: Laboratory, **typed: str) -> HttpResponse:
    return client.post(f"{address}add/", {"laboratory": place.pk, **typed}, follow=True)


def put_aside(client: Client, address: str, *rows: Any) -> str:
    chosen = [row.pk for row in rows]
    body = {"action": "no_longer", "_selected_action": chosen, "index": "0"}
    return page_of(client.post(address, body, follow=True)).text


def method_of(client: Client, man: Patient, day: str, **typed: str) -> str:
    """The method that a draw typed on the page was recorded with."""
    url = f"/patients/{man.opaque_id}/draws/new/"
    answer = send(client, url, collected_on=day, **TYPED, **typed)
    if asked := confirmation(answer):
        answer = send(client, url, collected_on=day, confirmed=asked, **TYPED, **typed)
    assert answer.status_code == 302
    return Result.objects.filter(analyte="estradiol").latest("pk").method


def test_an_assay_is_offered_and_taken_where_the_method_is_left_to_it(
    office: Client, pages: Client, man: Patient, bay: Laboratory
) -> None:
    assert "Bay Estradiol LC-MS/MS" in page_of(added(office, ASSAYS, bay, **LCMS)).text
    form = page_of(pages.get(f"/patients/{man.opaque_id}/draws/new/"))
    assert "As noted for the laboratory" in form.text
    assert "Bay LC-MS/MS from 01-Oct-2026" in form.text
    assert method_of(pages, man, "20 Nov 2026") == "lcms"


def test_what_is_chosen_stands_against_the_catalogue(
    office: Client, pages: Client, man: Patient, bay: Laboratory
) -> None:
    added(office, ASSAYS, bay, **LCMS)
    assert method_of(pages, man, "20 Nov 2026", estradiol_method="immunoassay") == "immunoassay"
    assert method_of(pages, man, "19 Nov 2026", estradiol_method="unknown") == "unknown"


def test_the_assay_of_the_day_counts(
    office: Client, pages: Client, man: Patient, bay: Laboratory
) -> None:
    added(office, ASSAYS, bay, **LCMS)
    added(office, ASSAYS, bay, **{**LCMS, "since": "2026-06-01", "method": "immunoassay"})
    days = {"20 Nov 2026": "lcms", "1 Oct 2026": "lcms", "30 Sep 2026": "immunoassay"}
    assert {day: method_of(pages, man, day) for day in days} == days
    assert method_of(pages, man, "31 May 2026") == "unknown"


def test_of_another_laboratory_nothing_is_assumed(
    office: Client, pages: Client, man: Patient, bay: Laboratory
) -> None:
    added(office, ASSAYS, bay, **LCMS)
    assert method_of(pages, man, "20 Nov 2026") == "lcms"
    url = f"/patients/{man.opaque_id}/draws/new/"
    other = {**TYPED, "laboratory": "Quay", "collected_on": "18 Nov 2026"}
    assert send(pages, url, **other).status_code == 302
    assert Result.objects.latest("pk").method == "unknown"


def test_without_a_catalogue_nothing_is_left_to_it(pages: Client, man: Patient) -> None:
    html = page_of(pages.get(f"/patients/{man.opaque_id}/draws/new/")).html
    assert "As noted for the laboratory" not in html


def test_an_assay_set_aside_is_used_no_longer_and_draws_stay(
    office: Client, pages: Client, man: Patient, bay: Laboratory
) -> None:
    added(office, ASSAYS, bay, **LCMS)
    assert method_of(pages, man, "20 Nov 2026") == "lcms"
    assert "1 set aside" in put_aside(office, ASSAYS, *Assay.objects.all())
    recorded = Result.objects.filter(analyte="estradiol").latest("pk")
    assert recorded.method == "lcms"
    assert method_of(pages, man, "19 Nov 2026") == "unknown"
    assert "0 set aside" in put_aside(office, ASSAYS, *Assay.objects.all())


@pytest.mark.parametrize(
    ("address", "typed", "kind"), [(ASSAYS, LCMS, Assay), (SPELLINGS, WORD, Spelling)]
)
def test_a_form_sent_twice_adds_once_and_says_so(
    address: str, typed: dict[str, str], kind: Any, office: Client, bay: Laboratory
) -> None:
    added(office, address, bay, **typed)
    again = page_of(added(office, address, bay, **typed)).text
    assert "already" in again
    assert kind.objects.count() == 1
    put_aside(office, address, kind.objects.get())
    added(office, address, bay, **typed)
    assert kind.objects.filter(is_used=True).count() == 1


def test_each_change_is_audited_once(office: Client, bay: Laboratory) -> None:
    for address, typed in ((ASSAYS, LCMS), (SPELLINGS, WORD)):
        added(office, address, bay, **typed)
    put_aside(office, ASSAYS, *Assay.objects.all())
    put_aside(office, SPELLINGS, *Spelling.objects.all())
    told = AuditRow.objects.filter(action__contains="assay") | AuditRow.objects.filter(
        action__contains="spelling"
    )
    acts = ["assay.noted", "spelling.noted", "assay.set-aside", "spelling.set-aside"]
    assert list(told.order_by("pk").values_list("action", flat=True)) == acts


@pytest.mark.parametrize("written", ["pg/mL", "NG/DL", "estradiol", "lcms", "  pg/mL "])
def test_a_word_that_has_its_meaning_gets_no_other(
    written: str, office: Client, bay: Laboratory
) -> None:
    answer = added(office, SPELLINGS, bay, written=written, means="unit:pmol/L")
    assert "has its meaning here already" in page_of(answer).text
    assert not Spelling.objects.exists()


def test_another_clinics_laboratory_is_no_choice(office: Client, other_clinic: Clinic) -> None:
    theirs = Laboratory.objects.of(other_clinic, "Theirs")
    answer = added(office, ASSAYS, theirs, **LCMS)
    assert "Theirs" not in answer.content.decode()
    assert not Assay.objects.exists()


def test_another_clinics_assay_is_not_set_aside(office: Client, other_clinic: Clinic) -> None:
    theirs = Laboratory.objects.of(other_clinic, "Theirs")
    row = Assay.objects.create(
        laboratory=theirs, analyte="estradiol", method="lcms", since=date(2026, 10, 1)
    )
    put_aside(office, ASSAYS, row)
    row.refresh_from_db()
    assert row.is_used


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.LAB_ENTRY, Role.AUDITOR])
@pytest.mark.parametrize("address", [ASSAYS, SPELLINGS, f"{ASSAYS}add/", f"{SPELLINGS}add/"])
def test_nobody_else_keeps_the_catalogue(
    role: Role, address: str, hired: dict[Role, Membership]
) -> None:
    assert signed_in(hired[role].user).get(address).status_code == 403
