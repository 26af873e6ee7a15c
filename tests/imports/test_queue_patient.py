"""Whose a result is: found by a person, never by a name alone, and confirmed twice."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.models import AuditRow, Clinic, User
from exchange.erasing import erase, planned
from exchange.models import WaitingRow
from labs.models import Draw
from patients.models import Patient
from tests.conftest import TODAY, admitted, draw, recorded
from tests.imports.steps import accepted, at, brought, decided, kinds, waiting
from tests.intake.messages import Obx, message, standing
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

CLAIM = {"born_on": "1 Mar 1970", "reason": "The report shows his old number"}


@pytest.fixture
def moved(clinic: Clinic, clinician: User) -> Patient:
    """The man of the messages under another record number."""
    details = {"family_name": "Adler", "given_name": "Bert", "born_on": date(1970, 3, 1)}
    return admitted(clinic, clinician, record_number="N-100", **details)


@pytest.fixture
def row(pages: Client, clinic: Clinic, moved: Patient) -> WaitingRow:
    """A result under a number that nobody has here."""
    accepted(pages, brought(pages, message(Obx("31"))))
    (row,) = waiting(clinic)
    return row


def to(row: WaitingRow, man: Patient) -> str:
    return at(row, f"patient/{man.opaque_id}/")


def test_he_is_found_and_confirmed_twice(
    pages: Client, clinic: Clinic, row: WaitingRow, moved: Patient
) -> None:
    assert "Whose is it?" in page_of(pages.get(at(row))).text
    found = page_of(pages.post(at(row, "patient/"), {"q": "Adler"}))
    assert "N-100" in found.text
    assert to(row, moved) in found.html
    assert AuditRow.objects.filter(action="waiting-find.viewed").exists()
    shown = pages.post(to(row, moved), CLAIM)
    assert "Not done yet" in page_of(shown).text
    assert not Draw.objects.exists()
    decided(pages, to(row, moved), CLAIM)
    assert standing() == {("2026-11-16", "estradiol"): "31 pg/mL"}
    assert Draw.objects.get().patient == moved
    assert waiting(clinic) == []
    audit = AuditRow.objects.get(action="waiting.taken")
    assert (audit.patient, audit.reason) == (moved.opaque_id, CLAIM["reason"])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"born_on": ""}, "Enter the his birth date", id="no birth date"),
        pytest.param({"born_on": "2 Mar 1970"}, "not the birth date", id="another birth date"),
        pytest.param({"reason": ""}, "Enter the why", id="no reason"),
    ],
)
def test_a_name_is_not_enough(
    pages: Client, row: WaitingRow, moved: Patient, typed: dict[str, str], said: str
) -> None:
    answer = pages.post(to(row, moved), CLAIM | typed)
    assert answer.status_code == 422
    assert said in page_of(answer).text
    assert not Draw.objects.exists()


def test_another_birth_date_than_was_sent_is_named(
    pages: Client, clinic: Clinic, clinician: User, row: WaitingRow
) -> None:
    other = admitted(clinic, clinician, family_name="Adler", born_on=date(1971, 3, 1))
    assert (
        "The birth date sent is 01-Mar-1970, his is 01-Mar-1971"
        in page_of(pages.get(to(row, other))).text
    )


def test_a_conflict_found_by_that_waits_with_him(
    pages: Client, clinic: Clinic, clinician: User, row: WaitingRow, moved: Patient
) -> None:
    recorded(moved, draw(date(2026, 11, 16), estradiol="17"), by=clinician)
    shown = pages.post(to(row, moved), CLAIM)
    assert "Would still wait" in page_of(shown).text
    decided(pages, to(row, moved), CLAIM)
    assert kinds(clinic) == ["conflict"]
    (again,) = waiting(clinic)
    assert again.patient == moved
    decided(pages, at(again), {"act": "amend", "reason": "Typed wrong"})
    assert standing() == {("2026-11-16", "estradiol"): "31 pg/mL"}


def test_a_row_that_is_settled_asks_no_more(pages: Client, row: WaitingRow, moved: Patient) -> None:
    pages.post(at(row), {"act": "dismiss", "reason": "Not ours"})
    assert pages.get(to(row, moved)).headers["Location"] == at(row)
    assert pages.get(at(row, "patient/")).headers["Location"] == at(row)


def test_nothing_of_an_erased_man_waits_on(
    pages: Client, clinic: Clinic, clinician: User, row: WaitingRow, moved: Patient
) -> None:
    theirs = message(Obx("31"), pid="PID|1||N-100^^^HARBOR^MR||Adler^Bert||19991231|M")
    accepted(pages, brought(pages, theirs))
    assert len(waiting(clinic)) == 2
    recorded(moved, by=clinician)
    moved.refresh_from_db()
    from patients.models import PatientDetails
    from patients.recording import record_facts

    details = PatientDetails.objects.current().get(patient=moved)
    with record_facts(clinic, by=clinician, today=TODAY, about=[moved]) as book:
        fields = {each.attname: getattr(details, each.attname) for each in details.content_fields()}
        gone = PatientDetails(patient=moved, clinic=clinic, **fields)
        gone.discharged_on = TODAY
        book.amend(details, gone)
    man = Patient.objects.get(pk=moved.pk)
    man.details = PatientDetails.objects.current().get(patient=man)
    plan = planned(man, reason="Asked for", by=clinician)
    erase(plan, code=plan.code, today=TODAY, early=True)
    assert [each.record_number for each in waiting(clinic)] == ["007"]
