"""What the administrator reads beside the flagged patients: laboratories, staff, targets."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from labs.models import Draw, Laboratory
from patients.models import Patient
from protocols.models import TargetProposal
from protocols.proposing import confirm, propose
from tests.conftest import TODAY, draw, recorded, signed_in
from tests.views.page import page_of, send

pytestmark = pytest.mark.django_db

PLACES, STAFF = "/admin/labs/laboratory/", "/admin/accounts/membership/"
MOVED, PROPOSED = "/admin/protocols/clinicoverride/", "/admin/protocols/targetproposal/"


@pytest.fixture
def office(hired: dict[Role, Membership]) -> Client:
    """The administrator's browser."""
    return signed_in(hired[Role.ADMINISTRATOR].user)


@pytest.fixture
def places(clinic: Clinic, man: Patient) -> list[Laboratory]:
    """A laboratory, and the same misspelt in one draw."""
    right, wrong = (Laboratory.objects.of(clinic, name) for name in ("Bay", "Bya"))
    for day, place in ((1, right), (2, right), (3, wrong)):
        fact, parts = draw(date(2026, 10, day), estradiol="24")
        fact.laboratory = place
        recorded(man, (fact, parts))
    return [right, wrong]


def changed(client: Client, action: str, *places: Laboratory) -> Any:
    body = {"action": action, "_selected_action": [each.pk for each in places], "index": "0"}
    return client.post(PLACES, body, follow=True)


def suggested(client: Client, man: Patient) -> list[str]:
    html = client.get(f"/patients/{man.opaque_id}/draws/new/").content.decode()
    names = html.partition("<datalist")[2].partition("</datalist>")[0].split('value="')[1:]
    return [name.partition('"')[0] for name in names]


def test_the_catalogue_tells_how_often_a_laboratory_was_named(
    office: Client, places: list[Laboratory]
) -> None:
    text = page_of(office.get(PLACES)).text
    assert "Bay 2 02-Oct-2026" in text
    assert "Bya 1 03-Oct-2026" in text


def test_the_form_of_a_draw_suggests_the_catalogue(
    pages: Client, man: Patient, places: list[Laboratory], stranger: Patient
) -> None:
    Laboratory.objects.of(stranger.clinic, "Theirs")
    assert suggested(pages, man) == ["Bay", "Bya"]


def test_a_misspelt_name_is_no_longer_suggested_and_stays_on_its_draw(
    office: Client, pages: Client, man: Patient, places: list[Laboratory]
) -> None:
    assert "1 changed" in page_of(changed(office, "stop_suggesting", places[1])).text
    assert suggested(pages, man) == ["Bay"]
    assert Draw.objects.current().filter(laboratory=places[1]).count() == 1
    assert "Bya" in page_of(pages.get(f"/patients/{man.opaque_id}/")).text
    changed(office, "suggest", places[1])
    assert suggested(pages, man) == ["Bay", "Bya"]


def test_whatever_is_typed_is_kept(
    office: Client, pages: Client, man: Patient, places: list[Laboratory]
) -> None:
    changed(office, "stop_suggesting", *places)
    url = f"/patients/{man.opaque_id}/draws/new/"
    typed = {"collected_on": "20 Nov 2026", "estradiol": "27", "estradiol_unit": "pg/mL"}
    assert send(pages, url, **typed, laboratory="Bya").status_code == 302
    assert Draw.objects.current().get(collected_on=date(2026, 11, 20)).laboratory == places[1]
    assert not Laboratory.objects.filter(is_offered=True).exists()


def test_each_change_of_the_catalogue_is_audited_once(
    office: Client, places: list[Laboratory]
) -> None:
    for _ in range(2):
        changed(office, "stop_suggesting", *places)
    rows = AuditRow.objects.filter(action="laboratory.hidden")
    assert {row.subject for row in rows} == {str(each.pk) for each in places}
    assert len(rows) == len(places)


def test_another_clinics_laboratory_is_not_changed(office: Client, other_clinic: Clinic) -> None:
    theirs = Laboratory.objects.of(other_clinic, "Theirs")
    changed(office, "stop_suggesting", theirs)
    theirs.refresh_from_db()
    assert theirs.is_offered
    assert "Theirs" not in page_of(office.get(PLACES)).text


def test_the_staff_list_tells_how_somebody_signs_in(office: Client, clinician: User) -> None:
    User.objects.filter(pk=clinician.pk).update(last_login=datetime(2026, 11, 3, 9, tzinfo=UTC))
    assert _proof(_row(office, "Dr Clinician")) == "False"
    Authenticator.objects.create(user=clinician, type="totp", data={})
    html = _row(office, "Dr Clinician")
    assert _proof(html) == "True"
    assert "03-Nov-2026" in html
    assert "Never signed in" in _row(office, "Dr Lab entry")
    assert f'href="{reverse("accounts:staff")}"' in html


def _row(client: Client, name: str) -> str:
    html = client.get(STAFF).content.decode()
    return next(row for row in html.split("<tr") if name in row)


def _proof(row: str) -> str:
    """Whether the list says that a second proof is set up."""
    return row.partition("field-second_factor")[2].partition('alt="')[2].partition('"')[0]


@pytest.fixture
def asked(clinic: Clinic, hired: dict[Role, Membership]) -> TargetProposal:
    row = TargetProposal(clinic=clinic, valid_from=TODAY, numbers={"e2_lo": "15"}, why="Agreed")
    return propose(row, by=hired[Role.LEAD].user)


def test_targets_are_listed_with_what_waits(
    office: Client, hired: dict[Role, Membership], clinician: User, asked: TargetProposal
) -> None:
    waiting = page_of(office.get(PROPOSED)).text
    assert "Estradiol, lower end in pg/mL: 15" in waiting
    assert "Waiting" in waiting
    confirm(asked, by=clinician, today=TODAY, agreed=list)
    assert "Confirmed by Dr Clinician" in page_of(office.get(PROPOSED)).text
    assert "Dr Lead clinician, confirmed by Dr Clinician" in page_of(office.get(MOVED)).text


def test_only_who_may_answer_is_led_to_a_proposal(
    office: Client, hired: dict[Role, Membership], asked: TargetProposal
) -> None:
    url = f"/targets/proposals/{asked.opaque_id}/"
    assert url not in office.get(PROPOSED).content.decode()
    assert url in signed_in(hired[Role.LEAD].user).get(PROPOSED).content.decode()


@pytest.mark.parametrize("address", [PLACES, STAFF, MOVED, PROPOSED])
def test_nothing_is_edited_in_these_lists(
    address: str, office: Client, places: list[Laboratory], asked: TargetProposal
) -> None:
    assert office.get(f"{address}add/").status_code == 403
    key = {PLACES: places[0].pk, PROPOSED: asked.pk}.get(address, 1)
    assert office.get(f"{address}{key}/change/").headers["Location"] == address
    assert office.get(f"{address}{key}/delete/").status_code in {302, 403}


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.LAB_ENTRY, Role.AUDITOR])
@pytest.mark.parametrize("address", [PLACES, STAFF, MOVED, PROPOSED])
def test_nobody_else_opens_these_lists(
    role: Role, address: str, hired: dict[Role, Membership]
) -> None:
    assert signed_in(hired[role].user).get(address).status_code == 403


@pytest.mark.parametrize("count", [2, 20])
def test_the_lists_cost_the_same_for_every_number_of_rows(
    count: int, clinic: Clinic, office: Client, hired: dict[Role, Membership], clinician: User
) -> None:
    for number in range(count):
        Laboratory.objects.of(clinic, f"Place {number}")
        row = TargetProposal(clinic=clinic, valid_from=TODAY, numbers={"e2_lo": "15"}, why="x")
        asked = propose(row, by=hired[Role.LEAD].user)
        confirm(asked, by=clinician, today=TODAY, agreed=list)
    for address in (PLACES, STAFF, MOVED, PROPOSED):
        with CaptureQueriesContext(connection) as captured:
            assert office.get(address).status_code == 200
        assert len(captured) <= 9, address
