"""A draw of an unlikely day is asked about once, and saved as it was typed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from labs.forms.drawn_day import day_question
from labs.models import Draw
from patients.forms.days import format_day
from patients.models import Patient
from protocols.models import Step
from protocols.starts import treatment_began_on
from protocols.targets.entry import DRAW_ENTERED_WITHIN_DAYS
from tests.conftest import TODAY, admitted, anastrozole, draw, recorded
from tests.views.bodies import DRAW
from tests.views.page import opened, page_of

LIMIT = TODAY - timedelta(days=DRAW_ENTERED_WITHIN_DAYS)
BEGAN = TODAY - timedelta(days=20)
RIGHT = "The day is right"


@pytest.mark.parametrize(
    ("day", "began_on", "asked"),
    [
        pytest.param(TODAY, None, None, id="today"),
        pytest.param(LIMIT, None, None, id="at the limit"),
        pytest.param(LIMIT - timedelta(days=1), None, "61 days ago: more than 60", id="beyond"),
        pytest.param(BEGAN, BEGAN, None, id="on the first day of treatment"),
        pytest.param(BEGAN - timedelta(days=1), BEGAN, "such as his baseline?", id="before it"),
        pytest.param(
            LIMIT - timedelta(days=1), BEGAN, "such as his baseline?", id="long before it"
        ),
        pytest.param(LIMIT - timedelta(days=1), LIMIT - timedelta(days=9), "more than", id="since"),
    ],
)
def test_an_unlikely_day_is_a_question(day: date, began_on: date | None, asked: str | None) -> None:
    said = day_question(day, TODAY, began_on)
    assert (said is None) is (asked is None)
    assert (asked or "") in (said or "")
    assert said is None or format_day(day) in said


def typed(client: Client, man: Patient, **values: Any) -> HttpResponse:
    url = reverse("monitoring:draw-record", args=[man.opaque_id])
    return client.post(url, {**opened(client, url), **DRAW, "check": "1", **values})


def drawn(man: Patient) -> set[date]:
    return set(Draw.objects.current().filter(patient=man).values_list("collected_on", flat=True))


@pytest.mark.django_db
def test_one_button_stands_by_an_old_day_and_it_is_saved(pages: Client, man: Patient) -> None:
    old = LIMIT - timedelta(days=1)
    asked = typed(pages, man, collected_on=format_day(old))
    assert asked.status_code == 422
    page = page_of(asked)
    assert "Drawn Tue 22-Sep-2026, 61 days ago: more than 60 days back." in page.text
    assert old not in drawn(man)
    checked = pages.post(
        asked.request["PATH_INFO"], page.form_with("seal") | {"check": page.buttons[RIGHT]}
    )
    assert "Not saved yet." in page_of(checked).text
    saved = pages.post(asked.request["PATH_INFO"], page_of(checked).form_with("seal"))
    assert (saved.status_code, old in drawn(man)) == (302, True)


@pytest.mark.django_db
def test_another_unlikely_day_is_asked_about_anew(pages: Client, man: Patient) -> None:
    asked = page_of(typed(pages, man, collected_on="1 Sep 2026"))
    sent = asked.form_with("seal") | {"check": asked.buttons[RIGHT], "collected_on": "1 Aug 2026"}
    again = pages.post(reverse("monitoring:draw-record", args=[man.opaque_id]), sent)
    assert again.status_code == 422
    assert "01-Aug-2026" in page_of(again).text


@pytest.mark.django_db
def test_a_question_about_a_value_takes_its_own_tick(pages: Client, man: Patient) -> None:
    asked = page_of(typed(pages, man, collected_on="1 Sep 2026", hematocrit="66"))
    assert "unusually high" in asked.text
    assert "more than 60 days back" in asked.text
    assert RIGHT not in asked.buttons


@pytest.mark.django_db
def test_a_baseline_is_not_asked_about_before_a_start_is_on_record(
    pages: Client, clinic: Any
) -> None:
    newcomer = admitted(clinic, None)
    assert typed(pages, newcomer, collected_on="-6").status_code == 200
    recorded(newcomer, anastrozole(TODAY - timedelta(days=3)))
    asked = typed(pages, newcomer, collected_on="-6")
    assert "his treatment began on 19-Nov-2026" in page_of(asked).text


@pytest.mark.django_db
def test_an_amendment_asks_about_a_changed_day_alone(pages: Client, man: Patient) -> None:
    first = Draw.objects.current().filter(patient=man).earliest("collected_on")
    url = reverse("monitoring:draw-amend", args=[man.opaque_id, first.document])
    body = {**opened(pages, url), "amendment": "Typed wrong", "note": "Read again"}
    assert "days back" not in page_of(pages.post(url, body | {"check": "1"})).text
    moved = pages.post(url, body | {"check": "1", "collected_on": "2 Dec 2025"})
    assert "02-Dec-2025, 355 days ago" in page_of(moved).text


@pytest.mark.django_db
def test_treatment_begins_with_the_first_of_both_drugs(man: Patient, clinic: Any) -> None:
    assert treatment_began_on(man) == date(2025, 1, 6)
    newcomer = admitted(clinic, None)
    recorded(newcomer, draw(BEGAN, estradiol="40"))
    assert treatment_began_on(newcomer) is None
    recorded(newcomer, anastrozole(BEGAN), anastrozole(TODAY, Step.STOP))
    assert treatment_began_on(newcomer) == BEGAN
