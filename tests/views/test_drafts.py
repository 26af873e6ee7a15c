"""Words that are not saved yet outlast a sign-in, for their own person and page, for a day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.actions import add_member
from accounts.drafts import KEPT_FOR, MOST_CHARACTERS
from accounts.models import Clinic, Draft, Membership, User
from accounts.roles import Role
from accounts.sessions import IDLE
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEEP, BACK = "/account/draft/", "/account/draft/back/"
PAGE = "/patients/6d1c0b52-3b1d-4b8e-9a55-0c4f5e1d2a3b/draws/new/"
TYPED = {"estradiol": ["17"], "note": ["fasting, early"]}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def kept(client: Client, typed: object = TYPED, path: str = PAGE) -> int:
    return client.post(KEEP, {"path": path, "typed": json.dumps(typed)}).status_code


def back(client: Client, path: str = PAGE) -> object:
    answer = client.post(BACK, {"path": path})
    return answer.json()["fields"] if answer.status_code == 200 else answer.status_code


def test_words_come_back_once_after_signing_in_again(
    clinician: User, clock: time_machine.Traveller
) -> None:
    first = signed_in(clinician)
    assert kept(first, {"estradiol": ["1"]}) == 204
    assert kept(first) == 204
    clock.shift(IDLE)
    assert back(first) == 302
    again = signed_in(clinician)
    assert back(again) == TYPED
    assert back(again) == 204
    assert not Draft.objects.exists()


def test_saved_words_are_forgotten(clinician: User) -> None:
    client = signed_in(clinician)
    kept(client)
    assert kept(client, {}) == 204
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("after", "left"),
    [
        pytest.param(KEPT_FOR - timedelta(seconds=1), TYPED, id="a second before"),
        pytest.param(KEPT_FOR, 204, id="at"),
    ],
)
def test_words_are_kept_for_a_day(
    after: timedelta, left: object, clinician: User, clock: time_machine.Traveller
) -> None:
    kept(signed_in(clinician))
    clock.shift(after)
    assert back(signed_in(clinician)) == left
    assert not Draft.objects.exists()


def test_words_are_for_one_person_page_and_clinic(
    clinician: User, hired: dict[Role, Membership], other_clinic: Clinic
) -> None:
    add_member(other_clinic, clinician.email, "", Role.CLINICIAN)
    client = signed_in(clinician)
    kept(client)
    assert back(signed_in(hired[Role.LEAD].user)) == 204
    assert back(client, PAGE.replace("6d1c", "7d1c")) == 204
    client.post("/account/clinic/", {"clinic": other_clinic.slug})
    assert back(client) == 204
    client.post("/account/clinic/", {"clinic": "harbor"})
    assert back(client) == TYPED


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        pytest.param([1], PAGE, id="a list"),
        pytest.param({"note": "text"}, PAGE, id="no list of words"),
        pytest.param({"note": [1]}, PAGE, id="a number"),
        pytest.param({"note": ["\x00"]}, PAGE, id="null character"),
        pytest.param({"note": ["x" * MOST_CHARACTERS]}, PAGE, id="a book"),
        pytest.param(TYPED, "https://x.org/", id="another site"),
        pytest.param(TYPED, PAGE + "?name=Miller", id="more than a path"),
        pytest.param(TYPED, "/" + "x" * 200, id="a long path"),
        pytest.param(TYPED, "", id="no path"),
    ],
)
def test_what_no_form_sends_is_not_kept(typed: object, path: str, clinician: User) -> None:
    assert kept(signed_in(clinician), typed, path) == 400
    assert not Draft.objects.exists()
