"""Who tries the walls."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from accounts.actions import add_member, create_clinic
from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from patients.models import Patient
from tests.walls.foreign import Foreign, standing_clinic
from tests.walls.walking import IN_BOTH, Actor
from tests.walls.windows import Two, windows


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """It is noon on the day of the cast, whenever the tests run."""
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[Foreign]:
    """The clinic with something in every table, for all tests of a module."""
    with standing_clinic(django_db_blocker) as founded:
        yield founded


@pytest.fixture
def full(standing: Foreign, db: None) -> Foreign:
    """A clinic with something in every table."""
    return deepcopy(standing)


@pytest.fixture
def foreign(full: Foreign, clinic: Clinic) -> Foreign:
    """The other clinic, beside that of the cast."""
    return full


@pytest.fixture
def actors(
    clinic: Clinic, hired: dict[Role, Membership], foreign: Foreign, man: Patient
) -> dict[str, Actor]:
    """Everybody who might try, by what he is."""
    third = create_clinic("third", "Third Clinic")
    return {
        "anonymous": Actor(None),
        **{role.value: Actor(hired[role].user) for role in Role},
        "lead of a third clinic": Actor(add_member(third, "c@c.org", "Dr C", Role.LEAD).user),
        "deactivated": Actor(_left(clinic, "left@harbor.example.org")),
        "left the other clinic": Actor(_left(foreign.clinic, "left@wexcombe.example.org")),
        "works nowhere": Actor(User.objects.create_user("nobody@x.org", "Nobody", "x")),
        "works in both": Actor(_of_both(clinic, foreign.clinic), IN_BOTH),
    }


def _left(clinic: Clinic, email: str) -> User:
    """Somebody whose account was deactivated."""
    user = add_member(clinic, email, "Dr Left", Role.LEAD).user
    user.is_active = False
    user.save()
    return user


def _of_both(first: Clinic, second: Clinic) -> User:
    """Somebody who leads in both clinics and has the first one open."""
    add_member(first, "both@harbor.example.org", "Dr Both", Role.LEAD)
    return add_member(second, "both@harbor.example.org", "Dr Both", Role.LEAD).user


@pytest.fixture
def two(live_server: Any, hired: Any) -> Iterator[Two]:
    """The lead and the clinician, each at a computer."""
    with windows(live_server.url, hired[Role.LEAD].user, hired[Role.CLINICIAN].user) as two:
        yield two


@pytest.fixture
def bosses(live_server: Any, hired: Any) -> Iterator[Two]:
    """The lead and the administrator, each at a computer."""
    with windows(live_server.url, hired[Role.LEAD].user, hired[Role.ADMINISTRATOR].user) as two:
        yield two
