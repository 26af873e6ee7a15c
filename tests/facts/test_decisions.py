"""A decision hides its line until new evidence, a higher severity, or its own day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Clinic, User
from monitoring.models import Decision, DecisionKind, Finding, Severity, Status
from monitoring.status.nightly import judge_changed
from patients.models import Patient
from patients.recording import record_facts
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded
from tests.facts.states import firing, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

E2, HCT = "estradiol", "hematocrit"
UNTIL = TODAY + timedelta(days=7)


@pytest.fixture
def low(clinic: Clinic, clinician: User) -> Patient:
    """A man whose estradiol was low at his last draw, and whose hematocrit is fine."""
    man = admitted(clinic, clinician)
    drawn = draw(date(2026, 11, 16), estradiol="17", testosterone_total="742", hematocrit="47")
    recorded(man, cypionate(date(2026, 1, 5)), anastrozole(date(2026, 9, 1)), drawn)
    return man


def decided(man: Patient, topic: str, kind: str = DecisionKind.ACKNOWLEDGE, **more: Any) -> None:
    """Decide on everything that stands about a topic now."""
    standing = Finding.objects.open().filter(patient=man, topic=topic)
    marks = {each.rule_id: [each.severity, each.mark] for each in standing}
    given = {"topic": topic, "kind": kind, "marks": marks, "decided_on": TODAY, **more}
    recorded(man, (Decision(**given), []))


def judged_on(man: Patient, day: date) -> None:
    """Let the night before a day pass."""
    counts = judge_changed(datetime(day.year, day.month, day.day, 2, tzinfo=UTC))
    assert counts["failed"] == 0


@pytest.mark.parametrize(
    ("kind", "hides"),
    [
        pytest.param(DecisionKind.ACKNOWLEDGE, True, id="acknowledged"),
        pytest.param(DecisionKind.SNOOZE, True, id="snoozed"),
        pytest.param(DecisionKind.ACCEPT_RISK, True, id="risk accepted"),
        pytest.param(DecisionKind.REOPEN, False, id="reopened"),
    ],
)
def test_a_decision_hides_its_line_and_no_finding(kind: str, hides: bool, low: Patient) -> None:
    fired = firing(low)
    decided(low, E2, kind, until=UNTIL)
    assert (E2 not in waiting(low)) is hides
    assert firing(low) == fired


def test_a_decision_hides_its_own_topic_only(man: Patient) -> None:
    before = waiting(man)
    decided(man, HCT)
    assert waiting(man) == before - {HCT}


def test_a_man_with_nothing_left_to_decide_leaves_the_worklist(low: Patient) -> None:
    assert Status.objects.to_decide().filter(patient=low).exists()
    for topic in waiting(low):
        decided(low, topic, DecisionKind.SNOOZE, until=UNTIL)
    row = Status.objects.get(patient=low)
    assert (row.rank, row.waiting_since, row.snoozed_until) == (9, None, UNTIL)


def test_new_evidence_brings_the_line_back(low: Patient) -> None:
    decided(low, E2)
    recorded(low, draw(date(2026, 11, 21), estradiol="16", testosterone_total="742"))
    assert E2 in waiting(low)


def test_the_same_evidence_does_not_bring_it_back(low: Patient) -> None:
    decided(low, E2)
    recorded(low, draw(date(2026, 8, 1), hematocrit="47"))
    assert E2 not in waiting(low)


def test_a_higher_severity_brings_the_line_back(low: Patient) -> None:
    decided(low, E2)
    standing = Decision.objects.get(patient=low)
    lowered = {rule: [severity + 1, mark] for rule, (severity, mark) in standing.marks.items()}
    Decision.objects.filter(pk=standing.pk).update(marks=lowered)
    recorded(low, draw(date(2026, 8, 1), hematocrit="47"))
    assert E2 in waiting(low)


def test_an_amended_value_brings_the_line_back(low: Patient) -> None:
    decided(low, E2)
    current = low.draw_versions.get()
    with record_facts(low.clinic, by=None, today=TODAY, about=[low]) as book:
        book.amend(current, *draw(current.collected_on, estradiol="9", testosterone_total="742"))
    assert E2 in waiting(low)


@pytest.mark.parametrize(
    ("day", "back"),
    [
        pytest.param(UNTIL - timedelta(days=1), False, id="the day before"),
        pytest.param(UNTIL, True, id="its day"),
        pytest.param(UNTIL + timedelta(days=1), True, id="the day after"),
    ],
)
def test_its_own_day_brings_the_line_back(day: date, back: bool, low: Patient) -> None:
    decided(low, E2, DecisionKind.SNOOZE, until=UNTIL)
    assert Status.objects.get(patient=low).changes_on <= UNTIL
    judged_on(low, day)
    assert (E2 in waiting(low)) is back


def test_a_finding_that_joins_the_topic_brings_the_line_back(low: Patient) -> None:
    decided(low, E2, DecisionKind.SNOOZE, until=TODAY + timedelta(days=60))
    judged_on(low, date(2026, 11, 30))
    assert E2 not in waiting(low)
    judged_on(low, date(2026, 12, 1))
    assert "E2_LOW_DOSE_NOT_REDUCED" in firing(low)
    assert E2 in waiting(low)


def test_the_latest_decision_on_a_topic_stands(low: Patient) -> None:
    decided(low, E2)
    decided(low, E2, DecisionKind.REOPEN)
    assert E2 in waiting(low)
    decided(low, E2)
    assert E2 not in waiting(low)


def test_a_decision_withdrawn_no_longer_hides(low: Patient) -> None:
    decided(low, E2)
    with record_facts(low.clinic, by=None, today=TODAY, about=[low]) as book:
        book.withdraw(Decision.objects.current().get(patient=low))
    assert E2 in waiting(low)


def test_the_order_of_the_worklist_is_tier_then_waiting(low: Patient, man: Patient) -> None:
    rows = list(Status.objects.to_decide())
    assert [row.patient for row in rows] == [man, low]
    assert rows[0].rank == Severity.ALERT < rows[1].rank


def test_an_assignment_hides_nothing_and_the_last_one_counts(
    low: Patient, clinician: User, outsider: User
) -> None:
    before = waiting(low)
    for assignee in (clinician, None, clinician):
        assignment = Decision(kind=DecisionKind.ASSIGN, assignee=assignee, decided_on=TODAY)
        recorded(low, (assignment, []))
        assert Status.objects.get(patient=low).assigned_to == assignee
    assert waiting(low) == before
