"""Whoever needs a decision most stands first, in a thousand clinics made by chance."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import Clinic, User
from monitoring.judgement.finding import Severity
from monitoring.models import Status
from monitoring.status.judging import judged_men
from patients.facts import Fact, Part
from patients.models import Patient, PatientDetails
from patients.recording import record_facts
from tests.conftest import TODAY, anastrozole, cypionate, draw

pytestmark = pytest.mark.django_db

SEED = 20261122
MEN, CLINICS, LARGEST = 60, 1_000, 25
DRAWS = 3

TIERS = (Severity.ALERT, Severity.WARNING, Severity.NOTICE)
CALM = {
    "estradiol": ("21", "24", "31", "39"),
    "testosterone_total": ("742", "990"),
    "hematocrit": ("45.1", "49.8", "52.3"),
}
STORMY = {
    "estradiol": ("<5", "9", "17", "19.9", "23", "31", "39", "44", "71"),
    "testosterone_total": ("290", "480", "742", "990", "1120"),
    "hematocrit": ("45.1", "49.8", "52.3", "54", "56.2"),
}


@pytest.fixture(scope="module")
def chance() -> random.Random:
    return random.Random(SEED)


@pytest.fixture
def men(clinic: Clinic, clinician: User, chance: random.Random) -> list[Patient]:
    """Men whose courses differ in all that moves a man up or down the list."""
    with record_facts(clinic, by=clinician, today=TODAY) as book:
        for number in range(MEN):
            who = {"record_number": f"R-{number:03}", "family_name": f"Man{number:03}"}
            man = book.admit(PatientDetails(**who, born_on=TODAY - timedelta(days=17_000)))
            for fact, parts in course(number, chance):
                fact.patient = man
                book.record(fact, parts)
    details = PatientDetails.objects.current().filter(patient__clinic=clinic)
    return [each.with_man() for each in details.select_related("patient").order_by("patient")]


def course(number: int, chance: random.Random) -> Iterator[tuple[Fact, list[Part]]]:
    """What is known of one man; every third takes no anastrozole, so that little is said of him."""
    begun = TODAY - timedelta(days=chance.randrange(95, 300))
    yield cypionate(begun)
    if number % 3:
        yield anastrozole(begun, dose_mg=chance.choice((Decimal("0.25"), Decimal(1))))
    values = CALM if number % 2 else STORMY
    for days in sorted(chance.sample(range(5, 90), DRAWS), reverse=True):
        typed = {analyte: chance.choice(texts) for analyte, texts in values.items()}
        yield draw(TODAY - timedelta(days=days), **typed)


def urgency(man: Patient) -> tuple[int, int, int] | None:
    """His tier, his longest wait in it and his number, asked of the rules and of nothing stored."""
    [judged] = judged_men([man], TODAY)
    for place, tier in enumerate(TIERS):
        lines = [line for line in judged.evaluation.topics if line.severity is tier]
        if lines:
            held = (each for line in lines for each in line.findings)
            days = [each.on or max(one.on for one in each.inputs if one.on) for each in held]
            return place, min(days).toordinal(), man.pk
    return None


def test_the_first_row_is_the_most_urgent_man(men: list[Patient], chance: random.Random) -> None:
    expected = {man.pk: key for man in men if (key := urgency(man))}
    assert {place for place, _, _ in expected.values()} == {0, 1, 2}
    for _ in range(CLINICS):
        here = chance.sample([man.pk for man in men], chance.randrange(1, LARGEST))
        first = Status.objects.filter(patient__in=here).to_decide().first()
        urgent = min((expected[pk] for pk in here if pk in expected), default=None)
        assert (first and first.patient_id) == (urgent and urgent[2])
