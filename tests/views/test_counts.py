"""How many statements a page costs, whatever it shows."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Clinic, User
from monitoring.models import Status
from patients.models import Patient
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded, signed_in
from tests.views.bodies import CHANGE, DEXA, DRAW, SYMPTOMS
from tests.views.page import opened

SAVING, AMENDING, LISTING, OPENING = 22, 25, 8, 12

FIRST = date(2022, 1, 3)
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def man_with_draws(clinic: Clinic, by: User, count: int) -> Patient:
    """A man on treatment, drawn every few days until lately."""
    man = admitted(clinic, by, owner=by)
    days = [TODAY - timedelta(days=4 * back + 10) for back in range(count)]
    drawn = (draw(day, estradiol="24", testosterone_total="700", hematocrit="48") for day in days)
    recorded(man, cypionate(FIRST), anastrozole(FIRST), *drawn, by=by)
    return man


def counted(client: Client, method: str, url: str, body: Any = None) -> Counter[str]:
    """The statements of one request by their first word; "asked" is all but transaction control."""
    with CaptureQueriesContext(connection) as captured:
        answer = getattr(client, method)(url, body) if body else getattr(client, method)(url)
    assert answer.status_code in {200, 302}, answer.content
    words = [each["sql"].split(" ", 1)[0].strip(";").upper() for each in captured]
    return Counter(asked=sum(word not in CONTROL for word in words), **Counter(words))


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("name", "body"),
    [
        pytest.param("draw-record", DRAW, id="draw"),
        pytest.param("dexa-record", DEXA, id="scan"),
        pytest.param("symptoms-record", SYMPTOMS, id="symptoms"),
        pytest.param("anastrozole-record", CHANGE, id="protocol"),
    ],
)
def test_saving_costs_the_same_for_a_short_and_a_long_course(
    name: str, body: dict[str, Any], clinic: Clinic, clinician: User
) -> None:
    asked = []
    for draws in (4, 60):
        man = man_with_draws(clinic, clinician, draws)
        url, client = reverse(f"monitoring:{name}", args=[man.opaque_id]), signed_in(clinician)
        statements = counted(client, "post", url, {**opened(client, url), **body})
        assert statements["COMMIT"] == 1
        assert statements["asked"] <= SAVING
        asked.append(statements["SELECT"])
    assert asked[0] == asked[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({"estradiol": "12", "hematocrit": "55.5"}, id="worse"),
        pytest.param({"estradiol": "30", "hematocrit": "47"}, id="better"),
        pytest.param({"estradiol": "15", "testosterone_total": "320"}, id="new findings"),
    ],
)
@pytest.mark.parametrize("step", ["record", "amend"])
def test_saving_costs_no_more_when_everything_about_him_changes(
    step: str, typed: dict[str, str], man: Patient, clinician: User
) -> None:
    client = signed_in(clinician)
    last = man.draw_versions.latest("collected_on")
    named = {"amend": [man.opaque_id, last.document], "record": [man.opaque_id]}
    url = reverse(f"monitoring:draw-{step}", args=named[step])
    body = {**opened(client, url), **DRAW, **typed, "amendment": "Typed wrong"}
    statements = counted(client, "post", url, body)
    assert statements["COMMIT"] == 1
    assert statements["asked"] <= {"record": SAVING, "amend": AMENDING}[step]


@pytest.mark.django_db
def test_the_worklist_costs_the_same_for_every_number_of_men(
    clinic: Clinic, clinician: User
) -> None:
    client, asked = signed_in(clinician), dict[str, set[int]]()
    for men in (10, 50, 60):
        while Status.objects.count() < men:
            man_with_draws(clinic, clinician, 1)
        assert Status.objects.to_decide().count() == men
        for tab in ("decide", "labs", "dexa", "entered", "all"):
            statements = counted(client, "get", f"/?show={tab}")
            assert statements["asked"] <= LISTING, tab
            asked.setdefault(tab, set()).add(statements["asked"])
    assert all(len(numbers) == 1 for numbers in asked.values()), asked


@pytest.mark.django_db
def test_a_patient_page_costs_the_same_for_every_number_of_draws(
    clinic: Clinic, clinician: User
) -> None:
    client, asked = signed_in(clinician), set()
    for draws in (4, 40, 400):
        man = man_with_draws(clinic, clinician, draws)
        statements = counted(client, "get", f"/patients/{man.opaque_id}/")
        assert statements["asked"] <= OPENING
        asked.add(statements["asked"])
    assert len(asked) == 1


YEARS_OF_DRAWS = 24
HEAVIEST_PAGE = 25_000
"""Bytes of a patient page as it travels: its words, its chart, and what the chart reads."""


@pytest.mark.django_db
def test_a_patient_page_travels_light(clinic: Clinic, clinician: User) -> None:
    man = man_with_draws(clinic, clinician, YEARS_OF_DRAWS)
    answer = signed_in(clinician).get(f"/patients/{man.opaque_id}/?w=all")
    assert len(gzip.compress(answer.content, compresslevel=6)) <= HEAVIEST_PAGE
