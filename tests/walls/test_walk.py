"""Nobody reads, changes or even notices another clinic's records, by any route."""

from __future__ import annotations

import pytest

from accounts.roles import Role
from patients.models import Patient
from tests.walls.foreign import Foreign
from tests.walls.routes import all_routes
from tests.walls.walking import Actor, faults

pytestmark = pytest.mark.django_db

ACTORS = [
    "anonymous",
    *(role.value for role in Role),
    "lead of a third clinic",
    "deactivated",
    "left the other clinic",
    "works nowhere",
    "works in both",
]


@pytest.mark.parametrize("who", ACTORS)
def test_no_route_opens_the_other_clinic(
    who: str, actors: dict[str, Actor], foreign: Foreign
) -> None:
    assert faults(all_routes(), actors[who], foreign) == []


@pytest.mark.parametrize("who", [role.value for role in Role])
def test_no_route_opens_a_foreign_document_below_an_own_man(
    who: str, actors: dict[str, Actor], foreign: Foreign, man: Patient
) -> None:
    routes = [route for route in all_routes() if "document" in route.takes]
    own = {"opaque_id": str(man.opaque_id)}
    assert routes
    assert faults(routes, actors[who], foreign, ids=own) == []
