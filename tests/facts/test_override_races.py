"""A clinic moves its targets while others write: nobody is left judged by the old ones."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from accounts.models import Clinic
from monitoring.models import Finding
from patients.models import Patient, PatientDetails
from patients.recording import record_facts
from protocols.models import ClinicOverride
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded
from tests.facts.test_races import at_once
from tests.targets import adopt

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]

SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)
TREATED = (cypionate, anastrozole)
Act = Callable[[threading.Barrier], None]


def adopting(clinic: Clinic) -> Act:
    def act(gate: threading.Barrier) -> None:
        gate.wait()
        row = ClinicOverride(
            clinic=clinic, valid_from=SPRING, numbers={"e2_lo": "25"}, why="Agreed"
        )
        adopt(row, by=None, today=TODAY)

    return act


def registering(clinic: Clinic) -> Act:
    """A man registered with his whole course in one unit of work."""

    def act(gate: threading.Barrier) -> None:
        details = {"record_number": "R-NEW", "born_on": date(1969, 3, 14)}
        gate.wait()
        with record_facts(clinic, by=None, today=TODAY) as book:
            man = book.admit(PatientDetails(**details))
            for fact, parts in course():
                fact.patient = man
                book.record(fact, parts)

    return act


def entering(man: Patient) -> Act:
    def act(gate: threading.Barrier) -> None:
        gate.wait()
        recorded(man, draw(AUTUMN, estradiol="24"))

    return act


def course() -> list:  # type: ignore[type-arg]
    started = [treat(date(2025, 12, 8)) for treat in TREATED]
    return [*started, draw(AUTUMN, estradiol="24")]


def low() -> set[int]:
    return set(Finding.objects.open().filter(rule_id="E2_LOW").values_list("patient_id", flat=True))


@pytest.mark.parametrize("turn", range(5))
def test_a_man_registered_meanwhile_is_judged_by_the_new_targets(clinic: Clinic, turn: int) -> None:
    known = admitted(clinic, None)
    recorded(known, *course())
    assert at_once(adopting(clinic), registering(clinic)) == ["done", "done"]
    assert low() == set(clinic.patients.values_list("pk", flat=True))


@pytest.mark.parametrize("turn", range(5))
def test_a_draw_entered_meanwhile_is_judged_by_the_new_targets(clinic: Clinic, turn: int) -> None:
    men = [admitted(clinic, None) for _ in range(3)]
    for man in men:
        recorded(man, *(treat(date(2025, 12, 8)) for treat in TREATED))
    ends = at_once(adopting(clinic), *(entering(man) for man in men))
    assert ends == ["done"] * 4
    assert low() == {man.pk for man in men}
