"""Every field's nonsense gets its answer beside the field, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from patients.facts import Fact
from patients.models import Patient
from tests.views.bodies import CHANGE, DETAILS, DEXA, DRAW, RECORDED, START, SYMPTOMS, THERAPY
from tests.views.page import page_of, send

pytestmark = pytest.mark.django_db

DRAWS, SCANS, REPORTS = "draw-record", "dexa-record", "symptoms-record"
STEPS, DRUGS, NEW, DETAIL = (
    "anastrozole-record",
    "therapy-record",
    "patient-register",
    "details-amend",
)

E2, TT, HCT = "estradiol", "testosterone_total", "hematocrit"
NOTE = "x" * 5_000


def case(form: str, field: str, typed: str, message: str, **more: str) -> Any:
    """A row of the table: what is typed where, and the words expected beside the field."""
    said = f"{typed[:20]}" if typed else "empty"
    extra = " ".join(f"{key}={value}" for key, value in more.items())
    return pytest.param(form, field, {field: typed, **more}, message, id=f"{field} {said} {extra}")


VALUES = [
    case(DRAWS, E2, "abc", "Enter one number"),
    case(DRAWS, E2, "-17", "no plus or minus sign"),
    case(DRAWS, E2, "17", "Choose the unit", estradiol_unit=""),
    case(DRAWS, E2, "17 nmol/L", "nmol/L"),
    case(DRAWS, E2, "17 pmol/L", "pmol/L", estradiol_unit="pg/mL"),
    case(DRAWS, E2, "1,234", "can mean 1234 or 1.234"),
    case(DRAWS, E2, "<", "Enter one number"),
    case(DRAWS, E2, "<0", "No result lies below zero"),
    case(DRAWS, E2, "<=5", "below"),
    case(DRAWS, E2, "1.5e3", "Write the number out"),
    case(DRAWS, E2, "17 18", "Enter one number"),
    case(DRAWS, E2, "١٧", "digits 0 to 9"),
    case(DRAWS, E2, "99999", "cannot be recorded"),
    case(DRAWS, E2, "1" * 41, "at most 40 characters"),
    case(DRAWS, TT, "0", "cannot be recorded"),
    case(DRAWS, HCT, "0.47", "cannot be recorded"),
    case(DRAWS, HCT, "471", "cannot be recorded"),
    case(DRAWS, HCT, "47", "cannot be recorded", hematocrit_unit="L/L"),
]
FIELDS = [
    case(DRAWS, "estradiol_unit", "mmol/L", "Choose"),
    case(DRAWS, "estradiol_method", "guess", "Choose from the list: Estradiol was measured by"),
    case(DRAWS, "timing", "noon", "Choose"),
    case(DRAWS, "collected_at", "25:99", "time such as 08:30"),
    case(DRAWS, "days_since_testosterone", "abc", "as a number"),
    case(DRAWS, "days_since_testosterone", "-1", "greater than or equal to 0"),
    case(DRAWS, "days_since_anastrozole", "NaN", "as a number"),
    case(DRAWS, "laboratory", "x" * 121, "at most 120 characters"),
    case(DRAWS, "note", NOTE, "at most 4000 characters"),
    case(DRAWS, "estradiol_range", "x" * 81, "at most 80 characters"),
    case(DRAWS, "awaiting_results", "on", "Values are typed above"),
]
DAYS = [
    *(
        case(form, field, typed, message)
        for form, field in (
            (DRAWS, "collected_on"),
            (SCANS, "scanned_on"),
            (REPORTS, "reported_on"),
            (STEPS, "occurred_on"),
            (DRUGS, "occurred_on"),
        )
        for typed, message in (
            ("", "Enter the date"),
            ("23 Nov 2026", "lies in the future"),
            ("1 Jan 1950", "lies before his birth on 14-Mar-1969"),
            ("31 Feb 2026", "no such day"),
            ("soon", "Type the date as in"),
        )
    ),
    case(DRAWS, "collected_on", "16 Nov 2026", "already entered by Dr Clinician"),
    case(STEPS, "consent_on", "1 Jan 2030", "lies in the future"),
    case(DETAIL, "deceased_on", "1 Jan 2030", "lies in the future", amendment="Typed wrong"),
    case(DETAIL, "discharged_on", "1 Jan 1960", "before his birth", amendment="Typed wrong"),
    case(NEW, "born_on", "1 Jan 2030", "lies in the future"),
    case(NEW, "born_on", "1 Jan 1900", "more than 120 years"),
    case(NEW, "born_on", "3/4/1970", "can mean"),
]
OTHERS = [
    case(SCANS, "manufacturer", "", "Choose from the list: Manufacturer"),
    case(SCANS, "manufacturer", "Acme", "Choose from the list: Manufacturer"),
    case(SCANS, "device", "", "Enter the device"),
    case(SCANS, "lumbar_spine_bmd_g_cm2", "abc", "Enter a number such as"),
    case(SCANS, "lumbar_spine_bmd_g_cm2", "9.8", "can't be recorded"),
    case(SCANS, "lumbar_spine_t_score", "-11", "can't be recorded"),
    case(SCANS, "total_hip_lsc_g_cm2", "0", "can't be recorded"),
    case(SCANS, "reader", "x" * 81, "at most 80 characters"),
    case(SCANS, "note", NOTE, "at most 4000 characters"),
    case(REPORTS, "joint_pain", "9", "Choose"),
    case(REPORTS, "none_today", "on", "Symptoms are marked below"),
    case(REPORTS, "joint_pain", "0", "", none_today=""),
    case(REPORTS, "note", NOTE, "at most 4000 characters"),
    case(STEPS, "step", "", "Choose"),
    case(STEPS, "dose_mg", "abc", "Enter a number such as 0.25"),
    case(STEPS, "dose_mg", "12", "can't be recorded: accepted is more than 0 to 10 mg"),
    case(STEPS, "dose_mg", "0", "can't be recorded"),
    case(STEPS, "dose_mg", "-1", "can't be recorded"),
    case(STEPS, "dose_mg", "", "Enter the new dose, the new schedule", schedule=""),
    case(STEPS, "schedule", "w9", "Choose"),
    case(STEPS, "reason_code", "whim", "Choose"),
    case(STEPS, "note", NOTE, "at most 4000 characters"),
    case(DRUGS, "drug", "anastrozole", "Choose"),
    case(DRUGS, "step", "hold", "Choose"),
    case(DRUGS, "regimen", "", "Enter the preparation or the dose"),
    case(DRUGS, "dose_mg", "-1", "above 0"),
    case(DRUGS, "every_days", "0", "above 0"),
    case(DRUGS, "every_days", "7 days", "Enter a number such as"),
    case(NEW, "record_number", "", "Enter the record number"),
    case(NEW, "record_number", "x" * 41, "at most 40 characters"),
    case(NEW, "record_number", "AZ-00482", "belongs to another patient of this clinic"),
    case(NEW, "record_number", " AZ-00482 ", "belongs to another patient of this clinic"),
    case(NEW, "family_name", "", "Enter the family name"),
    case(NEW, "given_name", "", "Enter the given name"),
    case(NEW, "email", "not an address", "such as name@example.org"),
    case(NEW, "mail_consent", "perhaps", "Choose a listed answer"),
    case(NEW, "note", NOTE, "at most 4000 characters"),
    case(NEW, "family_name", "Odu\x00ya", "Null characters"),
    case(DETAIL, "amendment", "", "Choose why this is changed", phone="1"),
]

BODIES = {**RECORDED, DETAIL: DETAILS, STEPS: CHANGE, DRUGS: THERAPY, DRAWS: DRAW, SCANS: DEXA}
BODIES |= {REPORTS: SYMPTOMS}


def page(form: str, man: Patient) -> str:
    return reverse(f"monitoring:{form}", args=[] if form == NEW else [man.opaque_id])


def stored() -> int:
    return sum(kind._default_manager.count() for kind in Fact.__subclasses__())


@pytest.mark.parametrize(("form", "field", "typed", "message"), VALUES + FIELDS + DAYS + OTHERS)
def test_nonsense_is_answered_beside_its_field_and_kept(
    form: str, field: str, typed: dict[str, str], message: str, pages: Client, man: Patient
) -> None:
    before = stored()
    answer = send(pages, page(form, man), **{**BODIES[form], **typed})
    shown = page_of(answer)
    assert answer.status_code == 422
    beside = shown.beside.get(field) or shown.beside.get(f"{field}_unit", "")
    assert message in beside or not message, shown.beside
    assert shown.title.startswith("Error: ")
    kept = shown.form_with("seal")
    for name, value in {**BODIES[form], **typed}.items():
        offered = name in kept or value in {"", "on"}
        assert not offered or kept.get(name, "") == value or _is_unlisted(name, value, kept), name
    assert stored() == before


def _is_unlisted(name: str, value: str, kept: dict[str, Any]) -> bool:
    """A choice that no list offers can't be shown as chosen; and a null character is no text."""
    return kept.get(name, "") == "" or "\x00" in value


@pytest.mark.parametrize("form", [DRAWS, SCANS, REPORTS, STEPS, DRUGS, NEW])
def test_an_empty_form_is_answered(form: str, pages: Client, man: Patient) -> None:
    before = stored()
    answer = send(pages, page(form, man))
    assert answer.status_code == 422
    assert page_of(answer).beside
    assert stored() == before


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        pytest.param({"step": "resume", "dose_mg": "", "schedule": ""}, "resume", id="no hold"),
        pytest.param({"step": "start", "schedule": "w2", "indication": "trt"}, "", id="on it"),
        pytest.param({"step": "hold", "occurred_on": "1 Dec 2024"}, "", id="before the start"),
    ],
)
def test_a_step_that_contradicts_the_course_is_answered_on_top(
    typed: dict[str, str], message: str, pages: Client, man: Patient
) -> None:
    before = stored()
    answer = send(pages, page(STEPS, man), **{**CHANGE, **typed})
    shown = page_of(answer)
    assert answer.status_code == 422
    assert "There is a problem" in shown.text
    assert message in shown.text
    assert shown.form_with("seal")["occurred_on"] == {**CHANGE, **typed}["occurred_on"]
    assert stored() == before


@pytest.mark.parametrize("needed", ["dose_mg", "schedule", "indication"])
def test_a_start_demands_dose_schedule_and_reason(needed: str, pages: Client, man: Patient) -> None:
    typed = {**START, needed: ""}
    answer = send(pages, page(STEPS, man), **typed)
    assert answer.status_code == 422
    assert list(page_of(answer).beside) == [needed]


def test_a_draw_of_the_same_day_is_offered_to_be_opened(pages: Client, man: Patient) -> None:
    answer = send(pages, page(DRAWS, man), **{**DRAW, "collected_on": "16 Nov 2026"})
    standing = man.draw_versions.get(collected_on="2026-11-16")
    to_amend = reverse("monitoring:draw-amend", args=[man.opaque_id, standing.document])
    assert to_amend in answer.content.decode()


def test_a_script_is_shown_as_text(pages: Client, man: Patient) -> None:
    typed = "<script>alert(1)</script>"
    answer = send(pages, page(DRAWS, man), **{**DRAW, "estradiol": typed, "note": typed})
    assert answer.status_code == 422
    assert typed not in answer.content.decode()
    assert page_of(answer).form_with("seal")["note"] == typed
