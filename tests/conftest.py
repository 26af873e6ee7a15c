"""The cast: two clinics, their people, and two men everybody knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.actions import add_member, create_clinic
from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from accounts.sessions import PROVED_BY
from accounts.signing_in import BACKEND
from labs.models import Draw
from labs.results import read_result
from patients.facts import Fact, Part
from patients.models import Patient, PatientDetails
from patients.recording import record_facts
from protocols.models import Drug, Indication, Step, TherapyEvent
from tests.audit.guard import let_tables_be_emptied

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

OWN_PROCESSES = {"browser", "fault", "processes"}
"""Folders whose tests run in other processes too, where this one's clock means nothing."""


@pytest.fixture(autouse=True)
def clock_of_the_day(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test begins at noon of the same day, whenever and for however long the tests run."""
    if OWN_PROCESSES.intersection(request.path.relative_to(request.config.rootpath).parts):
        yield
    else:
        with time_machine.travel(NOW, tick=True):
            yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let the tests' own database be emptied between tests; nothing else of the guard is lifted."""
    with django_db_blocker.unblock():
        let_tables_be_emptied()


@pytest.fixture
def clinic(db: None) -> Clinic:
    """The clinic everything happens in; it keeps UTC so that its day is the test's day."""
    return create_clinic("harbor", "Harbor Clinic", time_zone="UTC")


@pytest.fixture
def other_clinic(db: None) -> Clinic:
    """A clinic whose people and patients must never be seen from the first."""
    return create_clinic("elsewhere", "Elsewhere Clinic", time_zone="UTC")


@pytest.fixture
def hired(clinic: Clinic) -> dict[Role, Membership]:
    """One person for each role."""
    return {
        role: add_member(clinic, f"{role.value}@harbor.example.org", f"Dr {role.label}", role)
        for role in Role
    }


@pytest.fixture
def clinician(hired: dict[Role, Membership]) -> User:
    """Decides, prescribes, types results."""
    return hired[Role.CLINICIAN].user


@pytest.fixture
def outsider(other_clinic: Clinic) -> User:
    """Leads the other clinic."""
    return add_member(other_clinic, "lead@elsewhere.example.org", "Dr Outside", Role.LEAD).user


@pytest.fixture
def pages(clinician: User) -> Client:
    """A browser in which the clinician is signed in."""
    return signed_in(clinician)


def signed_in(user: User, client: Client | None = None, proof: str = "totp") -> Client:
    """A browser in which this person is signed in, by default with a second factor."""
    client = client or Client()
    client.force_login(User.objects.get(pk=user.pk), BACKEND)
    if proof:
        stored = client.session
        stored[PROVED_BY] = proof
        stored.save()
    return client


def admitted(clinic: Clinic, by: User | None, **details: Any) -> Patient:
    """Register a man; whatever is not given is unremarkable."""
    given = {
        "record_number": f"R-{clinic.patients.count() + 1:04d}",
        "family_name": "Hargreaves",
        "given_name": "Daniel",
        "born_on": date(1969, 3, 14),
        **details,
    }
    with record_facts(clinic, by=by, today=TODAY) as book:
        return book.admit(PatientDetails(**given))


def recorded(man: Patient, *facts: tuple[Fact, list[Part]], by: User | None = None) -> None:
    """Write facts about a man in one unit of work, in the order given."""
    with record_facts(man.clinic, by=by, today=TODAY, about=[man]) as book:
        for fact, parts in facts:
            fact.patient = man
            book.record(fact, parts)


def draw(on: date, **values: str) -> tuple[Draw, list[Part]]:
    """A draw in canonical units by LC-MS/MS: `draw(day, estradiol="17", hematocrit="50.1")`."""
    units = {"estradiol": "pg/mL", "testosterone_total": "ng/dL", "hematocrit": "%"}
    results = [
        read_result(analyte, typed, units[analyte], method="lcms").row()
        for analyte, typed in values.items()
    ]
    return Draw(collected_on=on, awaiting_results=not results), list(results)


def anastrozole(on: date, step: str = Step.START, **more: Any) -> tuple[TherapyEvent, list[Part]]:
    """A step of anastrozole; a start is 0.25 mg twice a week beside testosterone."""
    if step == Step.START:
        usual = {"dose_mg": Decimal("0.25"), "per_week": Decimal(2), "indication": Indication.TRT}
        more = {**usual, **more}
    return TherapyEvent(drug=Drug.ANASTROZOLE, step=step, occurred_on=on, **more), []


def cypionate(on: date, step: str = Step.START) -> tuple[TherapyEvent, list[Part]]:
    """A step of testosterone cypionate."""
    event = TherapyEvent(
        drug=Drug.TESTOSTERONE,
        step=step,
        occurred_on=on,
        regimen="cypionate",
        dose_mg=Decimal(100),
        every_days=Decimal(7),
    )
    return event, []


@pytest.fixture
def man(clinic: Clinic, clinician: User) -> Patient:
    """A man on testosterone and anastrozole, whose last estradiol was low and hematocrit high."""
    man = admitted(clinic, clinician, record_number="AZ-00482", owner=clinician)
    recorded(
        man,
        cypionate(date(2025, 1, 6)),
        draw(date(2025, 12, 1), estradiol="58", testosterone_total="810", hematocrit="48.2"),
        anastrozole(date(2025, 12, 8)),
        draw(date(2026, 3, 2), estradiol="24", testosterone_total="815", hematocrit="51.0"),
        draw(date(2026, 11, 16), estradiol="17", testosterone_total="742", hematocrit="54.0"),
        by=clinician,
    )
    return man


@pytest.fixture
def stranger(other_clinic: Clinic, outsider: User) -> Patient:
    """A man of the other clinic."""
    man = admitted(other_clinic, outsider, family_name="Canary", record_number="CANARY-1")
    recorded(man, cypionate(date(2025, 1, 6)), anastrozole(date(2025, 12, 8)), by=outsider)
    return man
