"""The laboratory of a man's last draw is named and offered first; nothing is filled in for it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from labs.models import Laboratory
from patients.models import Patient
from tests.conftest import TODAY, draw, recorded
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

OPTION = re.compile(r'<option value="([^"]*)">(?!\s*\w)')


@pytest.fixture
def catalogue(man: Patient) -> dict[str, Laboratory]:
    names = ("Bay", "Creek", "Quay")
    return {name: Laboratory.objects.create(clinic=man.clinic, name=name) for name in names}


def measured_at(man: Patient, place: Laboratory | None, on: date) -> None:
    fact, parts = draw(on, estradiol="24")
    fact.laboratory = place
    recorded(man, (fact, parts))


def offered(client: Client, man: Patient) -> tuple[list[str], str]:
    """The laboratories in the order offered, and the words of the page."""
    answer = client.get(reverse("monitoring:draw-record", args=[man.opaque_id]))
    listed = answer.content.decode().split('id="laboratory-suggested">')[1].split("</datalist>")[0]
    assert page_of(answer).form_with("seal")["laboratory"] == ""
    assert page_of(answer).form_with("seal").get("estradiol_unit", "") == ""
    return OPTION.findall(listed), page_of(answer).text


def test_without_an_earlier_laboratory_they_stand_by_name(
    pages: Client, man: Patient, catalogue: dict[str, Laboratory]
) -> None:
    names, words = offered(pages, man)
    assert names == ["Bay", "Creek", "Quay"]
    assert "Last time:" not in words


def test_his_last_laboratory_comes_first_and_is_named(
    pages: Client, man: Patient, catalogue: dict[str, Laboratory]
) -> None:
    measured_at(man, catalogue["Quay"], TODAY - timedelta(days=3))
    measured_at(man, catalogue["Creek"], TODAY - timedelta(days=90))
    names, words = offered(pages, man)
    assert names == ["Quay", "Bay", "Creek"]
    assert "Last time: Quay." in words


def test_one_that_was_put_aside_is_named_and_not_offered(
    pages: Client, man: Patient, catalogue: dict[str, Laboratory]
) -> None:
    measured_at(man, catalogue["Quay"], TODAY - timedelta(days=3))
    Laboratory.objects.filter(name="Quay").update(is_offered=False)
    names, words = offered(pages, man)
    assert names == ["Bay", "Creek"]
    assert "Last time: Quay." in words
