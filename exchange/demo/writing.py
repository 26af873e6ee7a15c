"""Loading the demo: one unit of work for what was recorded, a few for what was put right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.actions import create_clinic
from accounts.models import Clinic, User
from exchange.demo import DEMO_SLUG
from exchange.demo.catalogue import fill_catalogue
from exchange.demo.deciding import record_decisions
from exchange.demo.facts import Document, Facts
from exchange.demo.men import demo_men
from exchange.demo.reading import record_reading
from exchange.demo.records import Amendment, Man
from exchange.demo.signing import sign_older_results
from exchange.demo.staff import employ
from patients.facts import Part
from patients.models import Patient, PatientDetails
from patients.recording import FactBook, record_facts

CLINIC_NAME = "Harborview Men's Clinic (demo)"
TIME_ZONE = "America/New_York"

DIED = "The family told us of his death."
DISCHARGED = "He is followed elsewhere from now on."

Written = tuple[Man, Patient, PatientDetails, list[Document]]


@transaction.atomic
def load_demo(today: date) -> Clinic:
    """Create the demo clinic with its staff and men, dated back from `today`."""
    clinic = create_clinic(DEMO_SLUG, CLINIC_NAME, time_zone=TIME_ZONE, is_demo=True)
    staff = employ(clinic)
    laboratories = fill_catalogue(clinic, staff["administrator"], today)
    facts = Facts(today, timezone.now(), staff, laboratories)
    with record_facts(clinic, by=staff["lead"], today=today) as book:
        written = [_admit(book, facts, man) for man in demo_men()]
    _amend(clinic, staff["entry"], facts, written)
    _end(clinic, staff["lead"], facts, written)
    record_decisions(clinic, staff, today, [(man, patient) for man, patient, *_ in written])
    sign_older_results(clinic, staff, today)
    record_reading(clinic, staff, [patient for _man, patient, *_ in written], facts.at)
    return clinic


def _admit(book: FactBook, facts: Facts, man: Man) -> Written:
    details = facts.details(man)
    book.at = facts.recorded(max((each.ago for each in man.happenings), default=0))
    patient = book.admit(details)
    documents = [facts.document(patient, happening) for happening in man.happenings]
    for happening, (fact, parts) in zip(man.happenings, documents, strict=True):
        # Nobody types six years in one afternoon: each day's entry says its own day.
        book.at = facts.recorded(happening.ago)
        book.record(fact, parts)
    return man, patient, details, documents


def _amend(clinic: Clinic, by: User, facts: Facts, written: Iterable[Written]) -> None:
    """Put right what was typed wrong, one unit of work for each reason given."""
    by_reason: dict[str, list[tuple[Patient, Document, Amendment]]] = defaultdict(list)
    for man, patient, _details, documents in written:
        for amendment in man.amendments:
            by_reason[amendment.reason].append((patient, documents[amendment.place], amendment))
    for reason, wrong in by_reason.items():
        about = [patient for patient, *_ in wrong]
        with record_facts(clinic, by=by, today=facts.today, about=about, reason=reason) as book:
            for patient, document, amendment in wrong:
                _put_right(book, facts, patient, document, amendment)


def _put_right(
    book: FactBook, facts: Facts, patient: Patient, document: Document, amendment: Amendment
) -> None:
    current, parts = document
    if amendment.becomes is None:
        book.withdraw(current, _kept(parts))
    else:
        successor, right = facts.document(patient, amendment.becomes)
        book.amend(current, successor, right)


def _kept(parts: Iterable[Part]) -> list[Part]:
    """The same parts once more, for the version that says the document was entered in error."""
    return [
        type(part)(**{f.attname: getattr(part, f.attname) for f in part._meta.concrete_fields})
        for part in parts
    ]


def _end(clinic: Clinic, by: User, facts: Facts, written: Iterable[Written]) -> None:
    """Record who died and who left: it became known after everything else."""
    for man, patient, details, _documents in written:
        if man.deceased is None and man.discharged is None:
            continue
        reason = DIED if man.deceased is not None else DISCHARGED
        about = [patient]
        with record_facts(clinic, by=by, today=facts.today, about=about, reason=reason) as book:
            successor = facts.details(man, to_the_end=True)
            successor.clinic = clinic
            book.amend(details, successor)
