"""What waits is settled by a person, with a reason, once, and by the one intake there is."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.models import AuditRow, Clinic, User
from exchange.models import Outcome, WaitingRow
from labs.models import Draw, Result
from patients.models import Patient
from tests.conftest import admitted, draw, recorded
from tests.imports.steps import accepted, at, brought, decided, kinds, waiting
from tests.intake.messages import HEMATOCRIT, PID, TESTOSTERONE, Obx, message, standing
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

WHY = "The laboratory confirmed it by phone"


@pytest.fixture
def low(adler: Patient, clinician: User) -> Patient:
    """The man, with a typed estradiol on the day of the messages."""
    recorded(adler, draw(date(2026, 11, 16), estradiol="17"), by=clinician)
    return adler


def left(client: Client, clinic: Clinic, *results: Obx, pid: str = PID) -> WaitingRow:
    """The one row that a message leaves."""
    accepted(client, brought(client, message(*results, pid=pid)))
    (row,) = waiting(clinic)
    return row


def test_a_conflict_can_replace_what_is_on_record(
    pages: Client, clinic: Clinic, clinician: User, low: Patient
) -> None:
    row = left(pages, clinic, Obx("31"))
    assert row.kind == "conflict"
    shown = pages.post(at(row), {"act": "amend", "reason": WHY})
    assert "1 result would be recorded" in page_of(shown).text
    assert standing() == {("2026-11-16", "estradiol"): "17 pg/mL"}, "nothing before it is done"
    decided(pages, at(row), {"act": "amend", "reason": WHY})
    assert standing() == {("2026-11-16", "estradiol"): "31 pg/mL"}
    now = Draw.objects.current().get()
    assert (now.version, now.recorded_by) == (2, clinician)
    assert WHY in now.reason
    row.refresh_from_db()
    assert (row.outcome, row.reason, row.settled_by) == (Outcome.TAKEN, WHY, clinician)


def test_a_conflict_can_leave_the_record(pages: Client, clinic: Clinic, low: Patient) -> None:
    row = left(pages, clinic, Obx("31"))
    pages.post(at(row), {"act": "keep", "reason": WHY})
    assert standing() == {("2026-11-16", "estradiol"): "17 pg/mL"}
    assert clinic.waiting_rows.get().outcome == Outcome.KEPT
    accepted(pages, brought(pages, message(Obx("31"))))
    assert waiting(clinic) == [], "what a person settled does not come again"


def test_two_final_values_of_one_order(pages: Client, clinic: Clinic, adler: Patient) -> None:
    accepted(pages, brought(pages, message(Obx("31"))), 4)
    row = left(pages, clinic, Obx("33"))
    assert row.kind == "conflict"
    decided(pages, at(row), {"act": "amend", "reason": WHY})
    assert standing() == {("2026-11-16", "estradiol"): "33 pg/mL"}
    accepted(pages, brought(pages, message(Obx("33"), control="M9")), 4)
    assert waiting(clinic) == []
    assert Draw.objects.current().get().version == 2, "what was decided counts as said"


def test_an_unlikely_value_needs_somebody_who_stands_by_it(
    pages: Client, clinic: Clinic, clinician: User, adler: Patient
) -> None:
    row = left(pages, clinic, Obx("62", HEMATOCRIT, "%"))
    assert row.kind == "unlikely"
    decided(pages, at(row), {"act": "stand-by", "reason": WHY})
    result = Result.objects.get()
    assert (result.confirmed_by, result.is_unconfirmed) == (clinician, False)


def test_a_value_beyond_a_hard_limit_is_refused_or_read_in_its_unit(
    pages: Client, clinic: Clinic, adler: Patient
) -> None:
    row = left(pages, clinic, Obx("16000", TESTOSTERONE, "ng/dL"))
    assert row.kind == "implausible"
    answer = pages.post(at(row), {"act": "stand-by", "reason": WHY}, follow=True)
    assert "does not fit this row" in page_of(answer).text
    still = pages.post(at(row), {"act": "unit", "unit": "ng/mL", "reason": WHY})
    assert "Nothing would be recorded" in page_of(still).text
    pages.post(at(row), {"act": "refuse", "reason": WHY})
    assert clinic.waiting_rows.get().outcome == Outcome.REFUSED
    assert not Draw.objects.exists()


@pytest.mark.parametrize("unit", ["", "ng/dL"])
def test_a_unit_is_read_from_the_report_for_one_result(
    pages: Client, clinic: Clinic, adler: Patient, unit: str
) -> None:
    row = left(pages, clinic, Obx("31", unit=unit))
    assert row.kind == "unknown_unit"
    html = pages.get(at(row)).content.decode()
    assert "Unit on the report" in html
    assert "/meaning/" not in html, "a unit that has its meaning here gets no other"
    decided(pages, at(row), {"act": "unit", "unit": "pg/mL", "reason": WHY})
    assert standing() == {("2026-11-16", "estradiol"): "31 pg/mL"}


@pytest.mark.parametrize(
    ("obx", "kind"),
    [
        pytest.param(Obx("hemolyzed", kind="ST"), "not_a_result", id="words"),
        pytest.param(Obx(status=""), "malformed", id="cut off"),
        pytest.param(Obx(code="9", system="L"), "unknown_code", id="unknown code"),
    ],
)
def test_what_is_no_result_is_dismissed_with_a_reason(
    pages: Client, clinic: Clinic, adler: Patient, obx: Obx, kind: str
) -> None:
    row = left(pages, clinic, obx)
    assert row.kind == kind
    refused = pages.post(at(row), {"act": "dismiss", "reason": ""})
    assert refused.status_code == 422
    assert "Enter the why" in page_of(refused).text
    assert waiting(clinic) == [row]
    pages.post(at(row), {"act": "dismiss", "reason": WHY})
    assert waiting(clinic) == []
    assert WHY in page_of(pages.get("/imports/waiting/?show=settled")).text
    assert AuditRow.objects.filter(action="waiting.dismissed", reason=WHY).exists()


def test_announced_results_do_not_wait(pages: Client, clinic: Clinic, adler: Patient) -> None:
    accepted(pages, brought(pages, message(Obx(status="I"))))
    assert kinds(clinic) == []


def test_several_are_dismissed_together_but_never_a_value(
    pages: Client, clinic: Clinic, low: Patient
) -> None:
    zinc, iron = (Obx(code=code, system="L") for code in ("9", "10"))
    accepted(pages, brought(pages, message(Obx("31"), zinc, iron)))
    rows = [str(row.pk) for row in waiting(clinic)]
    said = pages.post("/imports/waiting/dismiss/", {"row": rows, "reason": ""}, follow=True)
    assert "Nothing was dismissed" in page_of(said).text
    pages.post("/imports/waiting/dismiss/", {"row": [*rows, "x", "9" * 30], "reason": WHY})
    assert kinds(clinic) == ["conflict"]


def test_a_row_is_settled_once(pages: Client, entry: Client, clinic: Clinic, low: Patient) -> None:
    row = left(pages, clinic, Obx("31"))
    shown = page_of(pages.post(at(row), {"act": "amend", "reason": WHY})).form_with("mark")
    entry.post(at(row), {"act": "keep", "reason": "Typed from paper"})
    answer = pages.post(at(row), {"act": "amend", "reason": WHY, "mark": shown["mark"]})
    assert "Typed from paper" in page_of(answer).text
    assert standing() == {("2026-11-16", "estradiol"): "17 pg/mL"}


def test_what_follows_is_shown_again_when_it_changed(
    pages: Client, clinic: Clinic, clinician: User, low: Patient
) -> None:
    row = left(pages, clinic, Obx("31"))
    answer = pages.post(at(row), {"act": "amend", "reason": WHY, "mark": "seen before"})
    assert "Not done yet" in page_of(answer).text
    assert standing() == {("2026-11-16", "estradiol"): "17 pg/mL"}


def test_trying_again_takes_what_fits_now(pages: Client, clinic: Clinic, clinician: User) -> None:
    accepted(pages, brought(pages, message(Obx("31"))))
    pages.post("/imports/waiting/again/")
    assert kinds(clinic) == ["unknown_patient"]
    assert AuditRow.objects.filter(action="waiting.tried").exists()
    admitted(clinic, clinician, record_number="007", family_name="Adler", born_on=date(1970, 3, 1))
    pages.post("/imports/waiting/again/")
    assert kinds(clinic) == []
    assert standing() == {("2026-11-16", "estradiol"): "31 pg/mL"}


def test_trying_again_takes_exact_matches_only(
    pages: Client, clinic: Clinic, adler: Patient
) -> None:
    accepted(pages, brought(pages, message(Obx("31")), authorities=""))
    pages.post("/imports/waiting/again/")
    assert kinds(clinic) == ["not_accepted"]
    decided(pages, at(waiting(clinic)[0]), {"act": "accept"})
    assert standing() == {("2026-11-16", "estradiol"): "31 pg/mL"}


def test_a_row_of_another_clinic_is_not_there(
    pages: Client, clinic: Clinic, outsider: User, low: Patient
) -> None:
    from tests.conftest import signed_in

    row = left(pages, clinic, Obx("31"))
    stranger = signed_in(outsider)
    assert stranger.get(at(row)).status_code == 404
    assert stranger.post(at(row), {"act": "keep", "reason": WHY}).status_code == 404
    stranger.post("/imports/waiting/dismiss/", {"row": [str(row.pk)], "reason": WHY})
    assert waiting(clinic) == [row]
    assert "31" not in page_of(stranger.get("/imports/waiting/")).text


def test_an_empty_queue_says_so(pages: Client, clinic: Clinic) -> None:
    assert "Nothing waits here" in page_of(pages.get("/imports/waiting/")).text
    assert "Nothing was settled yet" in page_of(pages.get("/imports/waiting/?show=settled")).text
