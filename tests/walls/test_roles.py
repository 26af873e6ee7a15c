"""Each role opens what it was granted, and is told what it lacks."""

from __future__ import annotations

from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.access import OPEN
from accounts.actions import add_member
from accounts.roles import May, Role, may
from tests.walls.contents import contents
from tests.walls.foreign import NAME, Foreign
from tests.walls.routes import Route, all_routes
from tests.walls.walking import IN_BOTH, Actor, body, leaks

pytestmark = pytest.mark.django_db

POSTED = {"accounts:sign-out", "accounts:switch-clinic", "monitoring:assign", "admin:logout"}
FOR_NOBODY = ("_add", "_delete", ":autocomplete")
"""What the admin offers to nobody here: nothing is deleted in it, and hardly anything added."""
ADDED = {"admin:labs_assay_add", "admin:labs_spelling_add"}

AUDIT = {"AuditRow"}
"""Where a refusal of one's own people is recorded."""

NAMED = [
    "monitoring:patient",
    "monitoring:protocol",
    "monitoring:bone-density",
    "monitoring:symptoms",
    "monitoring:history",
    "monitoring:report",
    "monitoring:patient-copy",
    "monitoring:review",
    "monitoring:message",
]


@pytest.fixture
def staff(foreign: Foreign) -> dict[Role, Actor]:
    """One person of each role in the clinic that is full of words."""
    hired = [add_member(foreign.clinic, f"{each}@w.org", "Dr Role", each) for each in Role]
    return {Role(each.role): Actor(each.user, IN_BOTH) for each in hired}


def asked(route: Route, client: Client, foreign: Foreign, actor: Actor) -> HttpResponse:
    address = route.address(foreign.ids(route.name))
    if route.name in POSTED:
        return client.post(address, body(actor, foreign, foreign.man))
    return client.get(address)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_a_role_opens_exactly_what_it_was_granted(
    role: Role, foreign: Foreign, staff: dict[Role, Actor]
) -> None:
    wrong = []
    for route in all_routes():
        answer = asked(route, staff[role].browser(), foreign, staff[role])
        granted = route.policy == OPEN or may(role, May(route.policy))
        opens = granted and (route.name in ADDED or not route.name.endswith(FOR_NOBODY))
        if (answer.status_code != 403) != opens or answer.status_code >= 500:
            wrong.append(f"{route.name}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_a_refusal_names_the_power_and_carries_no_record(
    role: Role, foreign: Foreign, staff: dict[Role, Actor]
) -> None:
    before = contents(foreign.clinic, apart_from=AUDIT)
    client, refused = staff[role].browser(), 0
    for route in all_routes():
        if route.policy == OPEN or may(role, May(route.policy)):
            continue
        for answer in (asked(route, client, foreign, staff[role]), _posted(route, client, foreign)):
            refused += 1
            assert May(route.policy).label in unescape(answer.content.decode()), route.name
            assert leaks(answer, staff[role]) == []
    assert refused or role is Role.LEAD
    assert contents(foreign.clinic, apart_from=AUDIT) == before


def _posted(route: Route, client: Client, foreign: Foreign) -> HttpResponse:
    return client.post(route.address(foreign.ids(route.name)))


@pytest.mark.parametrize("name", NAMED)
def test_who_is_granted_reads_the_words_that_the_walk_looks_for(
    name: str, foreign: Foreign, staff: dict[Role, Actor]
) -> None:
    route = next(route for route in all_routes() if route.name == name)
    answer = asked(route, staff[Role.LEAD].browser(), foreign, staff[Role.LEAD])
    assert answer.status_code == 200
    assert NAME.casefold() in answer.content.decode().casefold()
