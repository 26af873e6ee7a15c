"""The registered evaluator: judges men and writes what follows from it.

Runs inside the transaction that wrote their facts, and in the nightly pass for men whose day
has come. The number of statements is the same for one man and for a thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils import timezone

from accounts.models import Clinic
from accounts.row_merging import rewrite_rows
from monitoring.judgement import evaluate, validate
from monitoring.models import Decision, Status
from monitoring.obligations.ledger import write_obligations
from monitoring.obligations.set_dates import set_dates
from monitoring.status.findings import write_findings
from monitoring.status.judged import Judged
from monitoring.status.lines import load_decisions
from monitoring.status.rows import status_row
from monitoring.status.snapshots import Course, load_courses
from patients.models import Patient

BATCH = 500


def judge(clinic: Clinic, patients: Sequence[Patient], today: date) -> None:
    """Judge men as of `today` and write findings, obligations and status rows.

    Raises `Refused` when the facts of a man contradict one another (a resume without a hold),
    which undoes the unit of work that wrote them.
    """
    for start in range(0, len(patients), BATCH):
        _judge_batch(clinic, patients[start : start + BATCH], today)


def _judge_batch(clinic: Clinic, patients: Sequence[Patient], today: date) -> None:
    judged = judged_men(patients, today)
    now = timezone.now()
    write_findings(clinic, judged, now)
    write_obligations(clinic, judged, now)
    _write_status([status_row(clinic, each, each.decisions, today) for each in judged])


def judged_men(patients: Sequence[Patient], today: date) -> list[Judged]:
    """Judge men as of `today` and write nothing; in the order given."""
    courses, decisions = load_courses(patients, today), load_decisions(patients)
    return [
        judged_course(course, decisions.get(course.patient.pk, []), today) for course in courses
    ]


def judged_course(course: Course, decisions: Sequence[Decision], today: date) -> Judged:
    """Judge one course, which need not be on record; raises `Refused` like `judge`."""
    snapshot = replace(course.snapshot, set_dates=set_dates(decisions))
    validate(snapshot)
    return Judged(course, evaluate(snapshot, today), decisions, today)


def _write_status(rows: list[Status]) -> None:
    written = [field.name for field in Status._meta.concrete_fields if not field.primary_key]
    rewrite_rows(rows, written)
