"""Lines that ask to act, for the time that men are followed."""

from __future__ import annotations

from datetime import date

import pytest

from monitoring.judgement.snapshot import Snapshot
from monitoring.quality.load import Load, load_of
from monitoring.status.snapshots import Course
from patients.models import Patient, PatientDetails
from protocols.targets.overriding import UNMOVED
from tests.unit.judgement.men import SCANNED, changed, day, drawn, he, stopped

STEADY = drawn(42, e2="30", tt="700", hct="48")


def course(snapshot: Snapshot, **details: date) -> Course:
    return Course(Patient(), PatientDetails(**details), snapshot, {}, UNMOVED)


def begun(snapshot: Snapshot, first: int = 0, last: int = 300) -> int:
    return load_of([course(snapshot)], day(first), day(last)).lines


@pytest.mark.parametrize(
    ("snapshot", "lines"),
    [
        pytest.param(he(STEADY), 0, id="nothing asks"),
        pytest.param(he(), 1, id="high with symptoms, and the labs after the start did not come"),
        pytest.param(he(STEADY, drawn(60, e2="9.9")), 1, id="very low estradiol"),
        pytest.param(he(STEADY, drawn(60, e2="10")), 0, id="low, but not very low"),
        pytest.param(he(STEADY, drawn(60, e2="9", hct="54")), 2, id="two topics are two lines"),
        pytest.param(
            he(STEADY, drawn(60, hct="55"), drawn(90, hct="56")), 1, id="new evidence is no line"
        ),
        pytest.param(
            he(STEADY, drawn(60, hct="55"), drawn(90, hct="50"), drawn(120, hct="55")),
            2,
            id="what went and came back is another one",
        ),
        pytest.param(he(STEADY, drawn(-100, hct="55")), 0, id="what stood before began before"),
        pytest.param(he(STEADY, drawn(301, hct="55")), 0, id="what comes later has not begun"),
        pytest.param(he(STEADY, drawn(300, hct="55")), 1, id="on the last day"),
    ],
)
def test_a_line_begins_where_a_topic_asks_and_did_not(snapshot: Snapshot, lines: int) -> None:
    assert begun(snapshot) == lines


@pytest.mark.parametrize(
    ("last", "lines"),
    [
        pytest.param(42 + 14, 0, id="labs late, but not overdue"),
        pytest.param(42 + 15, 1, id="overdue: the high estradiol is not answered any more"),
    ],
)
def test_time_alone_can_begin_a_line(last: int, lines: int) -> None:
    assert begun(he(), last=last) == lines


def test_what_he_brings_with_his_first_facts_begins_with_them() -> None:
    alone = Snapshot(born_on=date(1980, 5, 14), draws=(drawn(10, hct="55"),))
    assert begun(alone) == 1
    assert begun(alone, first=10) == 1
    assert begun(alone, first=11) == 0


def test_the_time_is_counted_from_the_first_fact_to_the_last_day() -> None:
    alone = Snapshot(born_on=date(1980, 5, 14), draws=(drawn(10, hct="55"),))
    assert load_of([course(alone)], day(0), day(19)) == Load(1, 10, 1)
    assert load_of([course(alone)], day(0), day(9)) == Load()
    assert load_of([course(alone), course(alone)], day(10), day(19)) == Load(2, 20, 2)


def test_a_man_who_left_is_followed_up_to_the_day_before() -> None:
    alone = Snapshot(born_on=date(1980, 5, 14), draws=(drawn(10), drawn(50, hct="55")))
    assert load_of([course(alone, discharged_on=day(20))], day(0), day(60)) == Load(0, 10, 1)
    assert load_of([course(alone, deceased_on=day(5))], day(0), day(60)) == Load()


def test_the_rate_is_for_a_hundred_twelfths_of_a_year() -> None:
    assert Load(lines=6, followed_days=365).per_100_patient_months == pytest.approx(50)
    assert Load(lines=3, followed_days=3650).per_100_patient_months == pytest.approx(2.5)
    assert Load().per_100_patient_months is None


def test_every_day_agrees_with_looking_at_each_one() -> None:
    """The days in between are skipped, and nothing that happens on them is missed."""
    facts = drawn(20, e2="9", hct="55"), changed(30, "0.125"), drawn(130, e2="25", hct="52")
    man = he(*facts, stopped(200), without=(SCANNED,))
    each = [begun(man, on, on + 1) for on in range(300)]
    assert begun(man) == sum(each) > 1
