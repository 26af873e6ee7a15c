"""What the demo's clinicians decided about some lines of the worklist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from accounts.models import Clinic, User
from exchange.demo.plans import Decided
from exchange.demo.records import Man
from monitoring.models import Decision, Finding
from patients.models import Patient
from patients.recording import record_facts

Marks = dict[str, list[object]]


def record_decisions(
    clinic: Clinic, staff: Mapping[str, User], today: date, men: Iterable[tuple[Man, Patient]]
) -> None:
    """Record each man's decisions on the lines that stand; a line that does not is left alone."""
    deciding = [(man, patient) for man, patient in men if man.decided]
    standing = _standing(clinic)
    about = [patient for _man, patient in deciding]
    with record_facts(clinic, by=staff["lead"], today=today, about=about) as book:
        for man, patient in deciding:
            for decided in man.decided:
                if marks := standing.get((patient.pk, decided.topic)):
                    book.record(_decision(patient, decided, marks, today))


def _standing(clinic: Clinic) -> Mapping[tuple[int, str], Marks]:
    """The findings of each man and topic as a decision covers them."""
    lines: dict[tuple[int, str], Marks] = defaultdict(dict)
    for finding in Finding.objects.open().filter(clinic=clinic):
        line = lines[finding.patient_id, finding.topic]
        line[finding.rule_id] = [finding.severity, finding.mark]
    return lines


def _decision(patient: Patient, decided: Decided, marks: Marks, today: date) -> Decision:
    days = decided.until
    return Decision(
        patient=patient,
        topic=decided.topic,
        kind=decided.kind,
        reason_code=decided.reason,
        until=None if days is None else today + timedelta(days=days),
        marks=marks,
        decided_on=today - timedelta(days=decided.ago),
        note=decided.note,
    )
