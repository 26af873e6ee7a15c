"""A man with hundreds of draws: his page stays light, says what it leaves out, and shows it."""

from __future__ import annotations

import gzip
from datetime import timedelta
from time import process_time

import pytest
from django.test import Client

from accounts.models import Clinic, User
from monitoring.pages.tiles import MOST_DRAWS
from patients.models import Patient
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded, signed_in
from tests.views.page import page_of

QUARTER = timedelta(days=91)
HEAVIEST_PAGE = 25_000
"""Bytes as they travel, for the page of a man who was drawn every quarter for ten years."""

LONGEST_SECONDS = {"worklist": 0.25, "patient": 0.4}
"""Processor time of one page: some three times what it takes on a machine of two cores."""


def man_for_years(clinic: Clinic, by: User, draws: int, apart: timedelta = QUARTER) -> Patient:
    """A man on treatment from his first draw on, drawn at even distances until lately."""
    man = admitted(clinic, by, owner=by)
    days = [TODAY - timedelta(days=10) - apart * back for back in range(draws)]
    results = {"testosterone_total": "700", "hematocrit": "48"}
    drawn = [draw(day, estradiol=str(20 + n % 15), **results) for n, day in enumerate(days)]
    first = days[-1] - timedelta(days=5)
    recorded(man, cypionate(first), anastrozole(first), *drawn, by=by)
    return man


def rows_of(pages: Client, man: Patient, asked: str = "") -> tuple[int, str]:
    """How many draws the table shows, and everything the page says."""
    answer = pages.get(f"/patients/{man.opaque_id}/{asked}")
    return len(answer.context["table"]["rows"]), page_of(answer).text


@pytest.mark.django_db
def test_ten_years_of_quarters_are_shown_whole(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    rows, said = rows_of(pages, man_for_years(clinic, clinician, MOST_DRAWS))
    assert rows == MOST_DRAWS
    assert "All draws" in said
    assert "Show all" not in said


@pytest.mark.django_db
def test_of_more_the_newest_are_shown_and_the_rest_is_named(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = man_for_years(clinic, clinician, MOST_DRAWS + 3)
    rows, said = rows_of(pages, man)
    assert rows == MOST_DRAWS
    assert f"The newest {MOST_DRAWS} of {MOST_DRAWS + 3} draws" in said
    assert "Show all draws" in said
    assert f"Dose and estradiol: {MOST_DRAWS + 2} draws at steady state" in said
    assert f"The newest {MOST_DRAWS} of them are shown. Show all {MOST_DRAWS + 2}" in said


@pytest.mark.django_db
def test_asked_for_all_the_page_shows_all(pages: Client, clinic: Clinic, clinician: User) -> None:
    man = man_for_years(clinic, clinician, MOST_DRAWS + 3)
    rows, said = rows_of(pages, man, "?draws=all&w=all")
    assert rows == MOST_DRAWS + 3
    assert "All draws" in said
    assert "of them are shown" not in said


@pytest.mark.django_db
def test_the_whole_keeps_how_the_page_was_reached(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = man_for_years(clinic, clinician, MOST_DRAWS + 3)
    page = pages.get(f"/patients/{man.opaque_id}/?from=decide&w=1y").content.decode()
    assert "?from=decide&amp;w=1y&amp;draws=all#draws" in page


@pytest.mark.django_db
def test_a_long_page_travels_light(pages: Client, clinic: Clinic, clinician: User) -> None:
    man = man_for_years(clinic, clinician, MOST_DRAWS)
    page = pages.get(f"/patients/{man.opaque_id}/").content
    assert len(gzip.compress(page, compresslevel=6)) <= HEAVIEST_PAGE


@pytest.mark.django_db
def test_a_page_takes_little_of_the_processor(clinic: Clinic, clinician: User) -> None:
    man = man_for_years(clinic, clinician, MOST_DRAWS)
    for _ in range(49):
        man_for_years(clinic, clinician, 2)
    pages = signed_in(clinician)
    for name, address in {"worklist": "/", "patient": f"/patients/{man.opaque_id}/"}.items():
        assert min(seconds(pages, address) for _ in range(5)) <= LONGEST_SECONDS[name], name


def seconds(pages: Client, address: str) -> float:
    """Processor time of one answer."""
    begun = process_time()
    assert pages.get(address).status_code == 200
    return process_time() - begun
