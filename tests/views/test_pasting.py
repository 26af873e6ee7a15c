"""A pasted report fills the form of a draw; nothing of it is saved before it was looked at."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from labs.models import Draw, Result
from patients.models import Patient
from tests.views.page import opened, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

REPORT = """Bay Laboratory
Estradiol, Sensitive 27 pg/mL 8.0-35.0
Testosterone, Total 800 264-916 ng/dL
Hematocrit 47.1"""


def pasted(client: Client, man: Patient, **typed: Any) -> HttpResponse:
    url = reverse("monitoring:draw-record", args=[man.opaque_id])
    body = {"collected_on": "20 Nov 2026", "pasted": REPORT, "check": "1"}
    return client.post(url, {**opened(client, url), **body, **typed})


def test_a_report_fills_the_fields_and_names_the_lines(pages: Client, man: Patient) -> None:
    shown = page_of(pasted(pages, man, hematocrit_unit="%"))
    sent = shown.form_with("seal")
    assert (sent["estradiol"], sent["estradiol_unit"]) == ("27", "pg/mL")
    assert (sent["testosterone_total"], sent["testosterone_total_unit"]) == ("800", "ng/dL")
    assert (sent["hematocrit"], sent["hematocrit_unit"]) == ("47.1", "%")
    assert sent["pasted"] == ""
    for words in ("3 values read", "Line 1: Bay Laboratory", "From line 2 of the report."):
        assert words in shown.text


def test_what_was_filled_in_is_saved_after_the_check(pages: Client, man: Patient) -> None:
    shown = page_of(pasted(pages, man, hematocrit_unit="%"))
    url = reverse("monitoring:draw-record", args=[man.opaque_id])
    assert pages.post(url, shown.form_with("seal")).status_code == 302
    results = Result.objects.filter(draw=Draw.objects.current().get(collected_on="2026-11-20"))
    assert {each.analyte: each.typed for each in results} == {
        "estradiol": "27",
        "testosterone_total": "800",
        "hematocrit": "47.1",
    }


def test_a_unit_that_the_report_does_not_name_is_asked_for(pages: Client, man: Patient) -> None:
    shown = pasted(pages, man)
    assert shown.status_code == 422
    assert "Choose the unit printed on the report" in page_of(shown).beside["hematocrit"]


def test_a_typed_value_stays_beside_what_the_report_says(pages: Client, man: Patient) -> None:
    typed = {"estradiol": "28", "estradiol_unit": "pg/mL", "hematocrit_unit": "%"}
    shown = page_of(pasted(pages, man, **typed))
    assert shown.form_with("seal")["estradiol"] == "28"
    assert "Line 2 of the report says 27 pg/mL." in shown.text


def test_a_report_is_never_saved_unseen(pages: Client, man: Patient) -> None:
    shown = pasted(pages, man, hematocrit_unit="%", check="")
    body = {**page_of(shown).form_with("seal"), "pasted": REPORT}
    url = reverse("monitoring:draw-record", args=[man.opaque_id])
    assert pages.post(url, body).status_code == 422
    assert not Draw.objects.filter(collected_on="2026-11-20").exists()
