"""The walk finds the holes that careless views would make."""

from __future__ import annotations

import pytest
from pytest_django.fixtures import Settings

from tests.walls.foreign import Foreign
from tests.walls.forms import undone
from tests.walls.holes import OF_A_DOCUMENT, VIEWS
from tests.walls.routes import Route, all_routes
from tests.walls.walking import Actor, faults

HOLES = "tests.walls.holes"

PLANTED = {
    "unscoped": ("lead", "says Zanzibarovic"),
    "undeclared": ("lead", "fails with 500"),
    "for_anybody": ("anonymous", "says Quokka"),
    "told_in_refusal": ("clinician", "says Zanzibarovic"),
    "told_in_header": ("lab_entry", "says ZQX-77131"),
    "told_in_redirect": ("clinician", "says ZQX-77131"),
    "told_in_cookie": ("clinician", "says Zanzibarovic"),
    "told_by_status": ("lead", "tells a foreign id"),
    "written_before_check": ("lead", "were changed"),
    "crashing": ("works in both", "fails with 500"),
    "listed_everywhere": ("administrator", "says Zanzibarovic"),
    "drawn_for_a_script": ("clinician", "says Quokka"),
    "named_as_file": ("lab_entry", "says Quokka"),
    "document_without_its_man": ("clinician", "says Quokka"),
    "told_by_words": ("lead", "tells a foreign id"),
    "told_by_presence": ("lead", "tells a foreign id"),
    "written_by_reading": ("clinician", "were changed"),
    "deleted_by_its_method": ("lead", "were changed"),
    "named_in_the_body": ("lab_entry", "POST .* says Zanzibarovic"),
    "guarded_when_read": ("clinician", "PUT .* says zanzibar@"),
}
"""Each hole with who falls into it, and what the walk has to say of it."""


def hole(name: str) -> Route:
    return next(route for route in all_routes(HOLES) if route.name == f":{name}")


@pytest.mark.django_db
def test_every_planted_hole_is_found(
    actors: dict[str, Actor], foreign: Foreign, settings: Settings
) -> None:
    settings.ROOT_URLCONF = HOLES
    missed = []
    for name, (who, what) in PLANTED.items():
        with undone():
            found = "; ".join(faults([hole(name)], actors[who], foreign))
        if not all(word in found for word in what.split(" .* ")):
            missed.append(f"{name}: {found}")
    assert missed == []


def test_twenty_holes_are_planted() -> None:
    assert {each.__name__ for each in (*VIEWS, *OF_A_DOCUMENT)} == set(PLANTED)
    assert len(PLANTED) == 20
