"""Whose results were entered today, the newest first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import Clinic, User
from labs.models import Draw
from patients.models import Patient
from patients.recording import record_facts
from tests.conftest import TODAY, admitted, draw, recorded
from tests.views.page import page_of
from tests.views.test_worklist import walked

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ENTERED = "entered"
MIDNIGHT = datetime(2026, 11, 22, 5, tzinfo=UTC)
"""The first moment of the day in New York."""


@pytest.fixture
def two(clinic: Clinic, clinician: User) -> list[Patient]:
    return [admitted(clinic, clinician, family_name=name) for name in ("Abel", "Baker")]


def the_draw_of(man: Patient) -> Draw:
    return Draw.objects.current().get(patient=man)


def names(pages: Client) -> list[str]:
    return [name.partition(",")[0] for name in walked(pages, ENTERED)[0]]


def test_the_newest_entry_comes_first(pages: Client, two: list[Patient]) -> None:
    for man in two:
        recorded(man, draw(TODAY - timedelta(days=9), estradiol="30"))
    assert names(pages) == ["Baker", "Abel"]
    recorded(two[0], draw(TODAY - timedelta(days=30), estradiol="31"))
    assert names(pages) == ["Abel", "Baker"]
    assert "newest first" in page_of(pages.get("/?show=entered")).text


def test_a_draw_without_results_is_none_entered(pages: Client, two: list[Patient]) -> None:
    recorded(two[0], draw(TODAY))
    assert names(pages) == []


@pytest.mark.parametrize(
    ("seconds", "listed"), [pytest.param(-1, [], id="before"), pytest.param(0, ["Abel"], id="at")]
)
def test_the_day_begins_at_the_clinics_midnight(
    seconds: int, listed: list[str], pages: Client, clinic: Clinic, two: list[Patient]
) -> None:
    Clinic.objects.filter(pk=clinic.pk).update(time_zone="America/New_York")
    with time_machine.travel(MIDNIGHT + timedelta(seconds=seconds), tick=False):
        recorded(two[0], draw(TODAY - timedelta(days=9), estradiol="30"))
    assert names(pages) == listed


def test_a_correction_of_today_is_entered_today(
    pages: Client, clinic: Clinic, two: list[Patient]
) -> None:
    with time_machine.travel(MIDNIGHT - timedelta(days=3)):
        recorded(two[0], draw(TODAY - timedelta(days=9), estradiol="30"))
    assert names(pages) == []
    with record_facts(clinic, by=None, today=TODAY, about=[two[0]], reason="Typed wrong") as book:
        book.amend(the_draw_of(two[0]), *draw(TODAY - timedelta(days=9), estradiol="31"))
    assert names(pages) == ["Abel"]


def test_what_was_entered_in_error_is_not_listed(
    pages: Client, clinic: Clinic, two: list[Patient]
) -> None:
    recorded(two[0], draw(TODAY, estradiol="30"))
    assert names(pages) == ["Abel"]
    with record_facts(clinic, by=None, today=TODAY, about=[two[0]]) as book:
        book.withdraw(the_draw_of(two[0]))
    assert names(pages) == []


def test_another_clinics_entries_are_not_listed(
    pages: Client, two: list[Patient], stranger: Patient
) -> None:
    recorded(stranger, draw(TODAY, estradiol="30"))
    assert names(pages) == []
    counts = {tab["label"]: tab["count"] for tab in pages.get("/").context["tabs"]}
    assert counts["Entered today"] == 0
