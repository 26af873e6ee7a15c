"""When somebody is told of a duty next, and the duty to look at a finding that asks to act."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Clinic, User
from monitoring.models import Decision, DecisionKind, Obligation, ObligationKind, ReminderSettings
from monitoring.obligations.working_days import after_working_days
from monitoring.status.nightly import judge_changed
from patients.models import Patient
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded
from tests.facts.test_decisions import decided
from tests.facts.test_ledger import corrected

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

START = date(2026, 6, 1)
HCT = "hematocrit"


@pytest.fixture
def treated(clinic: Clinic, clinician: User) -> Patient:
    """A man whose first labs after a start have been overdue for months."""
    man = admitted(clinic, clinician)
    recorded(man, cypionate(date(2026, 1, 5)), anastrozole(START))
    return man


@pytest.fixture
def alarming(clinic: Clinic, clinician: User) -> Patient:
    """A man whose hematocrit asks to act, and nothing else."""
    man = admitted(clinic, clinician)
    recorded(man, cypionate(date(2026, 6, 1)), draw(TODAY, hematocrit="54"))
    return man


def owed(man: Patient, kind: str) -> Obligation:
    return Obligation.objects.open().get(patient=man, kind=kind)


def reviews(man: Patient) -> list[Obligation]:
    rows = Obligation.objects.filter(patient=man, kind=ObligationKind.REVIEW)
    return list(rows.order_by("pk"))


def arranged(man: Patient, kind: DecisionKind, until: date | None) -> None:
    """Book a visit for his labs, or call him about them."""
    decision = Decision(topic="labs", kind=kind, until=until, reason_code="comes", decided_on=TODAY)
    recorded(man, (decision, []))


def test_duty_is_told_from_its_first_overdue_day(treated: Patient) -> None:
    labs = owed(treated, "labs")
    assert labs.next_notice_on == labs.overdue_from


def test_duty_that_moves_is_told_anew(treated: Patient) -> None:
    Obligation.objects.update(next_notice_on=None)
    recorded(treated, draw(date(2026, 9, 1), estradiol="30", testosterone_total="800"))
    labs = owed(treated, "labs")
    assert labs.next_notice_on == labs.overdue_from


def test_duty_that_stays_is_not_told_again(treated: Patient) -> None:
    Obligation.objects.update(next_notice_on=None)
    recorded(treated, draw(date(2026, 3, 1), estradiol="50"))
    assert owed(treated, "labs").next_notice_on is None


@pytest.mark.parametrize("kind", [DecisionKind.BOOKED, DecisionKind.CALLED])
def test_arrangement_silences_a_duty_until_its_day(treated: Patient, kind: DecisionKind) -> None:
    until = TODAY + timedelta(days=9)
    arranged(treated, kind, until)
    labs = owed(treated, "labs")
    assert (labs.silent_until, labs.round, labs.next_notice_on) == (until, 1, until)
    assert labs.overdue_from < TODAY  # it is overdue all the same


def test_call_that_reached_nobody_changes_nothing(treated: Patient) -> None:
    before = owed(treated, "labs")
    arranged(treated, DecisionKind.CALLED, None)
    after = owed(treated, "labs")
    assert (after.silent_until, after.round) == (None, 0)
    assert after.next_notice_on == before.next_notice_on


def test_each_arrangement_begins_a_new_round(treated: Patient) -> None:
    arranged(treated, DecisionKind.BOOKED, TODAY + timedelta(days=9))
    arranged(treated, DecisionKind.CALLED, TODAY + timedelta(days=3))
    labs = owed(treated, "labs")
    assert (labs.round, labs.silent_until) == (2, TODAY + timedelta(days=3))


def test_arrangement_about_labs_says_nothing_about_hematocrit(treated: Patient) -> None:
    arranged(treated, DecisionKind.BOOKED, TODAY + timedelta(days=9))
    assert owed(treated, "hct").silent_until is None


def test_finding_that_asks_to_act_is_owed_a_look(alarming: Patient) -> None:
    (review,) = reviews(alarming)
    due_on = after_working_days(TODAY, 2)
    assert (review.due_on, review.overdue_from) == (due_on, due_on + timedelta(days=1))
    assert review.next_notice_on == review.overdue_from


def test_clinic_chooses_how_many_working_days(clinic: Clinic, clinician: User) -> None:
    ReminderSettings.objects.create(clinic=clinic, review_working_days=1)
    man = admitted(clinic, clinician)
    recorded(man, cypionate(date(2026, 6, 1)), draw(TODAY, hematocrit="54"))
    assert reviews(man)[0].due_on == after_working_days(TODAY, 1)


def test_decision_ends_the_duty_to_look(alarming: Patient) -> None:
    decided(alarming, HCT)
    assert [bool(each.closed_at) for each in reviews(alarming)] == [True]


def test_reopened_finding_is_owed_another_look(alarming: Patient) -> None:
    decided(alarming, HCT)
    decided(alarming, HCT, DecisionKind.REOPEN)
    assert [bool(each.closed_at) for each in reviews(alarming)] == [True, False]


def test_snooze_that_ends_is_owed_another_look(alarming: Patient) -> None:
    until = TODAY + timedelta(days=7)
    decided(alarming, HCT, DecisionKind.SNOOZE, until=until)
    judge_changed(datetime(until.year, until.month, until.day, 17, tzinfo=UTC))
    reopened = reviews(alarming)[-1]
    assert (reopened.closed_at, reopened.due_on) == (None, after_working_days(until, 2))


def test_days_count_from_the_first_finding(alarming: Patient) -> None:
    """Another result meanwhile does not put the look off."""
    before = reviews(alarming)
    judge_changed(datetime(2026, 11, 25, 17, tzinfo=UTC))
    recorded(alarming, draw(TODAY - timedelta(days=1), hematocrit="55"))
    assert [each.due_on for each in reviews(alarming)] == [each.due_on for each in before]


def test_watch_is_owed_no_look(clinic: Clinic, clinician: User) -> None:
    man = admitted(clinic, clinician)
    recorded(man, cypionate(date(2026, 6, 1)), draw(TODAY, hematocrit="53.9"))
    assert reviews(man) == []


def test_nobody_looks_after_a_man_who_left(alarming: Patient) -> None:
    corrected(alarming, discharged_on=TODAY)
    assert not Obligation.objects.open().filter(patient=alarming).exists()


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        pytest.param("2026-11-16", 2, "2026-11-18", id="Monday"),
        pytest.param("2026-11-19", 1, "2026-11-20", id="Thursday, one"),
        pytest.param("2026-11-19", 2, "2026-11-23", id="Thursday, two"),
        pytest.param("2026-11-20", 2, "2026-11-24", id="Friday"),
        pytest.param("2026-11-21", 2, "2026-11-24", id="Saturday"),
        pytest.param("2026-11-22", 2, "2026-11-24", id="Sunday"),
        pytest.param("2026-12-31", 1, "2027-01-01", id="holidays are not known"),
    ],
)
def test_working_days(day: str, count: int, expected: str) -> None:
    assert after_working_days(date.fromisoformat(day), count) == date.fromisoformat(expected)
