"""What is possible but unlikely is asked about once, and a tick covers exactly what was shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from labs.models import Result
from patients.facts import Fact
from patients.models import Patient
from tests.views.bodies import CHANGE, DETAILS, DEXA, DRAW
from tests.views.page import confirmation, opened, page_of

pytestmark = pytest.mark.django_db

CONFIRM = "Look at the points"


def page(form: str, man: Patient) -> str:
    return reverse(f"monitoring:{form}", args=[] if form == "patient-register" else [man.opaque_id])


def stored() -> int:
    return sum(kind._default_manager.count() for kind in Fact.__subclasses__())


ASKED = [
    pytest.param("draw-record", {**DRAW, "estradiol": "310"}, "unusually high", id="E2 310"),
    pytest.param(
        "draw-record",
        {**DRAW, "estradiol": "100"},
        "often a value in pmol/L. Which unit is on the report?",
        id="E2 100 pg/mL names the slip",
    ),
    pytest.param(
        "draw-record",
        {**DRAW, "estradiol": "65"},
        "65 pg/mL is 3.8 times the last result",
        id="far from the last, close in another unit",
    ),
    pytest.param("draw-record", {**DRAW, "hematocrit": "66"}, "unusually high", id="Hct 66"),
    pytest.param(
        "anastrozole-record",
        {**CHANGE, "dose_mg": "0.3"},
        "not a multiple of 0.125",
        id="0.3 mg",
    ),
    pytest.param("anastrozole-record", {**CHANGE, "dose_mg": "1.5"}, "is unusual", id="1.5 mg"),
    pytest.param(
        "anastrozole-record",
        {**CHANGE, "dose_mg": "1", "schedule": "d1", "step": "change"},
        "",
        id="7 mg a week is not asked about",
    ),
    pytest.param(
        "dexa-record", {**DEXA, "lumbar_spine_t_score": "-6"}, "Lumbar spine T-score", id="T -6"
    ),
    pytest.param(
        "patient-register",
        {**DETAILS, "family_name": "Hargreave", "born_on": "14 Mar 1969"},
        "Hargreaves, Daniel, record AZ-00482",
        id="a similar man",
    ),
]


@pytest.mark.parametrize(("form", "typed", "question"), ASKED)
def test_it_is_asked_once_then_saved_unchanged(
    form: str, typed: dict[str, str], question: str, pages: Client, man: Patient
) -> None:
    body, before = {**opened(pages, page(form, man)), **typed}, stored()
    first = pages.post(page(form, man), body)
    if question:
        assert (first.status_code, stored()) == (422, before)
        assert question in page_of(first).text
        assert CONFIRM in page_of(first).beside["confirmed"]
        kept = page_of(first).form_with("seal")
        assert {name: kept.get(name) for name in typed} == typed
        first = pages.post(page(form, man), {**kept, "confirmed": confirmation(first)})
    assert (first.status_code, stored()) == (302, before + 1)


@pytest.mark.parametrize(
    "then",
    [
        pytest.param({"estradiol": "320"}, id="another value of the same field"),
        pytest.param({"hematocrit": "66"}, id="one more warning"),
        pytest.param({"testosterone_total": "2500"}, id="another field"),
    ],
)
def test_a_tick_does_not_cover_what_is_typed_next(
    then: dict[str, str], pages: Client, man: Patient
) -> None:
    url = page("draw-record", man)
    body = {**opened(pages, url), **DRAW, "estradiol": "310"}
    body["confirmed"] = confirmation(pages.post(url, body))
    before = stored()
    second = pages.post(url, {**body, **then})
    assert (second.status_code, stored()) == (422, before)
    assert confirmation(second) != body["confirmed"]
    assert "checked" not in second.content.decode().split('name="confirmed"')[1][:120]


@pytest.mark.parametrize("tick", ["on", "true", "1", "", "0" * 16])
def test_a_tick_that_names_no_warning_confirms_nothing(
    tick: str, pages: Client, man: Patient
) -> None:
    url, before = page("draw-record", man), stored()
    body = {**opened(pages, url), **DRAW, "estradiol": "310", "confirmed": tick}
    assert pages.post(url, body).status_code == 422
    assert stored() == before


def test_a_tick_confirms_nothing_that_is_refused(pages: Client, man: Patient) -> None:
    url, before = page("draw-record", man), stored()
    body = {**opened(pages, url), **DRAW, "estradiol": "310"}
    tick = confirmation(pages.post(url, body))
    answer = pages.post(url, {**body, "confirmed": tick, "hematocrit": "0.47"})
    assert (answer.status_code, stored()) == (422, before)
    assert "cannot be recorded" in page_of(answer).beside["hematocrit"]


def test_a_confirmed_value_says_who_stood_by_it(
    pages: Client, man: Patient, clinician: User
) -> None:
    url = page("draw-record", man)
    body = {**opened(pages, url), **DRAW, "estradiol": "310"}
    pages.post(url, {**body, "confirmed": confirmation(pages.post(url, body))})
    kept: Any = {each.analyte: each for each in Result.objects.filter(typed__in=["310", "47.1"])}
    assert (kept["estradiol"].confirmed_by, kept["estradiol"].is_unconfirmed) == (clinician, False)
    assert (kept["hematocrit"].confirmed_by, kept["hematocrit"].needs_confirmation) == (None, False)
