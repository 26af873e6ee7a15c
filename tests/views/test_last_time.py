"""One tick states the laboratory and the units of his last report; nothing is stated without it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from labs.models import Draw, Laboratory, Result
from labs.results import read_result
from patients.models import Patient
from tests.conftest import TODAY, recorded
from tests.views.page import Page, opened, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TICK = "as_last_time"
VALUES = {"estradiol": "88", "testosterone_total": "742", "hematocrit": "46.1"}


def reported(man: Patient, place: str, on: date, **typed: tuple[str, str]) -> None:
    """A draw of a laboratory, each value in the unit that it reported."""
    parts: list[Any] = [read_result(slug, *each).row() for slug, each in typed.items()]
    laboratory = Laboratory.objects.of(man.clinic, place) if place else None
    recorded(man, (Draw(collected_on=on, laboratory=laboratory), parts))


@pytest.fixture
def known(man: Patient) -> Patient:
    """His last report came from Quay, in SI units but for the hematocrit."""
    last = TODAY - timedelta(days=5)
    typed = {"testosterone_total": ("25.1", "nmol/L"), "hematocrit": ("46.1", "%")}
    reported(man, "Quay", last, estradiol=("92", "pmol/L"), **typed)
    return man


def url(man: Patient) -> str:
    return reverse("monitoring:draw-record", args=[man.opaque_id])


def tick_of(client: Client, man: Patient) -> str:
    """What the box would send."""
    html = client.get(url(man)).content.decode()
    return html.split(f'name="{TICK}" value="')[1].split('"')[0]


def checked(client: Client, man: Patient, **typed: Any) -> HttpResponse:
    body = {**opened(client, url(man)), "collected_on": "-1", **typed, "check": "1"}
    return client.post(url(man), body)


def units(page: Page) -> list[str]:
    sent = page.form_with("seal")
    return [sent.get(f"{slug}_unit", "") for slug in VALUES]


def test_nothing_is_ticked_or_chosen_beforehand(pages: Client, known: Patient) -> None:
    page = page_of(pages.get(url(known)))
    assert TICK not in page.form_with("seal")
    assert units(page) == ["", "", ""]
    said = "As on 17-Nov-2026: from Quay, with estradiol in pmol/L, "
    assert f"{said}total testosterone in nmol/L, hematocrit in %" in page.text


def test_a_value_without_tick_and_unit_is_still_refused(pages: Client, known: Patient) -> None:
    answer = checked(pages, known, **VALUES)
    assert answer.status_code == 422
    assert "Choose the unit printed on the report" in page_of(answer).beside["estradiol"]


def test_a_tick_states_laboratory_and_units_and_the_check_shows_both(
    pages: Client, known: Patient
) -> None:
    answer = checked(
        pages, known, **{**VALUES, "testosterone_total": "25.7", TICK: tick_of(pages, known)}
    )
    page = page_of(answer)
    assert answer.status_code == 200, page.text
    assert units(page) == ["pmol/L", "nmol/L", "%"]
    assert page.form_with("seal")["laboratory"] == "Quay"
    assert "88 pmol/L = 24.0 pg/mL" in page.text
    assert "25.7 nmol/L = 741 ng/dL" in page.text
    assert pages.post(url(known), page.form_with("seal")).status_code == 302
    draw = Draw.objects.current().get(patient=known, collected_on=TODAY - timedelta(days=1))
    kept = {each.analyte: (each.typed, each.unit) for each in Result.objects.filter(draw=draw)}
    assert (str(draw.laboratory), kept["estradiol"]) == ("Quay", ("88", "pmol/L"))


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({"estradiol": "24", "estradiol_unit": "pg/mL"}, id="chosen"),
        pytest.param({"estradiol": "24 pg/mL"}, id="typed with the value"),
    ],
)
def test_a_unit_that_a_person_states_beats_the_tick(
    typed: dict[str, str], pages: Client, known: Patient
) -> None:
    page = page_of(checked(pages, known, **typed, **{TICK: tick_of(pages, known)}))
    assert "24 pg/mL" in page.text
    assert "Not saved yet." in page.text


def test_a_value_far_from_the_last_one_still_asks_for_its_unit(
    pages: Client, known: Patient
) -> None:
    answer = checked(pages, known, estradiol="24", **{TICK: tick_of(pages, known)})
    assert answer.status_code == 422
    assert "Which unit is on the report?" in page_of(answer).text


def test_a_tick_for_another_laboratory_is_refused_and_nothing_is_lost(
    pages: Client, known: Patient
) -> None:
    typed = {**VALUES, "laboratory": "Creek", TICK: tick_of(pages, known)}
    page = page_of(checked(pages, known, **typed))
    assert "Another laboratory is named below." in page.beside[TICK]
    assert page.form_with("seal")["laboratory"] == "Creek"
    assert TICK not in page.form_with("seal")


def test_a_tick_that_meant_an_older_report_is_refused(pages: Client, known: Patient) -> None:
    meant = tick_of(pages, known)
    body = {**opened(pages, url(known)), "collected_on": "-1", **VALUES, TICK: meant, "check": "1"}
    reported(known, "Creek", TODAY - timedelta(days=3), estradiol=("24", "pg/mL"))
    answer = pages.post(url(known), body)
    page = page_of(answer)
    assert answer.status_code == 422
    assert "His last report is another one" in page.beside[TICK]
    assert units(page) == ["", "", ""]


def test_units_of_another_laboratory_are_not_stated(pages: Client, known: Patient) -> None:
    reported(known, "Creek", TODAY - timedelta(days=3), estradiol=("24", "pg/mL"))
    said = page_of(pages.get(url(known))).text
    assert "As on 19-Nov-2026: from Creek, with estradiol in pg/mL" in said
    assert "testosterone in nmol/L" not in said


def test_units_of_an_earlier_report_are_not_stated(pages: Client, known: Patient) -> None:
    reported(known, "Quay", TODAY - timedelta(days=2), estradiol=("92", "pmol/L"))
    said = page_of(pages.get(url(known))).text
    assert "As on 20-Nov-2026: from Quay, with estradiol in pmol/L" in said
    assert "testosterone in nmol/L" not in said


def test_without_a_named_laboratory_no_tick_is_offered(pages: Client, man: Patient) -> None:
    assert f'name="{TICK}"' not in pages.get(url(man)).content.decode()


def test_an_amendment_offers_no_tick(pages: Client, known: Patient) -> None:
    last = Draw.objects.current().filter(patient=known).latest("collected_on")
    page = reverse("monitoring:draw-amend", args=[known.opaque_id, last.document])
    assert f'name="{TICK}"' not in pages.get(page).content.decode()
