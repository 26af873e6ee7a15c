"""A row from which nothing was recorded can wait again; how it was settled stays in the audit."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.models import AuditRow, Clinic, User
from exchange.models import Outcome, WaitingRow
from exchange.queue.deciding import Decision
from exchange.queue.putting_back import NotPutBack, put_back
from patients.models import Patient
from tests.conftest import draw, recorded
from tests.imports.steps import accepted, at, brought, decided, waiting
from tests.imports.test_queue import WHY, left
from tests.intake.messages import Obx, message, standing
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

AGAIN = "The laboratory called back"


@pytest.fixture
def conflict(pages: Client, clinic: Clinic, clinician: User, adler: Patient) -> WaitingRow:
    """A row that contradicts a typed estradiol."""
    recorded(adler, draw(date(2026, 11, 16), estradiol="17"), by=clinician)
    return left(pages, clinic, Obx("31"))


def test_a_row_that_was_left_out_waits_again_and_can_be_taken(
    pages: Client, clinic: Clinic, clinician: User, conflict: WaitingRow
) -> None:
    pages.post(at(conflict), {"act": "keep", "reason": WHY})
    assert "Let it wait again" in page_of(pages.get(at(conflict))).text
    pages.post(f"{at(conflict)}back/", {"reason": AGAIN})
    (row,) = waiting(clinic)
    assert (row.pk, row.outcome, row.reason, row.settled_by) == (conflict.pk, "", "", None)
    assert row.waits_since > conflict.waits_since
    told = AuditRow.objects.get(action="waiting.put-back")
    assert (told.by, told.reason, told.detail) == (
        clinician,
        AGAIN,
        {"kind": "conflict", "was": Outcome.KEPT},
    )
    assert AuditRow.objects.get(action="waiting.kept").reason == WHY
    decided(pages, at(row), {"act": "amend", "reason": AGAIN})
    assert standing() == {("2026-11-16", "estradiol"): "31 pg/mL"}


def test_what_was_taken_does_not_come_back(
    pages: Client, clinic: Clinic, conflict: WaitingRow
) -> None:
    decided(pages, at(conflict), {"act": "amend", "reason": WHY})
    assert "Let it wait again" not in page_of(pages.get(at(conflict))).text
    answer = pages.post(f"{at(conflict)}back/", {"reason": AGAIN}, follow=True)
    assert "cannot be put back" in page_of(answer).text
    assert waiting(clinic) == []
    assert not AuditRow.objects.filter(action="waiting.put-back").exists()


def test_a_row_that_waits_is_not_put_back(
    pages: Client, clinic: Clinic, clinician: User, conflict: WaitingRow
) -> None:
    with pytest.raises(NotPutBack):
        put_back(conflict, Decision(clinic, clinician, date(2026, 11, 23), why=AGAIN))
    assert waiting(clinic) == [conflict]


def test_without_a_reason_it_stays_settled(
    pages: Client, clinic: Clinic, conflict: WaitingRow
) -> None:
    pages.post(at(conflict), {"act": "keep", "reason": WHY})
    answer = pages.post(f"{at(conflict)}back/", {"reason": " "})
    assert answer.status_code == 422
    assert waiting(clinic) == []


def test_a_later_file_takes_a_row_that_was_put_back(
    pages: Client, clinic: Clinic, adler: Patient
) -> None:
    row = left(pages, clinic, Obx("31", unit=""))
    pages.post(at(row), {"act": "dismiss", "reason": WHY})
    pages.post(f"{at(row)}back/", {"reason": AGAIN})
    accepted(pages, brought(pages, message(Obx("31", unit=""), control="M2")))
    assert [each.pk for each in waiting(clinic)] == [row.pk], "it waits once"


def test_the_keys_of_the_decisions(pages: Client, conflict: WaitingRow) -> None:
    html = pages.get(at(conflict)).content.decode()
    assert html.count('data-key="y"') == html.count('data-key="n"') == 1
    assert 'data-row-key="e"' in pages.get("/imports/waiting/").content.decode()
