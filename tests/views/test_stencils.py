"""What is printed by stencil reads as the template itself would print it."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.template.loader import get_template
from django.test import Client

from accounts.models import Clinic, User
from monitoring.models import Status
from patients.models import Patient
from tests.conftest import TODAY, admitted, draw, recorded
from tests.views.test_counts import man_with_draws

pytestmark = pytest.mark.django_db

STENCIL = Template("{% load stencils %}{% stencilled 'worklist_row' row is_open=is_open %}")
PLAIN = get_template("components/worklist_row.html")


def both_ways(row: dict[str, Any], *, is_open: bool = False) -> tuple[str, str]:
    said = {"row": row, "is_open": is_open}
    return STENCIL.render(Context(said)), PLAIN.render({**row, "is_open": is_open}).strip()


@pytest.fixture
def rows(pages: Client, clinic: Clinic, clinician: User) -> list[dict[str, Any]]:
    """Men of all kinds: with much to decide, with late results, with no draw, with a bad name."""
    man_with_draws(clinic, clinician, 4)
    admitted(clinic, clinician, family_name="<b>O'Neill</b>", given_name="&amp; Søn")
    awaited = admitted(clinic, clinician)
    recorded(awaited, draw(TODAY), by=clinician)
    shown: list[dict[str, Any]] = []
    for url in ("/", "/?show=all", f"/?show=all&at={awaited.opaque_id}", "/patients/"):
        shown += pages.get(url).context["rows"]
    return shown


@pytest.mark.parametrize("is_open", [False, True])
def test_rows_read_as_the_template_prints_them(is_open: bool, rows: list[dict[str, Any]]) -> None:
    assert len(rows) > 6
    for row in rows:
        by_stencil, plainly = both_ways(row, is_open=is_open)
        assert by_stencil == plainly


def test_every_part_of_a_row_is_a_text_or_a_yes_or_no(rows: list[dict[str, Any]]) -> None:
    assert all(isinstance(part, str | bool) for row in rows for part in row.values())


def test_what_was_typed_is_escaped(rows: list[dict[str, Any]]) -> None:
    row = next(row for row in rows if "Neill" in row["name"])
    by_stencil, _ = both_ways(row)
    assert "&lt;b&gt;O&#x27;Neill&lt;/b&gt;, &amp;amp; Søn" in by_stencil
    assert "<b>" not in by_stencil


def test_no_man_stands_in_anothers_row(pages: Client, clinic: Clinic, man: Patient) -> None:
    other = admitted(clinic, None, family_name="Abel")
    assert Status.objects.count() == 2
    rows = pages.get("/?show=all").content.decode().split("<tbody")[1:]
    assert [("Abel" in row, str(other.opaque_id) in row) for row in rows] in (
        [(True, True), (False, False)],
        [(False, False), (True, True)],
    )
