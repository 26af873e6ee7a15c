"""A unit that slipped is asked about, and answered with one button."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from labs.models import Result
from patients.models import Patient
from tests.views.page import opened, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SLIPPED = {"collected_on": "20 Nov 2026", "estradiol": "62", "estradiol_unit": "pg/mL"}
ASKED = "62 pg/mL is 3.6 times the last result (17.0 pg/mL). 62 pmol/L would be 16.9 pg/mL."


def asked(client: Client, man: Patient, **typed: Any) -> HttpResponse:
    """The form of a man whose last estradiol was 17 pg/mL, checked."""
    url = reverse("monitoring:draw-record", args=[man.opaque_id])
    return client.post(url, {**opened(client, url), **SLIPPED, "check": "1", **typed})


def answer(client: Client, response: HttpResponse, label: str) -> HttpResponse:
    """Press the button that says what the report says."""
    page = page_of(response)
    value = page.buttons[label]
    return client.post(response.request["PATH_INFO"], page.form_with("seal") | {"check": value})


def saved(client: Client, response: HttpResponse) -> Result:
    """Save what was checked."""
    assert response.status_code == 200
    url = response.request["PATH_INFO"]
    assert client.post(url, page_of(response).form_with("seal")).status_code == 302
    return Result.objects.filter(analyte="estradiol").latest("pk")


def test_the_question_names_both_units(pages: Client, man: Patient) -> None:
    shown = asked(pages, man)
    assert shown.status_code == 422
    assert ASKED in page_of(shown).text
    said = [label for label in page_of(shown).buttons if label.startswith("The report says")]
    assert said == ["The report says pg/mL", "The report says pmol/L"]


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        pytest.param("The report says pg/mL", "pg/mL", id="kept"),
        pytest.param("The report says pmol/L", "pmol/L", id="another"),
    ],
)
def test_an_answer_leads_to_the_check_and_is_saved(
    label: str, unit: str, pages: Client, man: Patient
) -> None:
    result = saved(pages, answer(pages, asked(pages, man), label))
    assert (result.typed, result.unit) == ("62", unit)


def test_a_pasted_unit_gives_way_to_the_answer(pages: Client, man: Patient) -> None:
    shown = asked(pages, man, estradiol="62 pg/mL", estradiol_unit="")
    result = saved(pages, answer(pages, shown, "The report says pmol/L"))
    assert (result.typed, result.unit) == ("62", "pmol/L")


def test_something_else_unlikely_is_confirmed_by_its_own_box(pages: Client, man: Patient) -> None:
    shown = page_of(asked(pages, man, testosterone_total="20", testosterone_total_unit="ng/dL"))
    assert "The report says pg/mL" not in shown.buttons
    assert "The report says pmol/L" in shown.buttons


def test_a_unit_that_no_button_offers_changes_nothing(pages: Client, man: Patient) -> None:
    shown = asked(pages, man, check="laboratory_unit=pmol/L")
    assert shown.status_code == 422
    assert page_of(shown).form_with("seal")["estradiol_unit"] == "pg/mL"
