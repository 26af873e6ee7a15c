"""A draw on the wrong record is entered for its patient, then marked here: two confirmations."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRow, Clinic, User
from labs.forms.moved_draw import WHY_MOVED
from labs.models import Draw
from monitoring.pages.entry import ALREADY_SAVED
from patients.models import Patient
from tests.conftest import admitted
from tests.views.page import Page, confirmation, opened, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OTHER = {"family_name": "Oduya", "given_name": "Peter", "record_number": "AZ-01000"}


@pytest.fixture
def right(clinic: Clinic, clinician: User) -> Patient:
    """The man to whom the last draw of the first one belongs."""
    return admitted(clinic, clinician, **OTHER)


@pytest.fixture
def misplaced(man: Patient) -> Draw:
    return standing(man).latest("collected_on")


def standing(man: Patient) -> Any:
    return Draw.objects.current().filter(patient=man)


def address(step: str, draw: Draw, *others: Patient) -> str:
    ids = {"document": draw.document, "opaque_id": draw.patient.opaque_id}
    if others:
        ids["other"] = others[0].opaque_id
    return reverse(f"monitoring:draw-{step}", kwargs=ids)


def check(client: Client, url: str) -> Page:
    """Confirm whose draw it is, and check what saving brings."""
    body = {**opened(client, url), "check": "1"}
    asked = client.post(url, body)
    assert asked.status_code == 422
    shown = client.post(url, {**body, "confirmed": confirmation(asked)})
    assert shown.status_code == 200
    return page_of(shown)


def enter(client: Client, url: str) -> HttpResponse:
    """Save it for the right man."""
    answer: Any = client.post(url, check(client, url).form_with("seal"))
    return answer


def search(client: Client, draw: Draw, query: str) -> Page:
    url = address("elsewhere", draw)
    return page_of(client.post(url, {"q": query}))


def test_the_amendment_leads_to_the_search(pages: Client, misplaced: Draw) -> None:
    url = reverse("monitoring:draw-amend", args=[misplaced.patient.opaque_id, misplaced.document])
    assert address("elsewhere", misplaced) in pages.get(url).content.decode()


def test_the_search_finds_other_men_of_the_clinic(
    pages: Client, misplaced: Draw, right: Patient, stranger: Patient
) -> None:
    to_him = address("move", misplaced, right)
    assert to_him not in pages.get(address("elsewhere", misplaced)).content.decode()
    for query in ("oduya", "AZ-01000", "14 Mar 1969"):
        found = search(pages, misplaced, query)
        assert to_him in found.html
        assert "Enter it for him : Hargreaves" not in found.text
    for query in ("Hargreaves", "Canary", "\0", "zzz"):
        assert "Enter it for him" not in search(pages, misplaced, query).text
    listed = AuditRow.objects.filter(action="draw-elsewhere.viewed").latest("pk")
    assert listed.patient == misplaced.patient.opaque_id


def test_his_form_is_filled_in_and_names_both_men(
    pages: Client, misplaced: Draw, right: Patient
) -> None:
    url = address("move", misplaced, right)
    page = page_of(pages.get(url))
    filled = page.form_with("seal")
    assert (filled["collected_on"], filled["estradiol"]) == ("16-Nov-2026", "17")
    assert (filled["estradiol_unit"], filled["hematocrit"]) == ("pg/mL", "54.0")
    first, second = page.html.split('aria-label="Patient"')[1].split('aria-label="Stands with"')
    assert "ODUYA, Peter" in first
    assert "HARGREAVES, Daniel" in second.split("</section>")[0]
    row = AuditRow.objects.filter(action="draw-move.viewed").get()
    assert row.detail["patients"] == [str(misplaced.patient.opaque_id), str(right.opaque_id)]


def test_it_is_confirmed_whose_draw_it_is(pages: Client, misplaced: Draw, right: Patient) -> None:
    url = address("move", misplaced, right)
    asked = page_of(pages.post(url, opened(pages, url))).text
    assert "stands on the record of Hargreaves, Daniel, born 14-Mar-1969, record AZ-00482" in asked
    assert "Does the report say Oduya, Peter, born 14-Mar-1969, record AZ-01000?" in asked
    check(pages, url)
    assert not standing(right).exists()
    assert standing(misplaced.patient).filter(pk=misplaced.pk).exists()


def test_it_stands_with_both_until_it_is_marked(
    pages: Client, misplaced: Draw, right: Patient
) -> None:
    saved = enter(pages, address("move", misplaced, right))
    assert saved["Location"] == address("moved", misplaced, right)
    assert standing(right).get().reason == WHY_MOVED
    assert standing(misplaced.patient).filter(pk=misplaced.pk).exists()
    page = page_of(pages.get(saved["Location"]))
    assert 'aria-label="Belongs to"' in page.html
    form = page.form_with("seal")
    assert form["amendment"] == "Another patient"
    refused = pages.post(saved["Location"], {**form, "born_on": "2 Feb 1971"})
    assert "not the birth date" in page_of(refused).beside["born_on"]
    marked = pages.post(saved["Location"], {**form, "born_on": "14 Mar 1969"})
    assert marked["Location"] == f"/patients/{misplaced.patient.opaque_id}/"
    assert not standing(misplaced.patient).filter(document=misplaced.document).exists()


def test_each_man_has_his_row_in_the_audit(pages: Client, misplaced: Draw, right: Patient) -> None:
    moved = enter(pages, address("move", misplaced, right))["Location"]
    pages.post(moved, {**opened(pages, moved), "born_on": "14 Mar 1969"})
    written = AuditRow.objects.filter(action__in=("draw.recorded", "draw.entered-in-error"))
    last = [(row.action, row.patient, row.reason) for row in written.order_by("-pk")[:2]]
    assert last == [
        ("draw.entered-in-error", misplaced.patient.opaque_id, "Another patient"),
        ("draw.recorded", right.opaque_id, WHY_MOVED),
    ]


def test_a_form_sent_twice_enters_it_once(pages: Client, misplaced: Draw, right: Patient) -> None:
    url = address("move", misplaced, right)
    body = check(pages, url).form_with("seal")
    first, again = pages.post(url, body), pages.post(url, body)
    assert (first.status_code, again["Location"]) == (302, first["Location"])
    assert ALREADY_SAVED in page_of(pages.get(again["Location"])).text
    assert standing(right).count() == 1


def test_a_form_of_another_mans_tab_is_refused(
    pages: Client, misplaced: Draw, right: Patient, clinic: Clinic
) -> None:
    third = admitted(clinic, None, family_name="Third")
    body = check(pages, address("move", misplaced, right)).form_with("seal")
    for wrong in (address("move", misplaced, third), address("moved", misplaced, right)):
        refused = page_of(pages.post(wrong, body)).text
        assert "This form was opened for another patient. Nothing was saved." in refused
    assert not standing(third).exists()
    assert standing(misplaced.patient).filter(pk=misplaced.pk).exists()


def test_no_draw_moves_to_its_own_man_or_to_a_stranger(
    pages: Client, misplaced: Draw, stranger: Patient
) -> None:
    for step in ("move", "moved"):
        for other in (misplaced.patient, stranger):
            assert pages.get(address(step, misplaced, other)).status_code == 404
