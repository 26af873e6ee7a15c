"""How long a sign-in lasts, to the second, and what ends it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from accounts.actions import add_member, change_password
from accounts.models import Clinic, Membership, Session, User
from accounts.roles import Role
from accounts.sessions import IDLE, LONGEST, is_asked_by_page
from tests.conftest import signed_in
from tests.walls.routes import all_routes

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OWN = "/account/own/"

ASKED_BY_PAGES = {
    "accounts:remaining": "/account/remaining/",
    "accounts:draft-keep": "/account/draft/",
    "accounts:draft-back": "/account/draft/back/",
    "monitoring:day-read": "/days/read/",
    "monitoring:draw-typed": f"/patients/{UUID(int=0)}/draws/typed/",
    "monitoring:draw-amend-typed": f"/patients/{UUID(int=0)}/draws/{UUID(int=0)}/typed/",
}
"""Every route that an open page calls by itself, with its address."""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still until a test moves it."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def is_in(client: Client) -> bool:
    """Whether the next page still opens; opening it is an act of the person."""
    return client.get(OWN).status_code == 200


@pytest.mark.parametrize(
    ("silent", "stays"),
    [
        pytest.param(IDLE - SECOND, True, id="a second before"),
        pytest.param(IDLE, False, id="at fifteen minutes"),
        pytest.param(IDLE + SECOND, False, id="a second after"),
    ],
)
def test_a_sign_in_ends_after_fifteen_silent_minutes(
    silent: timedelta, stays: bool, clinician: User, clock: time_machine.Traveller
) -> None:
    client = signed_in(clinician)
    assert is_in(client)
    clock.shift(silent)
    assert is_in(client) is stays


def test_every_act_counts_fifteen_minutes_anew(
    clinician: User, clock: time_machine.Traveller
) -> None:
    client = signed_in(clinician)
    for _ in range(8):
        clock.shift(IDLE - SECOND)
        assert is_in(client)


@pytest.mark.parametrize(
    ("after", "stays"),
    [
        pytest.param(LONGEST - SECOND, True, id="a second before"),
        pytest.param(LONGEST, False, id="at twelve hours"),
    ],
)
def test_a_sign_in_ends_after_twelve_hours_of_work(
    after: timedelta, stays: bool, clinician: User, clock: time_machine.Traveller
) -> None:
    client = signed_in(clinician)
    while datetime.now(UTC) + IDLE < NOON + after:
        clock.shift(IDLE - SECOND)
        assert is_in(client)
    clock.move_to(NOON + after)
    assert is_in(client) is stays


def test_the_routes_that_pages_call_by_themselves_are_known() -> None:
    found = {route.name for route in all_routes() if is_asked_by_page(route.view)}
    assert found == set(ASKED_BY_PAGES)


@pytest.mark.parametrize("name", ASKED_BY_PAGES)
@pytest.mark.parametrize("added", ["", "?skip_timeout_reset=1", "?extend=1&t=0"])
def test_a_page_that_asks_by_itself_never_extends(
    name: str, added: str, clinician: User, clock: time_machine.Traveller
) -> None:
    client = signed_in(clinician)
    assert is_in(client)
    for _ in range(14):
        clock.shift(timedelta(minutes=1))
        assert client.get(f"{ASKED_BY_PAGES[name]}{added}").status_code in {200, 405}
    clock.shift(timedelta(minutes=1))
    assert client.get(f"{ASKED_BY_PAGES[name]}{added}").status_code == 302
    assert not is_in(client)


def test_what_a_page_stores_while_asking_does_not_extend(
    clinician: User, clock: time_machine.Traveller
) -> None:
    client = signed_in(clinician)
    assert is_in(client)
    clock.shift(IDLE - SECOND)
    stored = client.session
    stored["anything"] = 1
    stored.save()
    clock.shift(SECOND)
    assert not is_in(client)


def test_the_page_learns_how_long_it_lasts(clinician: User, clock: time_machine.Traveller) -> None:
    client = signed_in(clinician)
    clock.shift(timedelta(minutes=2))
    assert client.get("/account/remaining/").json() == {"seconds": 13 * 60}
    assert client.post("/account/stay/").json() == {"seconds": 15 * 60}
    clock.shift(timedelta(minutes=14))
    assert is_in(client)


def test_signing_in_again_begins_anew_under_another_key(
    clinician: User, clock: time_machine.Traveller
) -> None:
    client = signed_in(clinician)
    first = client.session.session_key
    clock.shift(timedelta(hours=11, minutes=59))
    signed_in(clinician, client)
    assert client.session.session_key != first
    clock.shift(timedelta(minutes=5))
    assert is_in(client)


ENDINGS: dict[str, Callable[[User, Clinic], object]] = {
    "password": lambda user, _: change_password(user, "four words that fit"),
    "address": lambda user, _: User.objects.filter(pk=user.pk).update(email="new@x.org"),
    "role": lambda user, _: user.memberships.update(role=Role.LAB_ENTRY),
    "membership": lambda user, _: user.memberships.update(is_active=False),
    "account": lambda user, _: User.objects.filter(pk=user.pk).update(is_active=False),
    "another clinic": lambda user, clinic: add_member(clinic, user.email, "", Role.LEAD),
}


@pytest.mark.parametrize("what", ENDINGS)
def test_every_session_ends_at_the_next_request(
    what: str, clinician: User, other_clinic: Clinic
) -> None:
    clients = [signed_in(clinician) for _ in range(3)]
    assert all(is_in(client) for client in clients)
    ENDINGS[what](clinician, other_clinic)
    assert [is_in(client) for client in clients] == [False] * 3


def test_the_others_stay_signed_in(hired: dict[Role, Membership]) -> None:
    clients = {role: signed_in(place.user) for role, place in hired.items()}
    change_password(hired[Role.CLINICIAN].user, "four words that fit")
    assert {role for role, client in clients.items() if not is_in(client)} == {Role.CLINICIAN}


def test_signing_in_sweeps_out_what_has_ended(
    clinician: User, clock: time_machine.Traveller
) -> None:
    for _ in range(3):
        signed_in(clinician)
    clock.shift(LONGEST)
    clinician.set_password("four words that fit")
    clinician.save()
    pair = {"email": clinician.email, "password": "four words that fit"}
    assert Client().post("/account/sign-in/", pair).status_code == 302
    assert Session.objects.count() == 1
