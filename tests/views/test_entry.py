"""Each entry page: what is typed is saved as typed, judged, and shown on his page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from labs.models import DexaScan, Draw
from patients.models import Patient, PatientDetails, SymptomReport
from patients.recording import record_facts
from protocols.models import TherapyEvent
from tests.conftest import TODAY
from tests.views.bodies import CHANGE, DETAILS, DRAW, RECORDED
from tests.views.page import opened, page_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SAVED = {
    "draw-record": "Draw saved and judged.",
    "dexa-record": "Scan saved and judged.",
    "symptoms-record": "Symptoms saved.",
    "anastrozole-record": "Protocol event saved and judged.",
    "therapy-record": "Event saved and judged.",
}


def page(name: str, man: Patient) -> str:
    return reverse(f"monitoring:{name}", args=[man.opaque_id])


@pytest.mark.parametrize("name", list(SAVED))
def test_a_saved_form_leads_to_his_page_and_says_so(name: str, pages: Client, man: Patient) -> None:
    answer = send(pages, page(name, man), **RECORDED[name])
    assert (answer.status_code, answer["Location"]) == (302, page("patient", man))
    assert SAVED[name] in page_of(pages.get(answer["Location"])).text


def test_a_draw_is_kept_as_it_was_typed(pages: Client, man: Patient, clinician: User) -> None:
    typed = {**DRAW, "estradiol": "<5,5", "hematocrit": "0.471", "hematocrit_unit": "L/L"}
    typed |= {"estradiol_range": "10-40", "timing": "trough", "days_since_testosterone": "6.5"}
    typed |= {"collected_at": "08:30", "fasting": "true"}
    assert send(pages, page("draw-record", man), **typed).status_code == 302
    draw = Draw.objects.get(patient=man, collected_on=date(2026, 11, 20))
    results = {each.analyte: (each.typed, each.unit, each.method) for each in draw.results.all()}
    assert results["estradiol"] == ("<5,5", "pg/mL", "lcms")
    assert results["hematocrit"][:2] == ("0.471", "L/L")
    assert (str(draw.laboratory), draw.timing, draw.fasting) == ("Bay Laboratory", "trough", True)
    assert (draw.days_since_testosterone, str(draw.collected_at)) == (Decimal("6.5"), "08:30:00")
    assert (draw.recorded_by, draw.note) == (clinician, "Fasting")
    assert draw.results.get(analyte="estradiol").reference_range == "10-40"


def test_a_scan_is_kept_site_by_site(pages: Client, man: Patient) -> None:
    more = {"total_hip_bmd_g_cm2": "0.9012", "total_hip_lsc_g_cm2": "0.028", "vertebrae": "L2-L4"}
    send(pages, page("dexa-record", man), **RECORDED["dexa-record"], **more)
    scan = DexaScan.objects.get(patient=man)
    sites = {each.site: each for each in scan.sites.all()}
    assert sites["total_hip"].bmd_g_cm2 == Decimal("0.9012")
    assert (sites["lumbar_spine"].t_score, sites["lumbar_spine"].vertebrae) == (
        Decimal("-1.1"),
        "L2-L4",
    )
    assert set(sites) == {"lumbar_spine", "total_hip"}


@pytest.mark.parametrize(
    ("typed", "severities"),
    [
        pytest.param({"joint_pain": "2", "edema": "1"}, {"joint_pain": 2, "edema": 1}, id="two"),
        pytest.param({"none_today": "on"}, {}, id="none today"),
    ],
)
def test_symptoms_are_kept_with_their_severity(
    typed: dict[str, str], severities: dict[str, int], pages: Client, man: Patient
) -> None:
    send(pages, page("symptoms-record", man), reported_on="-2", **typed)
    report = SymptomReport.objects.get(patient=man)
    assert (report.reported_on, report.severities) == (date(2026, 11, 20), severities)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param(CHANGE, (Decimal("0.5"), Decimal(1), None), id="dose and schedule"),
        pytest.param({**CHANGE, "schedule": "d3"}, (Decimal("0.5"), None, Decimal(3)), id="days"),
        pytest.param({**CHANGE, "dose_mg": "0,125"}, (Decimal("0.125"), Decimal(1), None), id=","),
        pytest.param({**CHANGE, "step": "hold"}, (None, None, None), id="a hold carries no dose"),
    ],
)
def test_a_protocol_step_is_kept(
    typed: dict[str, str], kept: tuple[Any, ...], pages: Client, man: Patient
) -> None:
    assert send(pages, page("anastrozole-record", man), **typed).status_code == 302
    event = TherapyEvent.objects.filter(patient=man).latest("position")
    assert (event.dose_mg, event.per_week, event.every_days) == kept
    assert (event.drug, event.step) == ("anastrozole", typed["step"])


def test_a_registered_man_is_kept_as_he_was_typed(pages: Client, clinician: User) -> None:
    typed = {**DETAILS, "family_name": "  O’Dúya ", "owner": clinician.pk}
    answer = send(pages, reverse("monitoring:patient-register"), **typed)
    details = PatientDetails.objects.get(record_number="AZ-01000")
    assert answer["Location"] == page("patient", details.patient)
    assert (details.family_name, details.owner) == ("O’Dúya", clinician)
    assert (details.born_on, details.mail_consent) == (date(1971, 2, 2), "granted")
    assert "Patient registered." in page_of(pages.get(answer["Location"])).text


@pytest.mark.parametrize("name", [*SAVED, "details-amend", "review"])
def test_an_entry_page_names_the_man_in_its_body(name: str, pages: Client, man: Patient) -> None:
    shown = page_of(pages.get(page(name, man)))
    for words in ("HARGREAVES, Daniel", "14-Mar-1969", "AZ-00482", "57 y"):
        assert words in shown.text


def test_no_day_and_no_unit_is_chosen_beforehand(pages: Client, man: Patient) -> None:
    blank = opened(pages, page("draw-record", man))
    assert blank["collected_on"] == ""
    assert {blank[f"{name}_unit"] for name in ("estradiol", "testosterone_total")} == {""}


def test_the_previous_result_stands_beside_each_value(pages: Client, man: Patient) -> None:
    shown = page_of(pages.get(page("draw-record", man))).text
    for words in ("17 pg/mL on 16-Nov-2026", "742 ng/dL on 16-Nov-2026", "no earlier result"):
        assert words in shown


def test_an_estimated_birth_date_stays_so_until_another_is_typed(
    pages: Client, man: Patient
) -> None:
    PatientDetails.objects.filter(patient=man).update(born_on_is_estimated=True)
    for born_on, estimated in (("14 Mar 1969", True), ("15 Mar 1969", False)):
        changed = {"phone": "555 0123", "born_on": born_on, "amendment": "Completed later"}
        assert send(pages, page("details-amend", man), **changed).status_code == 302
        current = PatientDetails.objects.current().get(patient=man)
        assert current.born_on_is_estimated is estimated


def test_the_page_of_a_man_who_died_offers_no_reminder(pages: Client, man: Patient) -> None:
    current = PatientDetails.objects.current().get(patient=man)
    said = {field.attname: getattr(current, field.attname) for field in current.content_fields()}
    with record_facts(man.clinic, by=None, today=TODAY, about=[man]) as book:
        book.amend(current, PatientDetails(**said | {"deceased_on": date(2026, 11, 1)}))
    shown = page_of(pages.get(page("patient", man))).text
    assert "No longer followed" in shown
    assert "overdue" not in shown
