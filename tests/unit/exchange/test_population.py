"""The population to measure with: every man a pure function of his number, judged like others."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import Clinic
from labs.models import Draw, Result
from monitoring.models import Status
from patients.models import Patient, PatientDetails

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
ON_POSTGRESQL = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="written by statements of PostgreSQL"
)


def seeded(men: int, draws: str = "2.5", clinics: int = 3) -> str:
    out = StringIO()
    call_command(
        "seed_population",
        f"--patients={men}",
        f"--draws-per-patient={draws}",
        f"--clinics={clinics}",
        f"--today={TODAY}",
        stdout=out,
    )
    return out.getvalue()


@ON_POSTGRESQL
def test_as_many_men_and_draws_as_were_asked_for() -> None:
    seeded(40)
    assert Patient.objects.count() == 40
    assert [clinic.patients.count() for clinic in Clinic.objects.order_by("pk")] == [13, 14, 13]
    assert 2 * 40 < Draw.objects.count() < 3 * 40
    assert Result.objects.count() == 4 * Draw.objects.count()
    assert Draw.objects.latest("collected_on").collected_on <= TODAY


def everything() -> list[set[tuple]]:
    return [
        set(PatientDetails.objects.values_list("record_number", "family_name", "born_on")),
        set(Draw.objects.values_list("document", "patient__opaque_id", "collected_on", "position")),
        set(Result.objects.values_list("draw__document", "analyte", "typed")),
    ]


@ON_POSTGRESQL
def test_the_first_men_are_the_same_in_a_larger_population() -> None:
    with transaction.atomic():
        seeded(10)
        few = everything()
        transaction.set_rollback(True)
    seeded(30)
    assert all(small < large for small, large in zip(few, everything(), strict=True))


@ON_POSTGRESQL
def test_every_man_can_be_judged_and_nothing_differs_afterwards() -> None:
    seeded(12)
    call_command("reevaluate", stdout=StringIO())
    assert Status.objects.count() == 12
    assert len({status.rank for status in Status.objects.all()}) > 1
    said = StringIO()
    call_command("reevaluate", "--check", stdout=said)
    assert "12 men checked, 0 differ" in said.getvalue()


@ON_POSTGRESQL
def test_a_database_with_a_clinic_is_left_alone(clinic: Clinic) -> None:
    with pytest.raises(CommandError, match="has clinics already"):
        seeded(5)
    assert Patient.objects.count() == 0


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("men", "draws"), [(0, "2"), (5, "0.9"), (5, "40.1")], ids=["nobody", "too few", "too many"]
)
def test_what_cannot_be_made_is_refused(men: int, draws: str) -> None:
    with pytest.raises(CommandError, match="at least one man"):
        seeded(men, draws)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="what SQLite answers")
def test_another_database_is_refused_in_one_sentence() -> None:
    with pytest.raises(CommandError, match="Needs PostgreSQL"):
        seeded(5)
