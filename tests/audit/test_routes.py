"""Every route leaves in the audit what it should; where it cannot, it does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from accounts import actions
from accounts.access import OPEN
from accounts.actions import record_proof
from accounts.auditing import seen
from accounts.auditing.acts import ACTS
from accounts.models import AuditRow, Membership
from accounts.roles import GRANTS, May, Role
from patients import recording
from patients.models import Patient
from tests.audit.expected import ELSEWHERE, NOTHING, OPENED, POSTED, REFUSED, SAVED
from tests.conftest import signed_in
from tests.views.bodies import DECISION
from tests.views.page import opened, page_of, send
from tests.walls.contents import contents
from tests.walls.foreign import NAME, Foreign, standing_clinic
from tests.walls.routes import all_routes, route_named

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[Foreign]:
    with standing_clinic(django_db_blocker) as founded:
        yield founded


@pytest.fixture
def full(standing: Foreign, db: None) -> Foreign:
    """A clinic with something in every table."""
    return deepcopy(standing)


@pytest.fixture
def lead(full: Foreign) -> Client:
    return signed_in(full.lead.user)


def address(full: Foreign, route: str) -> str:
    return route_named(route).address(full.ids(route))


def since(start: int) -> list[AuditRow]:
    return list(AuditRow.objects.order_by("pk")[start:])


def listed_in(row: AuditRow) -> list[str]:
    """The men whom a page listed."""
    return row.detail.get("patients", [])


def test_every_route_has_its_place_in_the_table() -> None:
    told = {*OPENED, *SAVED, *POSTED, *ELSEWHERE, *NOTHING, *REFUSED}
    assert {route.name for route in all_routes()} == told
    assert not NOTHING.keys() & {*OPENED, *SAVED, *POSTED, *ELSEWHERE}


@pytest.mark.parametrize("route", sorted(OPENED))
def test_opening_a_page_leaves_one_row(route: str, full: Foreign, lead: Client) -> None:
    start = AuditRow.objects.count()
    assert lead.get(address(full, route)).status_code == 200
    (row,) = since(start)
    assert (row.action, row.by, row.clinic) == (OPENED[route], full.lead.user, full.clinic)
    assert row.action in ACTS
    shown = full.man.opaque_id == row.patient or str(full.man.opaque_id) in listed_in(row)
    assert shown or row.detail.get("asked") == {}


@pytest.mark.parametrize("route", SAVED)
def test_saving_leaves_its_row(route: str, full: Foreign, lead: Client) -> None:
    action, typed = SAVED[route]
    start = AuditRow.objects.count()
    answer = send(lead, address(full, route), **typed)
    assert answer.status_code == 302, answer.content.decode()
    rows = [row for row in since(start) if row.action == action]
    assert [row.by for row in rows] == [full.lead.user]
    assert rows[0].patient is not None
    assert action in ACTS


@pytest.mark.parametrize("route", POSTED)
def test_sending_leaves_its_row(route: str, full: Foreign, lead: Client) -> None:
    action, typed = POSTED[route]
    start = AuditRow.objects.count()
    if route == "monitoring:assign":
        review = page_of(lead.get(address(full, "monitoring:review")))
        typed = {**review.form_with("assignee"), **typed}
        start = AuditRow.objects.count()
    lead.post(address(full, route), typed)
    assert [row.action for row in since(start)] == [action]
    assert action in ACTS


def test_deciding_leaves_its_row(man: Patient, hired: dict[Role, Membership]) -> None:
    client, page = signed_in(hired[Role.LEAD].user), f"/patients/{man.opaque_id}/review/"
    sent = {**opened(client, page), **DECISION}
    start = AuditRow.objects.count()
    assert client.post(f"/patients/{man.opaque_id}/decide/", sent).status_code == 302
    assert [(row.action, row.patient) for row in since(start)] == [
        ("decision.recorded", man.opaque_id)
    ]


@pytest.mark.parametrize("what", ["second-factor.added", "second-factor.removed"])
def test_a_second_proof_that_comes_or_goes_leaves_its_row(what: str, full: Foreign) -> None:
    record_proof(full.lead.user, what.rpartition(".")[2], "totp")
    row = AuditRow.objects.order_by("-pk")[0]
    assert (row.action, row.by, row.clinic) == (what, full.lead.user, full.clinic)


def test_a_new_password_leaves_its_row(full: Foreign) -> None:
    actions.change_password(full.lead.user, "four words that fit")
    row = AuditRow.objects.order_by("-pk")[0]
    assert (row.action, row.by, row.clinic) == ("password.changed", full.lead.user, full.clinic)


@pytest.mark.parametrize("route", ELSEWHERE)
def test_what_is_tested_elsewhere_is_tested_there(route: str) -> None:
    action, file = ELSEWHERE[route]
    assert action in (ROOT / file).read_text(encoding="utf-8")
    assert action in ACTS


@pytest.mark.parametrize("route", sorted(NOTHING))
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_leaves_nothing_shows_nobody(
    route: str, method: str, full: Foreign, lead: Client
) -> None:
    start = AuditRow.objects.count()
    answer: HttpResponse = getattr(lead, method)(address(full, route))
    assert since(start) == []
    assert NAME not in answer.content.decode(errors="replace")


@pytest.mark.parametrize("route", sorted({*OPENED, *NOTHING, *ELSEWHERE, *SAVED}))
def test_whoever_is_named_on_a_page_is_named_in_its_row(
    route: str, full: Foreign, lead: Client
) -> None:
    start = AuditRow.objects.count()
    if NAME in lead.get(address(full, route)).content.decode(errors="replace"):
        (row,) = since(start)
        assert full.man.opaque_id == row.patient or str(full.man.opaque_id) in listed_in(row)


@pytest.mark.parametrize("route", sorted(REFUSED))
def test_what_nobody_may_is_recorded(route: str, full: Foreign, lead: Client) -> None:
    start = AuditRow.objects.count()
    assert lead.get(address(full, route)).status_code == 403
    assert [row.action for row in since(start)] == ["refused"]


def test_every_refusal_is_recorded(full: Foreign, hired: dict[Role, Membership]) -> None:
    place = hired[Role.AUDITOR]
    client = signed_in(place.user)
    closed = [
        route
        for route in all_routes()
        if route.policy != OPEN and May(route.policy) not in GRANTS[Role.AUDITOR]
    ]
    assert len(closed) > 40
    for route in closed:
        start = AuditRow.objects.count()
        assert client.get(route.address(full.ids(route.name))).status_code == 403, route.name
        (row,) = since(start)
        assert (row.action, row.by, row.clinic) == ("refused", place.user, place.clinic)
        assert row.detail["power"] == route.policy


def test_a_form_of_another_site_is_a_refusal(full: Foreign) -> None:
    client = signed_in(full.lead.user, Client(enforce_csrf_checks=True))
    start = AuditRow.objects.count()
    assert client.post("/account/sign-out/").status_code == 403
    assert [row.action for row in since(start)] == ["refused"]


def broken(_rows: Any) -> None:
    raise OSError("The audit cannot be written.")


@pytest.fixture
def no_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be written to the audit any more."""
    for place in (seen, recording, actions):
        monkeypatch.setattr(place, "write_audit", broken)


@pytest.mark.parametrize("route", sorted(OPENED))
def test_without_audit_nothing_is_shown(
    route: str, full: Foreign, lead: Client, no_audit: None
) -> None:
    lead.raise_request_exception = False
    answer = lead.get(address(full, route))
    assert answer.status_code == 500
    assert NAME not in answer.content.decode(errors="replace")


@pytest.mark.parametrize("route", SAVED)
def test_without_audit_nothing_is_saved(
    route: str, full: Foreign, lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = {**opened(lead, address(full, route)), **SAVED[route][1]}
    before = contents(full.clinic)
    monkeypatch.setattr(recording, "write_audit", broken)
    lead.raise_request_exception = False
    assert lead.post(address(full, route), typed).status_code == 500
    assert contents(full.clinic) == before


def test_without_audit_nobody_comes_in_or_goes(
    hired: dict[Role, Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    nora, words = hired[Role.LEAD].user, "four words that fit"
    nora.set_password(words)
    nora.save()
    inside, outside = signed_in(nora), Client(raise_request_exception=False)
    inside.raise_request_exception = False
    monkeypatch.setattr(actions, "write_audit", broken)
    pair = {"email": nora.email, "password": words}
    assert outside.post("/account/sign-in/", pair).status_code == 500
    assert outside.get("/account/own/").status_code == 302
    assert inside.post("/account/sign-out/").status_code == 500
    assert inside.get("/account/own/").status_code == 200
