"""Many men at once, all on treatment, for what is measured by how many there are."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.models import Clinic
from patients.models import PatientDetails
from patients.recording import record_facts
from tests.conftest import TODAY, anastrozole, cypionate, draw

STARTED = date(2025, 3, 3)


def admit(clinic: Clinic, count: int) -> None:
    """So many more men on treatment, each with a year of draws."""
    first = clinic.patients.count()
    with record_facts(clinic, by=None, today=TODAY) as book:
        for number in range(first, first + count):
            details = PatientDetails(
                record_number=f"R-{number:05d}",
                family_name="Invented",
                given_name="Man",
                born_on=date(1969, 3, 14),
            )
            man = book.admit(details)
            days = [STARTED + timedelta(days=70 * visit) for visit in range(8)]
            drawn = [draw(day, estradiol=str(14 + number % 20), hematocrit="50") for day in days]
            for fact, parts in (cypionate(STARTED), anastrozole(STARTED), *drawn):
                fact.patient = man
                book.record(fact, parts)
