"""Scans and courses of drugs in a file: looked at like results, and left to a person in words."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Clinic
from labs.models import DexaScan
from patients.models import Patient
from tests.imports.steps import accepted, at, brought, waiting
from tests.intake.resources import bundle, patient
from tests.intake.test_resource_scans import measure
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

WHY = "Entered by hand from the report."


def scanned(client: Client, **man: str) -> str:
    return brought(client, bundle(measure(), man=patient(**man)), "scan.json")


def test_a_scan_is_looked_at_and_accepted(pages: Client, clinic: Clinic, adler: Patient) -> None:
    address = scanned(pages)
    assert not DexaScan.objects.exists()
    accepted(pages, address, 1)
    assert DexaScan.objects.get().patient == adler
    assert waiting(clinic) == []


def test_a_scan_that_nobody_accepted_is_not_taken_and_waits(
    pages: Client, clinic: Clinic, adler: Patient
) -> None:
    accepted(pages, scanned(pages))
    assert not DexaScan.objects.exists()
    [row] = waiting(clinic)
    assert row.record_number == "007"


@pytest.mark.parametrize(
    "born", [pytest.param("1971-03-01", id="another day"), pytest.param("1970-03-01", id="nobody")]
)
def test_a_scan_of_an_unknown_man_waits_and_can_be_dismissed(
    born: str, pages: Client, clinic: Clinic, request: pytest.FixtureRequest
) -> None:
    if born != "1970-03-01":
        request.getfixturevalue("adler")
    accepted(pages, scanned(pages, birthDate=born))
    [row] = waiting(clinic)
    page = page_of(pages.get(at(row)))
    assert "Dismiss" in page.text
    pages.post(at(row), {"act": "dismiss", "reason": WHY})
    assert waiting(clinic) == []
    assert not DexaScan.objects.exists()
