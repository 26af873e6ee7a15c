"""Results that are awaited: a pause in the ledger, then a duty of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Clinic, User
from monitoring.mail.duties import overdue_duties
from monitoring.models import Obligation
from monitoring.obligations.wording import duty_in_words
from monitoring.status.nightly import judge_changed
from patients.models import Patient
from patients.recording import record_facts
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded
from tests.facts.states import firing

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TENTH = TODAY + timedelta(days=10)


@pytest.fixture
def late(clinic: Clinic, clinician: User) -> Patient:
    """A man whose first labs are long overdue, and who gave blood today."""
    man = admitted(clinic, clinician, owner=clinician)
    recorded(man, cypionate(date(2026, 1, 5)), anastrozole(date(2026, 6, 1)))
    assert "LABS_OVERDUE" in firing(man)
    recorded(man, draw(TODAY))
    return man


def kinds_told(man: Patient, day: date) -> set[str]:
    """What the clinic's people would be told of on a day."""
    overdue = {each.key for each in overdue_duties(man.clinic, day)}
    return set(
        Obligation.objects.filter(pk__in=overdue, patient=man).values_list("kind", flat=True)
    )


def night_before(day: date) -> None:
    assert judge_changed(datetime(day.year, day.month, day.day, 1, tzinfo=UTC))["failed"] == 0


def awaited(man: Patient) -> Obligation | None:
    return Obligation.objects.open().filter(patient=man, kind="awaited").first()


def test_blood_that_was_drawn_pauses_the_reminder(late: Patient) -> None:
    labs = Obligation.objects.open().get(patient=late, kind="labs")
    assert "LABS_OVERDUE" not in firing(late)
    assert (labs.paused_until, labs.overdue_from) == (TENTH, TENTH)
    assert "Paused until 02-Dec-2026: a draw awaits its results." in duty_in_words(labs, TODAY)
    assert "labs" not in kinds_told(late, TODAY)
    assert awaited(late) is None


@pytest.mark.parametrize(
    ("day", "told", "duty"),
    [
        pytest.param(TENTH - timedelta(days=1), set(), False, id="ninth day"),
        pytest.param(TENTH, {"labs"}, True, id="tenth day"),
        pytest.param(TENTH + timedelta(days=1), {"labs", "awaited"}, True, id="eleventh day"),
        pytest.param(TENTH + timedelta(days=40), {"labs", "awaited"}, True, id="nights missed"),
    ],
)
def test_the_night_ends_the_pause(day: date, told: set[str], duty: bool, late: Patient) -> None:
    night_before(day)
    assert kinds_told(late, day) & {"labs", "awaited"} == told
    assert (awaited(late) is not None) is duty
    assert ("LABS_OVERDUE" in firing(late)) is duty


def test_results_that_come_close_the_duty(late: Patient) -> None:
    night_before(TENTH)
    duty = awaited(late)
    assert duty is not None
    assert (duty.due_on, duty.overdue_from) == (TENTH, TENTH + timedelta(days=1))
    with record_facts(late.clinic, by=None, today=TENTH, about=[late]) as book:
        book.amend(late.draw_versions.get(), *draw(TODAY, estradiol="30"))
    duty.refresh_from_db()
    assert duty.closed_at is not None
    assert "LABS_OVERDUE" not in firing(late)


def test_a_draw_entered_in_error_closes_the_duty_and_ends_the_pause(late: Patient) -> None:
    night_before(TENTH)
    with record_facts(late.clinic, by=None, today=TENTH, about=[late]) as book:
        book.withdraw(late.draw_versions.get())
    assert awaited(late) is None
    assert "LABS_OVERDUE" in firing(late)


def test_an_awaited_draw_entered_late_is_a_duty_at_once(clinic: Clinic) -> None:
    man = admitted(clinic, None)
    recorded(man, draw(TODAY - timedelta(days=30)))
    duty = awaited(man)
    assert duty is not None
    assert duty.due_on == TODAY - timedelta(days=20)
