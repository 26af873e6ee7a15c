"""Nobody reaches a patient after a password alone, and every proof works once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts import second_factor
from accounts.access import OPEN
from accounts.actions import add_member
from accounts.lockout import MOST_PER_PAIR
from accounts.models import AuditRow, Clinic, User
from accounts.roles import Role
from accounts.second_factor import add_app, new_recovery_codes, prove_by_code
from accounts.signing_in import HALF_FOR
from tests.conftest import signed_in
from tests.views.page import page_of
from tests.walls.routes import Route, all_routes

pytestmark = pytest.mark.django_db

SIGN_IN, STEP, PROTECTION = "/account/sign-in/", "/account/second-step/", "/account/protection/"
PASSWORD = "correct horse battery"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
STEP_OF_CLOCK = timedelta(seconds=30)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

AFTER_PASSWORD = {
    "accounts:sign-out",
    "accounts:switch-clinic",
    "accounts:remaining",
    "accounts:stay",
    "accounts:protection",
    "accounts:app-add",
    "accounts:passkey-add",
}
"""What opens after a password alone: leaving, and setting up a second factor."""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def nora(clinic: Clinic) -> User:
    return add_member(clinic, "nora@harbor.example.org", "Dr Nora", Role.LEAD, PASSWORD).user


@pytest.fixture
def protected(nora: User, clock: time_machine.Traveller) -> User:
    """A lead with an app, set up a while ago."""
    assert add_app(nora, SECRET, code_now())
    clock.shift(timedelta(minutes=10))
    return nora


def code_now(secret: str = SECRET, steps: int = 0) -> str:
    counter = int(datetime.now(UTC).timestamp()) // 30 + steps
    return format_hotp_value(hotp_value(secret, counter))


def after_password(user: User, wanted: str = "") -> Client:
    """A browser in which the password was right."""
    client = Client()
    sent = {"email": user.email, "password": PASSWORD, "next": wanted}
    assert client.post(SIGN_IN, sent).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/patients/").status_code == 200


def reached(client: Client, routes: list[Route]) -> set[str]:
    """The routes that answer with anything but a way elsewhere."""
    ids: dict[str, object] = defaultdict(uuid4, {"kind": "draw", "number": 1, "object_id": 1})
    answers = ((route, client.get(route.address(ids))) for route in routes)
    return {route.name for route, answer in answers if answer.status_code != 302}


@pytest.mark.parametrize("state", ["none set up", "step to come"])
def test_no_route_opens_after_a_password_alone(
    state: str, nora: User, clock: time_machine.Traveller
) -> None:
    if state == "step to come":
        add_app(nora, SECRET, code_now())
    guarded = [route for route in all_routes() if route.policy != OPEN]
    opened = reached(after_password(nora), guarded)
    assert len(guarded) > 40
    assert opened <= (AFTER_PASSWORD if state == "none set up" else set())
    assert ("accounts:protection" in opened) is (state == "none set up")


def test_the_same_walk_with_a_second_factor_opens_more(nora: User) -> None:
    guarded = [route for route in all_routes() if route.policy != OPEN]
    assert reached(signed_in(nora), guarded) > {"monitoring:worklist", "admin:index"}


def test_the_demo_opens_after_a_password(nora: User, clinic: Clinic) -> None:
    clinic.is_demo = True
    clinic.save()
    assert is_in(after_password(nora))


def test_a_real_clinic_does_not_open_by_way_of_the_demo(nora: User, other_clinic: Clinic) -> None:
    other_clinic.is_demo = True
    other_clinic.save()
    add_member(other_clinic, nora.email, nora.name, Role.LEAD)
    client = after_password(nora)
    client.post("/account/clinic/", {"clinic": other_clinic.slug})
    assert is_in(client)
    client.post("/account/clinic/", {"clinic": "harbor"})
    assert client.get("/patients/")["Location"] == PROTECTION


def test_a_code_leads_to_the_page_that_was_asked_for(protected: User) -> None:
    client = after_password(protected, "/patients/?x=1")
    assert not is_in(client)
    assert client.post(STEP, {"code": code_now()})["Location"] == "/patients/?x=1"
    assert is_in(client)
    row = AuditRow.objects.get(action="sign-in", by=protected)
    assert row.detail == {"proof": "totp"}


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_works_once(steps: int, protected: User, clock: time_machine.Traveller) -> None:
    first, second = after_password(protected), after_password(protected)
    code = code_now(steps=steps)
    assert first.post(STEP, {"code": code}).status_code == 302
    assert second.post(STEP, {"code": code}).status_code == 422
    clock.shift(STEP_OF_CLOCK)
    assert second.post(STEP, {"code": code}).status_code == 422
    assert not is_in(second)


def test_a_code_older_than_one_that_was_used_is_refused(protected: User) -> None:
    assert prove_by_code(protected, code_now(steps=0))
    assert not prove_by_code(protected, code_now(steps=-1))
    assert prove_by_code(protected, code_now(steps=1))


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_of_another_time_is_refused(steps: int, protected: User) -> None:
    assert not prove_by_code(protected, code_now(steps=steps))


def test_the_code_that_set_the_app_up_is_used_up(nora: User, clock: time_machine.Traveller) -> None:
    code = code_now()
    assert add_app(nora, SECRET, code)
    assert not prove_by_code(nora, code)


def test_a_recovery_code_works_once(protected: User) -> None:
    codes = new_recovery_codes(protected)
    assert len(set(codes)) == 10
    assert after_password(protected).post(STEP, {"code": codes[0]}).status_code == 302
    again = after_password(protected)
    assert again.post(STEP, {"code": codes[0]}).status_code == 422
    assert again.post(STEP, {"code": f"{codes[1][:4]} {codes[1][4:]}"}).status_code == 302


def test_new_recovery_codes_make_the_old_ones_void(protected: User) -> None:
    old = new_recovery_codes(protected)
    new_recovery_codes(protected)
    assert not prove_by_code(protected, old[0])


def test_guessing_codes_ends_like_guessing_passwords(protected: User) -> None:
    client = after_password(protected)
    for _ in range(MOST_PER_PAIR):
        assert client.post(STEP, {"code": "000000"}).status_code == 422
    assert client.post(STEP, {"code": code_now()}).status_code == 429
    sent = {"email": protected.email, "password": PASSWORD}
    assert Client().post(SIGN_IN, sent).status_code == 429


def test_the_step_is_forgotten_after_ten_minutes(
    protected: User, clock: time_machine.Traveller
) -> None:
    client = after_password(protected)
    clock.shift(HALF_FOR)
    assert client.post(STEP, {"code": code_now()})["Location"] == SIGN_IN


def test_the_step_ends_when_the_password_changes(protected: User) -> None:
    client = after_password(protected)
    protected.set_password("another four words")
    protected.save()
    assert client.post(STEP, {"code": code_now()})["Location"] == SIGN_IN


def test_nobody_takes_the_second_step_without_the_first() -> None:
    assert Client().post(STEP, {"code": "123456"})["Location"] == SIGN_IN


def test_setting_up_an_app_opens_the_clinic_and_shows_the_codes_once(
    nora: User, clock: time_machine.Traveller
) -> None:
    client, other = after_password(nora), after_password(nora)
    page = client.get(PROTECTION + "app/").content.decode()
    secret = re.search(r'app-key">([A-Z2-7=]+)<', page)
    assert secret
    assert client.post(PROTECTION + "app/", {"code": "000000"}).status_code == 422
    answer = client.post(PROTECTION + "app/", {"code": code_now(secret[1])})
    codes = re.findall(r"<kbd>(\d{8})</kbd>", answer.content.decode())
    assert len(codes) == 10
    assert codes[0] not in client.get(PROTECTION).content.decode()
    assert is_in(client)
    assert other.get(PROTECTION).status_code == 302
    assert "10 of your recovery codes are left" in page_of(client.get(PROTECTION)).text


def test_the_last_proof_stays_outside_the_demo(protected: User) -> None:
    client = signed_in(protected)
    kept = Authenticator.objects.get(user=protected, type="totp")
    client.post(f"{PROTECTION}{kept.pk}/remove/", {"present": PASSWORD})
    assert Authenticator.objects.filter(pk=kept.pk).exists()


def test_a_proof_goes_with_the_password_only(protected: User, clinic: Clinic) -> None:
    clinic.is_demo = True
    clinic.save()
    client, kept = signed_in(protected), Authenticator.objects.get(user=protected, type="totp")
    new_recovery_codes(protected)
    url = f"{PROTECTION}{kept.pk}/remove/"
    assert client.post(url, {"present": "wrong"}).status_code == 422
    assert client.post(url, {"present": PASSWORD}).status_code == 302
    assert not Authenticator.objects.filter(user=protected).exists()


def test_nobody_removes_the_proof_of_another(protected: User, clinic: Clinic) -> None:
    other = add_member(clinic, "otto@harbor.example.org", "Dr Otto", Role.LEAD, PASSWORD).user
    kept = Authenticator.objects.get(user=protected)
    answer = signed_in(other).post(f"{PROTECTION}{kept.pk}/remove/", {"present": PASSWORD})
    assert answer["Location"] == PROTECTION
    assert Authenticator.objects.filter(pk=kept.pk).exists()


def test_secrets_are_unreadable_in_the_database(protected: User) -> None:
    new_recovery_codes(protected)
    for kept in Authenticator.objects.filter(user=protected):
        assert SECRET not in str(kept.data)
        stored = kept.data.get("secret") or kept.data["seed"]
        assert second_factor.Adapter().decrypt(stored) not in str(kept.data)


@pytest.mark.parametrize(
    "credential",
    ["{}", "[]", "x", '"text"', '{"id": "x"}', '{"id": 1, "response": {}, "type": "public-key"}'],
)
def test_a_made_up_passkey_is_refused(credential: str, protected: User) -> None:
    step = after_password(protected)
    assert step.post(STEP, {"credential": credential}).status_code == 422
    client = signed_in(protected)
    client.get(PROTECTION + "passkey/")
    sent = {"name": "desk", "credential": credential}
    assert client.post(PROTECTION + "passkey/", sent).status_code == 422
    assert Authenticator.objects.filter(user=protected).count() == 1
