"""A statement that is written once is asked for each clinic and each day as if written anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.models import Clinic, User
from accounts.questions import Question
from monitoring.models.listed import COLUMNS, ListedMan
from monitoring.pages import worklist
from monitoring.pages.tabs import TABS, Lists, Tab
from patients.models import Patient
from tests.conftest import TODAY, admitted
from tests.views.test_counts import man_with_draws

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def two(clinic: Clinic, clinician: User, stranger: Patient) -> list[Clinic]:
    """Two clinics with men, of whom one looks after some of the first."""
    man_with_draws(clinic, clinician, 2)
    admitted(clinic, None)
    return [clinic, stranger.clinic]


@pytest.mark.parametrize("tab", TABS, ids=[tab.code for tab in TABS])
@pytest.mark.parametrize("days", [0, 400])
def test_a_list_is_the_same_asked_or_written(
    days: int, tab: Tab, two: list[Clinic], clinician: User
) -> None:
    today = TODAY + timedelta(days=days)
    for clinic in two:
        for owner in (None, clinician.pk):
            lists = Lists(clinic, today, clinic.day_begins(today), owner)
            asked = worklist._first.rows(clinic, tab, 9, **lists.values)
            assert asked == list(lists.listed(tab).in_columns()[:9])


def test_counts_are_those_of_the_clinic_that_asks(two: list[Clinic]) -> None:
    for clinic in two:
        lists = Lists(clinic, TODAY, clinic.day_begins(TODAY))
        counts = {tab.code: lists.named(tab).count() for tab in TABS}
        assert worklist.counts(lists) == counts
        assert counts["all"] == clinic.statuses.count()


def test_the_columns_are_the_fields_of_a_listed_man(two: list[Clinic]) -> None:
    men = two[0].statuses.for_list(9)
    assert len(COLUMNS) == len(ListedMan._fields)
    for man, status in zip(men, two[0].statuses.named(), strict=True):
        for owner, names in ((status, ListedMan._fields[8:]), (status.details, ("born_on",))):
            assert [getattr(man, name) for name in names] == [getattr(owner, n) for n in names]
        assert (man.pk, man.opaque_id) == (status.patient_id, status.patient.opaque_id)
        assert man.list_name == status.details.list_name
        assert man.age_on(TODAY) == status.details.age_on(TODAY)
        assert man.is_followed == status.details.is_followed


def test_it_is_written_once_for_each_shape(two: list[Clinic]) -> None:
    written = []

    @Question
    def men(clinic: Clinic, most: int, **values: date) -> QuerySet[Any, Any]:
        written.append(most)
        due = {f"{name}__lte": value for name, value in values.items()}
        return clinic.statuses.filter(**due).values_list("pk")[:most]

    with CaptureQueriesContext(connection) as asked:
        for clinic in two:
            men.rows(clinic, 1)
            men.rows(clinic, 2)
            men.rows(clinic, 2, labs_due_on=TODAY)
    assert written == [1, 2, 2]
    assert len(asked) == 6


def test_what_is_worked_out_of_a_value_is_refused(clinic: Clinic) -> None:
    day = Question(lambda clinic, on: clinic.statuses.filter(labs_due_on=on + timedelta(9)))
    key = Question(lambda clinic: clinic.statuses.filter(patient=clinic.pk + 1))
    with pytest.raises(TypeError, match="work anything out"):
        day.rows(clinic, on=TODAY)
    with pytest.raises(TypeError, match="work anything out"):
        key.rows(clinic)
