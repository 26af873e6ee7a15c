"""Duties open, move and close with the facts; overdue means the same in Python and in SQL."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Clinic, User
from monitoring.models import Obligation, Status
from monitoring.models.obligations import is_overdue
from patients.models import Patient, PatientDetails
from patients.recording import record_facts
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

START = date(2026, 6, 1)
FIRST_LABS = START + timedelta(days=42)
TESTED = date(2026, 7, 10)


@pytest.fixture
def treated(clinic: Clinic, clinician: User) -> Patient:
    """A man who began anastrozole beside testosterone half a year ago."""
    man = admitted(clinic, clinician)
    recorded(man, cypionate(date(2026, 1, 5)), anastrozole(START, planned="long_term"))
    return man


def owed(man: Patient) -> dict[str, Obligation]:
    return {each.kind: each for each in Obligation.objects.open().filter(patient=man)}


def corrected(man: Patient, **details: Any) -> None:
    """Write the next version of who he is."""
    current = PatientDetails.objects.current().get(patient=man)
    said = {field.attname: getattr(current, field.attname) for field in current.content_fields()}
    with record_facts(man.clinic, by=None, today=TODAY, about=[man]) as book:
        book.amend(current, PatientDetails(**said | details))


def test_a_start_opens_the_duty_of_first_labs(treated: Patient) -> None:
    labs = owed(treated)["labs"]
    assert (labs.due_on, labs.reason, labs.previous_due_on) == (
        FIRST_LABS,
        "first_after_change",
        None,
    )
    row = Status.objects.get(patient=treated)
    assert (row.labs_due_on, row.labs_overdue_from) == (FIRST_LABS, labs.overdue_from)


def test_the_list_of_overdue_labs_begins_where_the_duty_does(treated: Patient) -> None:
    late_from = owed(treated)["labs"].overdue_from
    listed = [
        Status.objects.labs_overdue(late_from + timedelta(days=days)).exists()
        for days in (-1, 0, 1)
    ]
    assert listed == [False, True, True]


def test_a_draw_moves_the_duty_and_keeps_where_it_was(treated: Patient) -> None:
    before = owed(treated)["labs"]
    recorded(treated, draw(TESTED, estradiol="30", testosterone_total="800", hematocrit="47"))
    labs = owed(treated)["labs"]
    assert labs.pk == before.pk
    assert labs.due_on > before.due_on
    assert (labs.previous_due_on, labs.reason) == (FIRST_LABS, "first_in_target")
    assert labs.moved_at is not None


def test_the_same_duty_stated_again_is_not_touched(treated: Patient) -> None:
    before = owed(treated)["labs"]
    recorded(treated, draw(date(2026, 3, 1), estradiol="50"))
    labs = owed(treated)["labs"]
    assert (labs.pk, labs.due_on, labs.moved_at) == (before.pk, before.due_on, None)


def test_a_stop_closes_the_duty_and_a_new_start_opens_another(treated: Patient) -> None:
    before = owed(treated)["labs"]
    recorded(treated, anastrozole(TESTED, "stop"))
    assert "labs" not in owed(treated)
    recorded(treated, anastrozole(date(2026, 8, 1)))
    assert owed(treated)["labs"].pk != before.pk
    before.refresh_from_db()
    assert before.closed_at is not None


@pytest.mark.parametrize("ended", ["deceased_on", "discharged_on"])
def test_nothing_is_owed_to_a_man_who_is_no_longer_followed(ended: str, man: Patient) -> None:
    assert owed(man)
    assert Status.objects.get(patient=man).lines
    corrected(man, **{ended: date(2026, 11, 20)})
    row = Status.objects.get(patient=man)
    assert owed(man) == {}
    assert (row.lines, row.rank, row.labs_due_on, row.dexa_due_on) == ([], 9, None, None)
    assert not Status.objects.to_decide().exists()


def test_a_man_followed_again_owes_again(man: Patient) -> None:
    before = {kind: each.due_on for kind, each in owed(man).items()}
    corrected(man, discharged_on=date(2026, 11, 20))
    corrected(man, discharged_on=None)
    assert {kind: each.due_on for kind, each in owed(man).items()} == before


@pytest.mark.parametrize(
    ("days", "overdue"),
    [
        pytest.param(-1, False, id="the day before"),
        pytest.param(0, True, id="the first day past grace"),
        pytest.param(1, True, id="the day after"),
    ],
)
def test_overdue_means_the_same_in_python_and_in_the_database(
    days: int, overdue: bool, treated: Patient
) -> None:
    labs = owed(treated)["labs"]
    day = labs.overdue_from + timedelta(days=days)
    assert is_overdue(labs.overdue_from, day) is overdue
    assert Obligation.objects.overdue(day).filter(pk=labs.pk).exists() is overdue


def test_overdue_begins_after_due_date_and_grace(treated: Patient) -> None:
    labs = owed(treated)["labs"]
    assert labs.overdue_from - labs.due_on == timedelta(days=15)


def test_a_closed_duty_is_never_overdue(treated: Patient) -> None:
    labs = owed(treated)["labs"]
    recorded(treated, anastrozole(TESTED, "stop"))
    assert not Obligation.objects.overdue(TODAY).filter(pk=labs.pk).exists()


def test_nothing_is_overdue_without_a_date() -> None:
    assert not is_overdue(None, TODAY)
