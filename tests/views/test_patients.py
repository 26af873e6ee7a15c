"""Registering a man, finding one, and whose name stands where."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import unquote_plus

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Clinic, Membership
from accounts.roles import Role
from patients.models import Patient
from tests.conftest import admitted, signed_in
from tests.views.bodies import DETAILS
from tests.views.page import confirmation, opened, page_of

pytestmark = pytest.mark.django_db

FIND = "/patients/"
REGISTER = "/patients/new/"


@pytest.fixture
def men(clinic: Clinic, man: Patient) -> dict[str, Patient]:
    """A few men to be told apart."""
    rows = {
        "ostrow": ("B-100", "Ostrow", "Karl", date(1958, 2, 28)),
        "ostrowski": ("B-1001", "Ostrowski", "Karl-Heinz", date(1958, 3, 28)),
        "muller": ("C-7", "Müller", "José", date(1971, 5, 3)),
        "oneill": ("D-9", "O'Neill", "Pat", date(1971, 3, 5)),
    }
    names = ("record_number", "family_name", "given_name", "born_on")
    made = {
        key: admitted(clinic, None, **dict(zip(names, row, strict=True)))
        for key, row in rows.items()
    }
    return {"hargreaves": man, **made}


def found(client: Client, typed: str) -> set[str]:
    """The record numbers that a search lists."""
    answer = client.post(FIND, {"q": typed})
    assert answer.status_code == 200
    text = page_of(answer).text
    return {number for number in ("AZ-00482", "B-100 ", "B-1001", "C-7", "D-9") if number in text}


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        pytest.param("Ostrowski", {"B-1001"}, id="family name"),
        pytest.param("ostrow", {"B-100 ", "B-1001"}, id="part of it, any case"),
        pytest.param("karl ost", {"B-100 ", "B-1001"}, id="both names in any order"),
        pytest.param("Ostrow, Karl-Heinz", {"B-1001"}, id="as lists write it"),
        pytest.param("müller", {"C-7"}, id="umlaut"),
        pytest.param("O'Neill", {"D-9"}, id="apostrophe"),
        pytest.param("B-10", {"B-100 ", "B-1001"}, id="beginning of a record number"),
        pytest.param("28 Feb 1958", {"B-100 "}, id="birth date"),
        pytest.param("1958-03-28", {"B-1001"}, id="birth date, year first"),
        pytest.param("3/5/1971", {"C-7"}, id="birth date in numbers, day first"),
        pytest.param("nobody", set(), id="nobody"),
        pytest.param("%", set(), id="a wild card is a letter"),
        pytest.param("_", set(), id="an underscore is a letter"),
        pytest.param("' OR 1=1 --", set(), id="SQL"),
        pytest.param("\x00", {"AZ-00482", "B-100 ", "B-1001", "C-7", "D-9"}, id="null character"),
        pytest.param("x" * 5_000, set(), id="5,000 characters"),
    ],
)
def test_a_search_finds_by_name_birth_date_and_number(
    typed: str, numbers: set[str], pages: Client, men: dict[str, Patient]
) -> None:
    assert found(pages, typed) == numbers


@pytest.mark.parametrize("typed", ["B-100", "b-100", " B-100 "])
def test_a_whole_record_number_opens_the_man(
    typed: str, pages: Client, men: dict[str, Patient]
) -> None:
    answer = pages.post("/patients/search/", {"q": typed})
    assert answer.status_code == 302
    assert answer["Location"] == f"/patients/{men['ostrow'].opaque_id}/"


@pytest.mark.parametrize("typed", ["Ostrow", "B-100", "28 Feb 1958", "nobody"])
def test_what_is_searched_never_stands_in_an_address(
    typed: str, pages: Client, men: dict[str, Patient]
) -> None:
    answer = pages.post(FIND, {"q": typed})
    links = answer.content.decode().split('href="')[1:]
    addresses = [answer.headers.get("Location", ""), *(link.split('"')[0] for link in links)]
    assert not [each for each in addresses if typed in unquote_plus(each)]
    assert pages.get(f"{FIND}?q=Ostrow").content.decode().count("B-1001")


def test_nobody_found_offers_to_register(pages: Client, man: Patient) -> None:
    answer = pages.post(FIND, {"q": "nobody"})
    assert "No patient found" in page_of(answer).text
    assert REGISTER in answer.content.decode()


@pytest.mark.parametrize(
    ("family_name", "born_on", "asks"),
    [
        pytest.param("Hargreaves", "14 Mar 1969", True, id="the same name"),
        pytest.param("HARGREAVES", "14 Mar 1969", True, id="in capitals"),
        pytest.param("Hargraves", "14 Mar 1969", True, id="a typo"),
        pytest.param("Hargreaves-Smith", "14 Mar 1969", True, id="a longer name"),
        pytest.param("Oduya", "14 Mar 1969", False, id="another name"),
        pytest.param("Hargreaves", "15 Mar 1969", False, id="another day"),
    ],
)
def test_a_similar_man_is_asked_about(
    family_name: str, born_on: str, asks: bool, pages: Client, man: Patient
) -> None:
    typed = {**DETAILS, "family_name": family_name, "born_on": born_on}
    body = {**opened(pages, REGISTER), **typed}
    answer = pages.post(REGISTER, body)
    assert answer.status_code == (422 if asks else 302)
    if asks:
        assert f"/patients/{man.opaque_id}/" in answer.content.decode()
        answer = pages.post(REGISTER, {**body, "confirmed": confirmation(answer)})
    assert answer.status_code == 302
    assert man.clinic.patients.count() == 2


def test_a_record_number_is_free_again_for_its_own_man(pages: Client, man: Patient) -> None:
    url = reverse("monitoring:details-amend", args=[man.opaque_id])
    changed = {**opened(pages, url), "given_name": "Dan", "amendment": "Typed wrong"}
    assert pages.post(url, changed).status_code == 302
    assert "HARGREAVES, Dan" in page_of(pages.get(f"/patients/{man.opaque_id}/")).text


def test_lab_entry_sees_no_values_in_the_list(
    pages: Client, man: Patient, hired: dict[Role, Membership]
) -> None:
    entry = signed_in(hired[Role.LAB_ENTRY].user)
    shown = page_of(entry.get(FIND)).text
    assert "Hargreaves, Daniel" in shown
    for words in ("pg/mL", "54.0", "17.0", "Estradiol", "over the limit"):
        assert words not in shown
    assert "54.0" in page_of(pages.get(FIND)).text


@pytest.mark.parametrize("name", ["worklist", "reminders"])
def test_lab_entry_opens_neither_worklist_nor_reminders(
    name: str, hired: dict[Role, Membership]
) -> None:
    entry = signed_in(hired[Role.LAB_ENTRY].user)
    assert entry.get(reverse(f"monitoring:{name}")).status_code == 403


def of_one_man(man: Patient) -> list[str]:
    document: Any = man.draw_versions.latest("collected_on").document
    names = ("patient", "history", "review", "details-amend", "draw-record", "dexa-record")
    names += ("symptoms-record", "anastrozole-record", "therapy-record")
    own = [reverse(f"monitoring:{name}", args=[man.opaque_id]) for name in names]
    return [*own, reverse("monitoring:draw-amend", args=[man.opaque_id, document])]


def test_no_title_and_no_address_carries_who_he_is(pages: Client, man: Patient) -> None:
    for url in ["/", FIND, "/reminders/", *of_one_man(man)]:
        answer = pages.get(url)
        page = page_of(answer)
        links = {link.split('"')[0] for link in answer.content.decode().split('href="')[1:]}
        for words in ("Hargreaves", "HARGREAVES", "Daniel", "AZ-00482", "Mar-1969"):
            assert words not in page.title, url
            assert not [link for link in links if words in link], url
        assert page.title.endswith("Inrange")
