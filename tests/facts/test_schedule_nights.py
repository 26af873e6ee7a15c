"""The nightly pass judges exactly the men whose day has come, on their clinic's own day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions import create_clinic
from accounts.models import Clinic
from labs.models import DexaScan, DexaSite
from monitoring.models import Obligation, Status
from monitoring.status import nightly
from monitoring.status.judging import judge
from monitoring.status.nightly import changing, judge_changed, unjudged
from patients.models import Patient
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded
from tests.facts.states import duties, findings

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)


def at(day: date, hour: int = 1) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def to_judge(clinic: Clinic, day: date) -> list[int]:
    """Whom a pass of that day judges."""
    return sorted({*changing(clinic, day), *unjudged(at(day))[clinic.pk]})


@pytest.fixture
def ward(clinic: Clinic) -> list[Patient]:
    """Men whose judgements change on different days."""
    men = [admitted(clinic, None) for _ in range(4)]
    for number, man in enumerate(men):
        recorded(man, cypionate(TODAY - timedelta(days=200)), anastrozole(TODAY - number * ONE_DAY))
    return men


@pytest.mark.both_databases
def test_exactly_the_men_whose_day_has_come(ward: list[Patient], clinic: Clinic) -> None:
    days = dict(Status.objects.values_list("patient_id", "changes_on"))
    for day in (TODAY, *sorted(set(days.values()))):
        due = sorted(man for man, on in days.items() if on <= day)
        assert to_judge(clinic, day) == due


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param({"judged_version": 0}, id="facts not judged"),
        pytest.param({"rules_version": "1.2"}, id="another rule book"),
        pytest.param({"changes_on": TODAY}, id="its day has come"),
        pytest.param({"changes_on": TODAY - timedelta(days=9)}, id="nights were missed"),
    ],
)
def test_a_judgement_that_no_longer_holds_is_made_anew(
    spoilt: dict[str, Any], ward: list[Patient], clinic: Clinic
) -> None:
    whole = Status.objects.get(patient=ward[1])
    Status.objects.filter(patient=ward[1]).update(**spoilt)
    assert to_judge(clinic, TODAY) == [ward[1].pk]
    assert judge_changed(at(TODAY))["judged"] == 1
    assert {name: getattr(Status.objects.get(patient=ward[1]), name) for name in spoilt} == {
        name: getattr(whole, name) for name in spoilt
    }
    assert to_judge(clinic, TODAY) == []


@pytest.mark.both_databases
def test_a_man_without_a_judgement_gets_one(ward: list[Patient], clinic: Clinic) -> None:
    Status.objects.filter(patient=ward[2]).delete()
    assert judge_changed(at(TODAY))["judged"] == 1
    assert Status.objects.filter(patient=ward[2]).exists()


@pytest.mark.both_databases
def test_the_passes_of_a_day_look_at_every_man(
    ward: list[Patient], clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With more men than one pass looks at, each has his hour, and none has two."""
    keys = [man.pk for man in ward]
    monkeypatch.setattr(nightly, "LOOKED_AT", 2)
    Status.objects.update(judged_version=0)
    hours = -(-max(keys) // 2)
    found = [unjudged(at(TODAY) + timedelta(hours=n))[clinic.pk] for n in range(hours)]
    assert sorted(key for each in found for key in each) == keys
    assert max(len(each) for each in found) <= 2


FIRST = date(2025, 10, 1)
LEAP = st.sampled_from([date(2025, 8, 31), date(2025, 11, 30), date(2026, 1, 31)])


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LEAP, st.lists(st.integers(20, 280), max_size=3), st.booleans())
def test_every_day_before_is_the_same_and_the_day_of_change_differs(
    clinic: Clinic, start: date, drawn: list[int], waits: bool
) -> None:
    man = admitted(clinic, None)
    facts = [draw(start + timedelta(days=n), estradiol="24", hematocrit="51") for n in set(drawn)]
    facts += [draw(TODAY - 3 * ONE_DAY)] if waits and (TODAY - start).days - 3 not in drawn else []
    recorded(man, cypionate(start), anastrozole(start), *facts)
    for _ in range(3):
        _follow_to_the_next_change(man)


def _follow_to_the_next_change(man: Patient) -> None:
    row = Status.objects.get(patient=man)
    if row.changes_on is None:
        return
    before = findings(man), duties(man)
    for day in _days_to_try(row.judged_on, row.changes_on):
        judge(man.clinic, [man], day)
        assert (findings(man), duties(man)) == before
        assert Status.objects.get(patient=man).changes_on == row.changes_on
    judge(man.clinic, [man], row.changes_on)
    assert Status.objects.get(patient=man).judged_on == row.changes_on


def _days_to_try(since: date, change: date) -> Iterator[date]:
    """The day after, the day before the change, and some between."""
    span = (change - since).days
    yield from sorted({since + timedelta(days=n) for n in (1, span // 2, span - 1) if 0 < n < span})


@pytest.mark.both_databases
def test_at_one_instant_two_clinics_judge_two_days() -> None:
    """Between Kiritimati and Honolulu it is one clock and two calendars."""
    now = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    judged = {}
    for zone in ("Pacific/Kiritimati", "Pacific/Honolulu"):
        clinic = create_clinic(zone.rpartition("/")[2].lower(), zone, time_zone=zone)
        man = admitted(clinic, None)
        Status.objects.filter(patient=man).update(changes_on=date(2026, 11, 23))
        judged[zone] = man
    assert judge_changed(now)["judged"] == 1
    days = {zone: Status.objects.get(patient=man).judged_on for zone, man in judged.items()}
    assert days == {
        "Pacific/Kiritimati": date(2026, 11, 23),
        "Pacific/Honolulu": TODAY,
    }


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("zone", "overdue"),
    [
        pytest.param("Pacific/Kiritimati", True, id="already the first overdue day"),
        pytest.param("Pacific/Honolulu", False, id="still the last day of grace"),
    ],
)
def test_overdue_begins_at_the_clinics_own_midnight(zone: str, overdue: bool) -> None:
    clinic = create_clinic("island", "Island", time_zone=zone)
    man = admitted(clinic, None)
    recorded(man, cypionate(date(2026, 1, 5)), anastrozole(date(2026, 9, 27)))
    labs = Obligation.objects.get(patient=man, kind="labs")
    assert labs.overdue_from == date(2026, 11, 23)
    day = clinic.local_day(datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    assert Obligation.objects.overdue(day).filter(pk=labs.pk).exists() is overdue


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param(date(2025, 11, 30), date(2026, 2, 28), id="into a common February"),
        pytest.param(date(2023, 11, 30), date(2024, 2, 29), id="into a leap February"),
        pytest.param(date(2026, 8, 31), date(2026, 11, 30), id="into a short month"),
        pytest.param(date(2024, 2, 29), date(2024, 5, 29), id="from a leap day"),
    ],
)
def test_months_end_in_the_ledger_as_in_the_calendar(
    start: date, due: date, clinic: Clinic
) -> None:
    man = admitted(clinic, None)
    recorded(man, cypionate(start))
    assert Obligation.objects.get(patient=man, kind="hct").due_on == due


@pytest.mark.both_databases
def test_a_scan_of_a_leap_day_is_due_on_a_leap_day(clinic: Clinic) -> None:
    man = admitted(clinic, None, born_on=date(1960, 2, 29))
    scan = DexaScan(scanned_on=date(2024, 2, 29), manufacturer="Hologic", device="A")
    low = DexaSite(site="total_hip", t_score="-1.5", z_score="-0.5")
    steady = draw(date(2026, 11, 1), estradiol="30")
    recorded(man, anastrozole(date(2025, 10, 1)), (scan, [low]), steady)
    assert Obligation.objects.get(patient=man, kind="dexa").due_on == date(2028, 2, 29)
