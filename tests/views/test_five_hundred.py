"""Pages over five hundred men: their statements do not grow, and their work stays small.

Work is told in seconds of this process, so that a busy machine can't make a fast page slow. The
database's own share is told by the number of statements.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from patients.facts import Fact, Part
from patients.models import PatientDetails
from patients.recording import record_facts
from tests.conftest import TODAY, anastrozole, cypionate, draw, signed_in
from tests.views.test_counts import LISTING, counted
from tests.views.test_quality import READING

pytestmark = pytest.mark.django_db

MEN, FEW = 500, 20
LISTS = ("decide", "labs", "dexa", "snoozed", "entered", "all")
LISTED_SECONDS, TOLD_SECONDS = 0.2, 2.5
TIMES = 20


def course(number: int) -> Iterator[tuple[Fact, list[Part]]]:
    """A year of treatment; what it shows differs from man to man."""
    begun = TODAY - timedelta(300 + number % 90)
    yield cypionate(begun)
    yield anastrozole(begun)
    for visit in range(3):
        on = begun + timedelta(60 + 80 * visit)
        estradiol, hematocrit = str(12 + number * 7 % 40), str(44 + number % 12)
        yield draw(on, estradiol=estradiol, testosterone_total="700", hematocrit=hematocrit)


def admit(clinic: Clinic, by: User, numbers: range) -> None:
    with record_facts(clinic, by=by, today=TODAY) as book:
        for number in numbers:
            who = {"family_name": f"Man{number:03}", "record_number": f"R-{number:04}"}
            born_on = TODAY - timedelta(365 * (30 + number % 40))
            man = book.admit(PatientDetails(**who, born_on=born_on, owner=by))
            for fact, parts in course(number):
                fact.patient = man
                book.record(fact, parts)


def statements(client: Client) -> dict[str, int]:
    urls = [*(f"/?show={tab}" for tab in LISTS), "/quality/"]
    return {url: counted(client, "get", url)["asked"] for url in urls}


def seconds(client: Client, url: str, times: int) -> list[float]:
    """The work of each request, the shortest first."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        assert client.get(url).status_code == 200
        spent.append(time.process_time() - began)
    return sorted(spent)


def test_five_hundred_men_cost_no_more_statements_and_little_work(
    clinic: Clinic, hired: dict[Role, Membership]
) -> None:
    lead: Any = hired[Role.LEAD].user
    client = signed_in(lead)
    admit(clinic, lead, range(FEW))
    few = statements(client)
    admit(clinic, lead, range(FEW, MEN))
    assert clinic.statuses.count() == MEN
    assert clinic.statuses.to_decide().count() > MEN / 4
    many = statements(client)
    assert many == few
    assert max(many[f"/?show={tab}"] for tab in LISTS) <= LISTING
    assert many["/quality/"] <= READING
    listed = seconds(client, "/", TIMES)
    assert listed[int(TIMES * 0.95) - 1] <= LISTED_SECONDS, listed
    told = seconds(client, "/quality/", 2)
    assert told[0] <= TOLD_SECONDS, told
