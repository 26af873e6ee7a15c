"""A value that its laboratory has not called final yet says so wherever it is read."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Clinic, User
from labs.models import Draw, Result
from monitoring.models import Status
from patients.models import Patient
from tests.conftest import admitted, draw, recorded
from tests.views.page import send

ON = date(2026, 11, 16)


@pytest.fixture
def waiting(clinic: Clinic, clinician: User) -> Patient:
    """A man whose latest estradiol is preliminary and testosterone is final."""
    man = admitted(clinic, clinician)
    fact, results = draw(ON, estradiol="31", testosterone_total="620", hematocrit="47")
    for each in results:
        each.is_preliminary = each.analyte == "estradiol"
    recorded(man, (fact, results), by=clinician)
    return man


@pytest.mark.parametrize("page", ["patient", "history", "report"])
def test_every_page_says_so(pages: Client, waiting: Patient, page: str) -> None:
    said = (
        pages.get(reverse(f"monitoring:{page}", args=[waiting.opaque_id])).content.decode().lower()
    )
    assert "preliminary" in said


def test_it_is_not_signed_beside_others(waiting: Patient) -> None:
    [shown] = Status.objects.get(patient=waiting).unsigned
    assert (shown["preliminary"], shown["in_target"]) == ("Preliminary: E2", False)


@pytest.mark.parametrize(("typed", "stays"), [("31", True), ("32", False)])
def test_an_amendment_leaves_a_value_that_it_repeats_as_firm_as_it_was(
    pages: Client, waiting: Patient, typed: str, stays: bool
) -> None:
    fact = Draw.objects.get()
    address = reverse("monitoring:draw-amend", args=[waiting.opaque_id, fact.document])
    answer = send(pages, address, estradiol=typed, hematocrit="47.5", amendment="Typed wrong")
    assert answer.status_code == HTTPStatus.FOUND
    kept = Result.objects.get(draw__version=2, analyte="estradiol")
    assert (kept.typed, kept.is_preliminary) == (typed, stays)
