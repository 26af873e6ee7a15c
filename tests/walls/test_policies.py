"""Every route says who may use it, and one that does not answers nobody."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.access import OPEN
from accounts.roles import GRANTS, May
from patients.models import Patient
from tests.walls.contents import OF_NO_CLINIC, path_to_clinic, recorded_models, rows_of
from tests.walls.foreign import Foreign
from tests.walls.routes import Route, all_routes

HOLES = "tests.walls.holes"
FOR_EVERYBODY = {
    "accounts:sign-in",
    "accounts:second-step",
    "accounts:forgotten",
    "accounts:reset",
    "accounts:invitation",
    ":health",
    ":ready",
    ":metrics",
    "admin:login",
    "monitoring:mail-stop",
}


def undeclared(routes: list[Route]) -> list[str]:
    return [route.name for route in routes if route.policy is None]


def test_every_route_declares_its_policy() -> None:
    routes = all_routes()
    assert len(routes) > 40
    assert undeclared(routes) == []


def test_only_signing_in_and_stopping_mail_is_open() -> None:
    assert {route.name for route in all_routes() if route.policy == OPEN} == FOR_EVERYBODY


@pytest.mark.parametrize("act", list(May), ids=lambda act: act.value)
def test_every_power_is_needed_somewhere_and_held_by_somebody(act: May) -> None:
    assert any(act in granted for granted in GRANTS.values())
    assert act in {route.policy for route in all_routes()}


def test_a_planted_route_without_policy_is_found() -> None:
    assert undeclared(all_routes(HOLES)) == [":undeclared"]


@pytest.mark.django_db
def test_a_planted_route_without_policy_answers_nobody(
    settings: Settings, pages: Client, man: Patient
) -> None:
    settings.ROOT_URLCONF = HOLES
    with pytest.raises(ImproperlyConfigured, match="declares no policy"):
        pages.get(f"/holes/{man.opaque_id}/undeclared/")


@pytest.mark.django_db
def test_every_table_has_something_that_could_leak(foreign: Foreign) -> None:
    filled = {row.split(" ", 1)[0] for row in rows_of(foreign.clinic)}
    assert {each.__name__ for each in recorded_models()} - filled - OF_NO_CLINIC == set()


@pytest.mark.parametrize("model", recorded_models(), ids=lambda model: model.__name__)
def test_every_table_leads_to_one_clinic(model: type) -> None:
    assert (path_to_clinic(model) is None) == (model.__name__ in OF_NO_CLINIC)
