"""The counts beside the lists: exact while a list can be looked through, bounded beyond."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Clinic
from monitoring.models import counting
from monitoring.models.counting import counted, in_words
from patients.models import Patient
from tests.conftest import admitted


@pytest.fixture
def three(clinic: Clinic, stranger: Patient) -> Clinic:
    """A clinic with three men, beside another one with a man of its own."""
    for _ in range(3):
        admitted(clinic, None)
    return clinic


@pytest.mark.parametrize(("bound", "found"), [(2, 2), (3, 3), (4, 3)])
def test_counting_ends_at_the_bound(
    bound: int, found: int, three: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_COUNTED", bound)
    nobody = three.statuses.none()
    with CaptureQueriesContext(connection) as asked:
        told = counted(three, {"all": three.statuses.all(), "none": nobody})
    assert told == {"all": found, "none": 0}
    assert len(asked) == 1


def test_a_list_of_ones_own_clinic_counts_nobody_else(three: Clinic) -> None:
    assert counted(three, {"all": three.statuses.all()}) == {"all": 3}


@pytest.mark.parametrize(
    ("count", "said"),
    [pytest.param(999, 999, id="counted"), pytest.param(1_000, "999+", id="at the bound")],
)
def test_a_count_that_ended_says_so(count: int, said: int | str) -> None:
    assert in_words(count) == said


def test_the_page_says_that_it_stopped_counting(
    pages: Client, three: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_COUNTED", 3)
    tabs = {tab["label"]: tab["count"] for tab in pages.get("/").context["tabs"]}
    assert tabs["All patients"] == "2+"
