"""A pasted report fills the form of a draw; nothing of it is saved before it was looked at."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from labs.models import Draw, Result
from patients.models import Patient
from tests.views.page import confirmation, opened, page_of
from tests.walls.contents import rows_of

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


OTHER_MAN = f"""Patient: BRAMLEY, OWEN   DOB: 02-Feb-1971   MRN: XY-1
Collected: 20-Nov-2026
{REPORT}"""
HIS = f"""Patient: HARGREAVES, DANIEL   DOB: 03/14/1969   MRN: AZ 00482
Collected: 11/20/2026 08:15
{REPORT}"""
UNIT = {"hematocrit_unit": "%"}


def test_a_report_of_this_man_and_this_day_is_said_to_agree(pages: Client, man: Patient) -> None:
    shown = pasted(pages, man, pasted=HIS, **UNIT)
    assert shown.status_code == 200
    assert page_of(shown).text.count("Agrees.") == 4


def test_a_report_of_another_man_is_shown_and_must_be_confirmed(
    pages: Client, man: Patient
) -> None:
    shown = pasted(pages, man, pasted=OTHER_MAN, **UNIT)
    page, url = page_of(shown), reverse("monitoring:draw-record", args=[man.opaque_id])
    assert shown.status_code == 422
    assert "Line 1, name: BRAMLEY, OWEN. Does not agree." in page.text
    asked = "The pasted report has another name, birth date and record number than Hargreaves,"
    assert asked in page.text
    unanswered = pages.post(url, page.form_with("seal") | {"check": "1"})
    assert unanswered.status_code == 422
    assert asked in page_of(unanswered).text
    assert "BRAMLEY" not in unanswered.content.decode()
    answered = {**page.form_with("seal"), "check": "1", "confirmed": confirmation(unanswered)}
    assert "Not saved yet." in page_of(pages.post(url, answered)).text


@pytest.mark.parametrize("says", [pytest.param("made:up:text", id="forged"), None])
def test_the_doubt_cannot_get_lost_by_another_text(
    says: str | None, pages: Client, man: Patient
) -> None:
    page = page_of(pasted(pages, man, pasted=OTHER_MAN, **UNIT))
    url = reverse("monitoring:draw-record", args=[man.opaque_id])
    sent = {**page.form_with("seal"), "check": "1"}
    again = pages.post(url, {**sent, "report_says": says or sent["report_says"], "pasted": HIS})
    assert again.status_code == 422
    assert "The pasted report has another name, " in page_of(again).text


def test_a_report_of_another_day_asks_until_the_day_is_corrected(
    pages: Client, man: Patient
) -> None:
    page = page_of(pasted(pages, man, pasted=HIS, collected_on="19 Nov 2026", **UNIT))
    assert "drawn on 20-Nov-2026, the date typed is 19-Nov-2026" in page.text.replace(" ,", ",")
    url = reverse("monitoring:draw-record", args=[man.opaque_id])
    right = {**page.form_with("seal"), "collected_on": "20 Nov 2026", "check": "1"}
    assert "Not saved yet." in page_of(pages.post(url, right)).text


def test_a_report_that_names_nobody_says_so(pages: Client, man: Patient) -> None:
    assert "The text names no patient." in page_of(pasted(pages, man, **UNIT)).text


def test_of_a_pasted_report_nothing_is_stored_or_kept_as_a_draft(
    pages: Client, man: Patient
) -> None:
    shown = pasted(pages, man, pasted=OTHER_MAN, **UNIT)
    page, url = page_of(shown), reverse("monitoring:draw-record", args=[man.opaque_id])
    confirmed = {**page.form_with("seal"), "confirmed": confirmation(shown)}
    assert pages.post(url, confirmed).status_code == 302
    assert Draw.objects.current().filter(collected_on="2026-11-20").exists()
    for words in ("BRAMLEY", "Bramley", "XY-1", "Sensitive"):
        assert not any(words in row for row in rows_of(man.clinic))
    area = pages.get(url).content.decode().split('name="pasted"')[1].split(">")[0]
    assert "data-unkept" in area
