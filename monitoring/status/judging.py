"""The registered evaluator: judges men and writes what follows from it.

Runs inside the transaction that wrote their facts, and in the nightly pass for men whose day
has come. The number of statements is the same for one man and for a thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import Clinic
from monitoring.judgement import Evaluation, TopicLine, evaluate, validate
from monitoring.judgement.due.dates import Due
from monitoring.judgement.rules.rule import Severity
from monitoring.models import Status
from monitoring.obligations.ledger import write_obligations
from monitoring.status.findings import write_findings
from monitoring.status.lines import load_decisions
from monitoring.status.rows import status_row
from monitoring.status.snapshots import Course, load_courses
from patients.models import Patient

BATCH = 500


@dataclass(frozen=True)
class Judged:
    """One man's facts and what the judgement made of them."""

    course: Course
    evaluation: Evaluation

    @property
    def waiting_lines(self) -> list[TopicLine]:
        """The lines that ask for a decision: notices and above, of a man who is followed."""
        if not self.course.details.is_followed:
            return []
        return [line for line in self.evaluation.topics if line.severity is not Severity.INFO]

    @property
    def due(self) -> dict[str, Due]:
        """What is owed to him, kind by kind; nothing once he is no longer followed."""
        owed = {
            "labs": self.evaluation.labs_due,
            "hct": self.evaluation.hct_due,
            "dexa": self.evaluation.dexa_due,
        }
        followed = self.course.details.is_followed
        return {kind: due for kind, due in owed.items() if due is not None and followed}


def judge(clinic: Clinic, patients: Sequence[Patient], today: date) -> None:
    """Judge men as of `today` and write findings, obligations and status rows.

    Raises `Refused` when the facts of a man contradict one another (a resume without a hold),
    which undoes the unit of work that wrote them.
    """
    for start in range(0, len(patients), BATCH):
        _judge_batch(clinic, patients[start : start + BATCH], today)


def _judge_batch(clinic: Clinic, patients: Sequence[Patient], today: date) -> None:
    judged = [_judged(course, today) for course in load_courses(patients, today)]
    decisions = load_decisions(patients)
    now = timezone.now()
    write_findings(clinic, judged, now)
    write_obligations(clinic, judged, now)
    rows = [
        status_row(clinic, each, decisions.get(each.course.patient.pk, []), today)
        for each in judged
    ]
    _write_status(rows)


def _judged(course: Course, today: date) -> Judged:
    validate(course.snapshot)
    return Judged(course, evaluate(course.snapshot, today))


def _write_status(rows: list[Status]) -> None:
    written = [field.name for field in Status._meta.concrete_fields if not field.primary_key]
    Status.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["patient"], update_fields=written
    )
