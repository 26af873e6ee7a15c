"""A typed day is read back in full by the reader of the forms."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRow
from patients.models import Patient
from tests.views.page import opened, page_of

pytestmark = pytest.mark.django_db

READ = "/days/read/"
ALL_OF_IT = "Mon 16-Nov-2026, 6 days ago"


def said(client: Client, typed: str, **more: str) -> list[str]:
    answer = client.post(READ, {"typed": typed, **more})
    return [each["said"] for each in answer.json()["days"]]


@pytest.mark.parametrize("typed", ["16", "-6", "16/11", "16nov", "2026-11-16", " Mon 16 Nov "])
def test_a_day_is_read_back_in_full(typed: str, pages: Client) -> None:
    assert said(pages, typed) == [ALL_OF_IT]


@pytest.mark.parametrize("typed", ["", "lots", "31 Feb", "\0", "16" * 40, "-9999y", "1/1/1"])
def test_what_is_no_day_is_met_with_silence(typed: str, pages: Client) -> None:
    assert said(pages, typed) == []


def test_where_two_days_can_be_meant_both_are_offered(pages: Client, man: Patient) -> None:
    both = ["Sun 10-May-2026, 196 days ago", "Mon 05-Oct-2026, 48 days ago"]
    assert said(pages, "10/5/2026") == both
    url = reverse("monitoring:draw-record", args=[man.opaque_id])
    refused = pages.post(url, {**opened(pages, url), "collected_on": "10/5/2026"})
    assert "10-May-2026 or 05-Oct-2026" in page_of(refused).beside["collected_on"]


def test_a_day_to_come_leans_to_the_future(pages: Client) -> None:
    assert said(pages, "25", lean="future") == ["Wed 25-Nov-2026, in 3 days"]
    assert said(pages, "25", lean="sideways") == ["Sun 25-Oct-2026, 28 days ago"]


def test_reading_back_is_for_staff_and_leaves_nothing(pages: Client) -> None:
    before = AuditRow.objects.count()
    said(pages, "16")
    assert AuditRow.objects.count() == before
    assert pages.get(READ).status_code == 405
    assert Client().post(READ, {"typed": "16"}).status_code == 302


@pytest.mark.parametrize(
    ("page", "field", "is_read"),
    [
        pytest.param("draw-record", "collected_on", True, id="the day of a draw"),
        pytest.param("due-date", "until", True, id="a day to come"),
        pytest.param("details-amend", "born_on", False, id="a birth date"),
    ],
)
def test_every_day_but_a_birth_date_has_its_place(
    page: str, field: str, is_read: bool, pages: Client, man: Patient
) -> None:
    html: Any = pages.get(reverse(f"monitoring:{page}", args=[man.opaque_id])).content.decode()
    block = html.split(f'id="div_id_{field}"')[1].split('<div id="div_id_')[0]
    assert ("data-day-read" in block) is is_read
