"""What is written down against what the facts say, without changing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Clinic
from monitoring.judgement.changes import LOOK_AHEAD_MONTHS
from monitoring.judgement.day import add_months
from monitoring.models import Finding, Obligation, Status
from monitoring.obligations import ledger
from monitoring.status import findings
from monitoring.status.findings import Open
from monitoring.status.judged import Judged
from monitoring.status.judging import judged_men
from monitoring.status.rows import status_row
from patients.models import Patient

COMPARED = [
    field.attname for field in Status._meta.concrete_fields if field.name not in {"judged_on"}
]
"""Everything but the day of the judgement: until the day of change it says the same."""


def differences(clinic: Clinic, men: Sequence[Patient], day: date) -> Counter[str]:
    """How many of these men have a status, findings or duties other than their facts say.

    `men` counts those with any difference. Raises `Refused` where facts contradict one another.
    """
    now, judged = timezone.now(), judged_men(men, day)
    found = {
        "findings": _men_with_other_findings(clinic, judged, now),
        "obligations": _men_with_other_duties(clinic, judged, now),
        "status": _men_with_another_status(clinic, judged, day),
    }
    counts = Counter({kind: len(each) for kind, each in found.items()})
    counts["men"] = len(set().union(*found.values()))
    return counts


def _men_with_other_findings(clinic: Clinic, judged: Sequence[Judged], now: datetime) -> set[int]:
    outdated, fresh = findings.turnover(clinic, judged, now)
    return _owners([*outdated, *fresh])


def _men_with_other_duties(clinic: Clinic, judged: Sequence[Judged], now: datetime) -> set[int]:
    opened, moved, closed = ledger.turnover(clinic, judged, now)
    return _owners([*opened, *moved, *closed])


def _owners(rows: Iterable[Finding | Open | Obligation]) -> set[int]:
    return {row.patient_id for row in rows}


def _men_with_another_status(clinic: Clinic, judged: Sequence[Judged], day: date) -> set[int]:
    wanted = [status_row(clinic, each, each.decisions, day) for each in judged]
    standing = Status.objects.in_bulk([row.patient_id for row in wanted])
    return {
        row.patient_id
        for row in wanted
        if row.patient_id not in standing or not _same(standing[row.patient_id], row)
    }


def _same(standing: Status, wanted: Status) -> bool:
    differing = {name for name in COMPARED if getattr(standing, name) != getattr(wanted, name)}
    return not differing or (differing == {"changes_on"} and _came_into_sight(standing, wanted))


def _came_into_sight(standing: Status, wanted: Status) -> bool:
    """A change that lay beyond the days looked ahead to when the status was written."""
    horizon = add_months(standing.judged_on, LOOK_AHEAD_MONTHS)
    return standing.changes_on is None and (wanted.changes_on or horizon) > horizon
