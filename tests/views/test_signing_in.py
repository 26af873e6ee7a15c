"""Signing in and out, and working in several clinics."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.actions import add_member
from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from patients.models import Patient
from tests.conftest import signed_in
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

PAGE = "/account/sign-in/"
PASSWORD = "correct horse battery"


@pytest.fixture
def nora(clinic: Clinic) -> User:
    """A clinician with a password."""
    return add_member(clinic, "nora@harbor.example.org", "Dr Nora", Role.CLINICIAN, PASSWORD).user


def signing_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> str:
    """Where signing in leads; the page's words where it leads nowhere."""
    answer = client.post(PAGE, {"email": email, "password": password, **more})
    assert answer.status_code in {302, 422}
    return answer["Location"] if answer.status_code == 302 else page_of(answer).text


@pytest.mark.parametrize("email", ["nora@harbor.example.org", "Nora@Harbor.Example.org"])
def test_the_right_pair_leads_in(email: str, nora: User, client: Client) -> None:
    assert signing_in(client, email) == "/account/"
    assert client.get("/account/")["Location"] == "/account/protection/"
    assert AuditRow.objects.filter(action="sign-in", by=nora).count() == 1


@pytest.mark.parametrize(
    ("email", "password"),
    [
        pytest.param("nora@harbor.example.org", "wrong", id="wrong password"),
        pytest.param("nora@harbor.example.org", f"{PASSWORD} ", id="a space too many"),
        pytest.param("nobody@harbor.example.org", PASSWORD, id="unknown address"),
        pytest.param("nora@harbor.example.org", "x" * 5_000, id="5,000 characters"),
    ],
)
def test_a_wrong_pair_is_answered_the_same_way(
    email: str, password: str, nora: User, client: Client
) -> None:
    told = signing_in(client, email, password)
    assert "E-mail address and password do not match. Check both and try again." in told
    assert client.get("/").status_code == 302
    assert not AuditRow.objects.filter(action="sign-in").exists()


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        pytest.param({"email": ""}, "email", "Enter your e-mail address", id="no address"),
        pytest.param({"email": "nora"}, "email", "such as name@example.org", id="no such thing"),
        pytest.param({"password": ""}, "password", "Enter your password", id="no password"),
        pytest.param({"email": "n\x00@x.org"}, "email", "", id="null character"),
    ],
)
def test_an_incomplete_pair_is_answered_beside_the_field(
    typed: dict[str, str], field: str, message: str, nora: User, client: Client
) -> None:
    answer = client.post(PAGE, {"email": nora.email, "password": PASSWORD, **typed})
    assert answer.status_code == 422
    assert message in page_of(answer).beside[field]
    assert PASSWORD not in answer.content.decode()


@pytest.mark.parametrize("where", ["membership", "account"])
def test_who_was_deactivated_does_not_come_in(where: str, nora: User, client: Client) -> None:
    rows = Membership.objects.filter(user=nora) if where == "membership" else User.objects
    rows.filter(**({} if where == "membership" else {"pk": nora.pk})).update(is_active=False)
    told = signing_in(client, nora.email)
    assert "do not match" in told
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("where", ["membership", "account"])
def test_who_is_deactivated_is_out_at_the_next_page(where: str, nora: User) -> None:
    client = signed_in(nora)
    assert client.get("/").status_code == 200
    rows = nora.memberships.all() if where == "membership" else User.objects.filter(pk=nora.pk)
    rows.update(is_active=False)
    assert client.get("/")["Location"] == "/account/sign-in/?next=/"


def test_the_page_that_was_asked_for_comes_after_signing_in(
    nora: User, client: Client, man: Patient
) -> None:
    wanted = f"/patients/{man.opaque_id}/"
    asked = client.get(wanted)["Location"]
    assert asked == f"{PAGE}?next={wanted}"
    form = page_of(client.get(asked)).form_with("next")
    assert signing_in(client, nora.email, next=form["next"]) == wanted


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example.org/",
        "//evil.example.org/",
        "/\\evil.example.org",
        "\\\\evil.example.org",
        "http:evil.example.org",
        "javascript:alert(1)",
        "http:///evil.example.org",
        " https://evil.example.org",
        "https://testserver@evil.example.org/",
        "",
    ],
)
def test_no_address_leads_out_of_the_site(onward: str, nora: User, client: Client) -> None:
    assert signing_in(client, nora.email, next=onward) == "/account/"


def test_signing_out_ends_the_session(nora: User) -> None:
    client = signed_in(nora)
    assert client.get("/account/sign-out/").status_code == 405
    assert client.post("/account/sign-out/")["Location"] == PAGE
    assert client.get("/").status_code == 302
    assert AuditRow.objects.filter(action="sign-out", by=nora).count() == 1


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.CLINICIAN, "/"),
        (Role.LEAD, "/"),
        (Role.LAB_ENTRY, "/patients/"),
        (Role.ADMINISTRATOR, "/patients/"),
        (Role.AUDITOR, "/audit/"),
    ],
)
def test_each_role_begins_at_its_own_page(
    role: Role, first: str, hired: dict[Role, Membership]
) -> None:
    client = signed_in(hired[role].user)
    assert client.get("/account/")["Location"] == first
    assert client.get(first).status_code == 200


def test_switching_shows_the_other_clinic_with_its_own_role(
    nora: User, man: Patient, stranger: Patient
) -> None:
    add_member(stranger.clinic, nora.email, nora.name, Role.LAB_ENTRY)
    client = signed_in(nora)
    assert "Hargreaves" in page_of(client.get("/patients/")).text
    assert client.post("/account/clinic/", {"clinic": stranger.clinic.slug}).status_code == 302
    shown = page_of(client.get("/patients/")).text
    assert "Canary" in shown
    assert "Hargreaves" not in shown
    assert client.get("/").status_code == 403
    assert client.get(f"/patients/{man.opaque_id}/").status_code == 404


@pytest.mark.parametrize("slug", ["elsewhere", "nowhere", "", "\x00", "x" * 5_000])
def test_a_clinic_that_is_not_ones_own_is_not_found(
    slug: str, nora: User, man: Patient, stranger: Patient
) -> None:
    client = signed_in(nora)
    assert client.post("/account/clinic/", {"clinic": slug}).status_code == 404
    assert "Hargreaves" in page_of(client.get("/patients/")).text


def test_who_left_the_chosen_clinic_falls_back_to_his_other_one(
    nora: User, man: Patient, stranger: Patient
) -> None:
    place = add_member(stranger.clinic, nora.email, nora.name, Role.CLINICIAN)
    client = signed_in(nora)
    client.post("/account/clinic/", {"clinic": stranger.clinic.slug})
    Membership.objects.filter(pk=place.pk).update(is_active=False)
    assert client.get("/patients/").status_code == 302
    assert "Hargreaves" in page_of(signed_in(nora).get("/patients/")).text


def test_no_page_is_kept_on_a_shared_computer(pages: Client, man: Patient) -> None:
    for url in ("/", "/patients/", f"/patients/{man.opaque_id}/", "/reminders/"):
        assert "no-store" in pages.get(url)["Cache-Control"]
