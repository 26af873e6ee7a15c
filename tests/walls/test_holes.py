"""The walk finds the holes that careless views would make."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from tests.walls.foreign import Foreign
from tests.walls.routes import Route, all_routes
from tests.walls.walking import Actor, faults

pytestmark = pytest.mark.django_db

HOLES = "tests.walls.holes"


def hole(name: str) -> Route:
    return next(route for route in all_routes(HOLES) if route.name == f":{name}")


@pytest.mark.parametrize(
    ("name", "who", "what"),
    [
        pytest.param("unscoped", "lead", "says Zanzibarovic", id="a record looked up anywhere"),
        pytest.param("undeclared", "lead", "fails with 500", id="no policy"),
        pytest.param("for_anybody", "anonymous", "says Quokka", id="open to people outside"),
        pytest.param("told_in_refusal", "clinician", "says Zanzibarovic", id="a talking refusal"),
        pytest.param("told_in_header", "lab_entry", "says ZQX-77131", id="a header"),
        pytest.param("told_in_redirect", "clinician", "says ZQX-77131", id="a redirect"),
        pytest.param("told_in_cookie", "clinician", "says Zanzibarovic", id="a cookie"),
        pytest.param("told_by_status", "lead", "tells a foreign id", id="403 instead of 404"),
        pytest.param("written_before_check", "lead", "were changed", id="written before asked"),
        pytest.param("crashing", "works in both", "fails with 500", id="a server error"),
    ],
)
def test_a_planted_hole_is_found(
    name: str, who: str, what: str, actors: dict[str, Actor], foreign: Foreign, settings: Settings
) -> None:
    settings.ROOT_URLCONF = HOLES
    assert any(what in fault for fault in faults([hole(name)], actors[who], foreign))
