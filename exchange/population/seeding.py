"""Writing a population: one statement a table, so that a million men take minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from accounts.actions import add_member, create_clinic
from accounts.models import Clinic
from accounts.roles import Role
from exchange.demo.staff import DEMO_PASSWORD
from exchange.population import facts, men
from exchange.population.rows import Cursor, insert, keys_go_on
from labs.models import DexaScan, DexaSite, Draw, Result
from monitoring.models import Decision
from patients.models import Patient, PatientDetails
from protocols.models import TherapyEvent

KEYED = (Patient, Draw, DexaScan)
"""What other rows point at: their keys are given by number."""

SIGNED_AFTER_DAYS = 14
"""Draws older than this are signed; the later ones wait, as in a clinic."""

NUMBERS = "generate_series(1, %(men)s::bigint) AS i"


@dataclass(frozen=True)
class Population:
    """How many men, with how many draws each on average, in how many clinics, up to which day."""

    men: int
    draws_per_man: float
    clinics: int
    today: date


def seed(wanted: Population) -> Iterator[tuple[str, int]]:
    """Write the population; tells each table with its new rows. Nothing where any of it fails.

    The men are not judged: `reevaluate` does that by the product's own hand.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        clinics = [_clinic(number) for number in range(1, wanted.clinics + 1)]
        known = _known(wanted, clinics)
        yield from _written(cursor, wanted, known)
        for model in KEYED:
            keys_go_on(cursor, model)


def _clinic(number: int) -> Clinic:
    """A clinic for invented men only, with a lead who may sign in as in the demo."""
    slug = f"population-{number}"
    clinic = create_clinic(slug, f"Population {number}", time_zone="UTC", is_demo=True)
    add_member(clinic, f"lead@{slug}.example.org", "Dr. Population", Role.LEAD, DEMO_PASSWORD)
    return clinic


def _known(wanted: Population, clinics: list[Clinic]) -> dict[str, Any]:
    return {
        "men": wanted.men,
        "today": wanted.today,
        "clinics": [clinic.pk for clinic in clinics],
        "clinic_count": len(clinics),
        "signed_until": SIGNED_AFTER_DAYS,
    }


def _written(
    cursor: Cursor, wanted: Population, known: dict[str, Any]
) -> Iterator[tuple[str, int]]:
    count, apart = men.draws_of(wanted.draws_per_man, wanted.men), men.days_apart(wanted.men)
    started = f"(%(today)s::date - greatest({men.LATEST_AGO} + ({count} - 1) * {apart} - 30, 5))"
    numbered = f"(SELECT i, {count} AS n, {apart} AS apart, {started} AS started FROM {NUMBERS}) m"
    plan = (
        (Patient, facts.patients(), numbered),
        (PatientDetails, facts.details(), numbered),
        (TherapyEvent, facts.testosterone(), numbered),
        (TherapyEvent, facts.anastrozole(), numbered),
        (DexaScan, facts.scans(), f"{numbered} WHERE mod(i, 3) <> 0"),
        (DexaSite, facts.sites(), f"{numbered} WHERE mod(i, 3) <> 0"),
        (Draw, facts.draws(), f"{numbered}, generate_series(0, n - 1) AS k"),
        *((Result, facts.results(analyte), facts.every_draw(numbered)) for analyte in men.VALUES),
        (Decision, facts.signatures(), facts.signed(numbered)),
    )
    for model, columns, source in plan:
        written = insert(cursor, model, columns, source, known)
        yield str(model._meta.verbose_name_plural), written
