"""Guessing is stopped, and a clinic never is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth import hashers
from django.test import Client
from pytest_django.fixtures import Settings

from accounts import lockout
from accounts.actions import add_member
from accounts.lockout import MOST_PER_PAIR, MOST_PER_PERSON, MOST_PER_PLACE, WINDOW
from accounts.models import Clinic, User
from accounts.roles import Role
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

PAGE = "/account/sign-in/"
PASSWORD = "correct horse battery"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CLINIC, HOME, FAR = "203.0.113.5", "198.51.100.7", "192.0.2.9"
WRONG_WORD = "not the password"
IN, WRONG, WAIT = 302, 422, 429


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def nora(clinic: Clinic) -> User:
    return add_member(clinic, "nora@harbor.example.org", "Dr Nora", Role.CLINICIAN, PASSWORD).user


@pytest.fixture
def otto(clinic: Clinic) -> User:
    return add_member(clinic, "otto@harbor.example.org", "Dr Otto", Role.LEAD, PASSWORD).user


def tried(email: str, place: str = CLINIC, password: str = WRONG_WORD) -> int:
    """What a sign-in from a place is answered."""
    pair = {"email": email, "password": password}
    return Client(REMOTE_ADDR=place).post(PAGE, pair).status_code


def right(user: User, place: str = CLINIC) -> int:
    return tried(user.email, place, PASSWORD)


def guess(email: str, place: str, times: int) -> set[int]:
    return {tried(email, place) for _ in range(times)}


@pytest.mark.parametrize(
    ("wrong", "answer"),
    [
        pytest.param(MOST_PER_PAIR - 1, IN, id="one below"),
        pytest.param(MOST_PER_PAIR, WAIT, id="at the limit"),
    ],
)
def test_a_pair_waits_after_five_wrong_tries(wrong: int, answer: int, nora: User) -> None:
    assert guess(nora.email, CLINIC, wrong) == {WRONG}
    assert right(nora) == answer


@pytest.mark.parametrize(
    ("waited", "answer"),
    [pytest.param(WINDOW - SECOND, WAIT, id="a second before"), pytest.param(WINDOW, IN, id="at")],
)
def test_the_wait_is_fifteen_minutes(
    waited: timedelta, answer: int, nora: User, clock: time_machine.Traveller
) -> None:
    guess(nora.email, CLINIC, MOST_PER_PAIR)
    clock.shift(waited)
    assert right(nora) == answer


def test_what_is_tried_during_the_wait_does_not_prolong_it(
    nora: User, clock: time_machine.Traveller
) -> None:
    guess(nora.email, CLINIC, MOST_PER_PAIR)
    for _ in range(14):
        clock.shift(timedelta(minutes=1))
        assert tried(nora.email) == WAIT
    clock.shift(timedelta(minutes=1))
    assert right(nora) == IN


def test_the_page_says_what_to_do(nora: User) -> None:
    guess(nora.email, CLINIC, MOST_PER_PAIR)
    answer = Client(REMOTE_ADDR=CLINIC).post(PAGE, {"email": nora.email, "password": "x"})
    told = page_of(answer).text
    assert answer.status_code == WAIT
    assert "wait for 15 minutes" in told
    assert nora.email not in told
    assert "Content-Security-Policy" in answer.headers


def test_a_colleague_behind_the_same_address_comes_in(nora: User, otto: User) -> None:
    guess(nora.email, CLINIC, MOST_PER_PAIR)
    assert (right(nora), right(otto)) == (WAIT, IN)


def test_a_person_waits_everywhere_when_many_places_guess(nora: User) -> None:
    for number in range(MOST_PER_PERSON):
        assert tried(nora.email, f"192.0.2.{number}") == WRONG
    assert right(nora, HOME) == WAIT


def test_guessing_elsewhere_keeps_nobody_out_where_he_is_known(nora: User) -> None:
    assert right(nora, CLINIC) == IN
    for number in range(MOST_PER_PERSON):
        tried(nora.email, f"192.0.2.{number}")
    assert right(nora, HOME) == WAIT
    assert right(nora, CLINIC) == IN


def test_a_crowded_place_waits_but_not_for_the_known(nora: User, otto: User) -> None:
    assert right(otto) == IN
    for number in range(MOST_PER_PLACE):
        assert tried(f"stranger-{number}@x.org") == WRONG
    assert right(nora) == WAIT
    assert right(otto) == IN
    assert right(nora, HOME) == IN


def test_a_whole_clinic_comes_in_while_it_is_attacked(clinic: Clinic) -> None:
    staff = [
        add_member(clinic, f"staff-{n}@h.org", f"Staff {n}", Role.CLINICIAN, PASSWORD).user
        for n in range(12)
    ]
    assert {right(each) for each in staff} == {IN}
    for each in staff:
        guess(each.email, FAR, MOST_PER_PAIR)
    assert {right(each) for each in staff} == {IN}


@pytest.mark.parametrize("kind", ["known", "unknown", "deactivated"])
def test_everybody_is_answered_alike(kind: str, nora: User, otto: User) -> None:
    User.objects.filter(pk=otto.pk).update(is_active=False)
    email = {"known": nora.email, "unknown": "nobody@x.org", "deactivated": otto.email}[kind]
    assert [tried(email) for _ in range(MOST_PER_PAIR + 1)] == [WRONG] * MOST_PER_PAIR + [WAIT]


@pytest.mark.parametrize("kind", ["known", "unknown", "deactivated"])
def test_everybody_costs_one_hash(
    kind: str, nora: User, otto: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.filter(pk=otto.pk).update(is_active=False)
    email = {"known": nora.email, "unknown": "nobody@x.org", "deactivated": otto.email}[kind]
    hashed: list[str] = []
    kind_of_hash = type(hashers.get_hasher())
    before = kind_of_hash.encode

    def counted(self: object, password: str, salt: str) -> str:
        hashed.append(password)
        return before(self, password, salt)

    monkeypatch.setattr(kind_of_hash, "encode", counted)
    tried(email, password="wrong one")
    assert hashed == ["wrong one"]


def test_the_tables_do_not_grow_with_the_guessing(
    nora: User, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    monkeypatch.setattr(lockout, "MOST_ROWS", 20)
    for number in range(50):
        clock.shift(SECOND)
        tried(f"stranger-{number}@x.org", f"192.0.2.{number}")
    assert AccessAttempt.objects.count() == 20
    clock.shift(WINDOW)
    tried("another@x.org")
    assert AccessAttempt.objects.count() == 1
    for _ in range(3):
        right(nora)
    assert AccessLog.objects.count() == 1


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        pytest.param("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True, id="one IPv6 network"),
        pytest.param("2001:db8:1:2::1", "2001:db8:1:3::1", False, id="two IPv6 networks"),
        pytest.param("192.0.2.1", "192.0.2.2", False, id="two IPv4 addresses"),
    ],
)
def test_a_place_is_an_address_or_a_network(here: str, there: str, same: bool, nora: User) -> None:
    guess(nora.email, here, MOST_PER_PAIR)
    assert right(nora, there) == (WAIT if same else IN)


def test_behind_the_own_proxy_its_word_counts_and_nobody_elses(
    nora: User, settings: Settings
) -> None:
    def sent(password: str, forwarded: str) -> int:
        client = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
        return client.post(PAGE, {"email": nora.email, "password": password}).status_code

    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert {sent("wrong", f"1.2.3.{n}, {FAR}") for n in range(MOST_PER_PAIR)} == {WRONG}
    assert sent(PASSWORD, FAR) == WAIT
    assert sent(PASSWORD, HOME) == IN
