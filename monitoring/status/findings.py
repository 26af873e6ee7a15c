"""Writing findings: what fires now stays or opens, what no longer fires closes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.models import Clinic
from accounts.row_writing import append_rows
from monitoring.judgement import Finding as Fired
from monitoring.judgement.rules.rule import Input
from monitoring.models import Finding, Severity
from patients.forms.days import format_day

if TYPE_CHECKING:
    from monitoring.status.judging import Judged

Key = tuple[int, str]

SEVERITIES = {
    "alert": Severity.ALERT,
    "warning": Severity.WARNING,
    "notice": Severity.NOTICE,
    "info": Severity.INFO,
}

COMPARED = ("rule_version", "topic", "severity", "headline", "evidence", "inputs", "threshold")


def write_findings(clinic: Clinic, judged: Sequence[Judged], now: datetime) -> None:
    """Make the open findings of these men exactly what the judgement says."""
    outdated, fresh = turnover(clinic, judged, now)
    if outdated:
        Finding.objects.filter(pk__in=[row.pk for row in outdated]).update(closed_at=now)
    append_rows(fresh)


def turnover(
    clinic: Clinic, judged: Sequence[Judged], now: datetime
) -> tuple[list[Finding], list[Finding]]:
    """The open findings that the judgement does not bear out, and the rows that would be new."""
    standing = _standing(judged)
    wanted = _wanted(clinic, judged, now)
    outdated = [
        row for key, row in standing.items() if key not in wanted or not _same(row, wanted[key])
    ]
    fresh = [
        _continued(row, standing.get(key))
        for key, row in wanted.items()
        if key not in standing or not _same(standing[key], row)
    ]
    return outdated, fresh


def _standing(judged: Sequence[Judged]) -> dict[Key, Finding]:
    men = [each.course.patient.pk for each in judged]
    return {
        (row.patient_id, row.rule_id): row
        for row in Finding.objects.open().filter(patient_id__in=men)
    }


def _wanted(clinic: Clinic, judged: Sequence[Judged], now: datetime) -> dict[Key, Finding]:
    return {
        (each.course.patient.pk, fired.rule_id): _row(clinic, each, fired, now)
        for each in judged
        for fired in each.evaluation.findings
    }


def _row(clinic: Clinic, judged: Judged, fired: Fired, now: datetime) -> Finding:
    return Finding(
        clinic=clinic,
        patient=judged.course.patient,
        rule_id=fired.rule_id,
        rule_version=fired.rule_version,
        topic=fired.topic,
        severity=SEVERITIES[fired.severity],
        headline=fired.headline,
        evidence=" ".join((fired.evidence, *fired.eased)).strip(),
        inputs=[_input(each) for each in fired.inputs],
        threshold=fired.threshold,
        source=fired.source,
        grade=fired.grade,
        mark=mark_of(fired),
        opened_at=now,
        written_at=now,
    )


def _input(each: Input) -> dict[str, str]:
    return {"name": each.name, "text": each.text, "on": format_day(each.on) if each.on else ""}


def mark_of(fired: Fired) -> str:
    """What the finding rests on, in short: another mark is new evidence."""
    rests_on = [fired.rule_id, str(fired.draw_key), *(repr(each) for each in fired.inputs)]
    return hashlib.sha256("|".join(rests_on).encode()).hexdigest()[:32]


def _same(standing: Finding, wanted: Finding) -> bool:
    return all(getattr(standing, name) == getattr(wanted, name) for name in COMPARED)


def _continued(row: Finding, before: Finding | None) -> Finding:
    if before is not None:
        row.opened_at = before.opened_at
    return row
