"""Writing findings: what fires now stays or opens, what no longer fires closes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts.models import Clinic
from accounts.row_reading import KeptQuery
from accounts.row_writing import append_rows
from monitoring.judgement import Finding as Fired
from monitoring.judgement.rules.rule import Input
from monitoring.models import Finding
from monitoring.status.judged import Judged
from monitoring.status.marks import SEVERITIES, mark_of
from patients.forms.days import format_day

Key = tuple[int, str]


COMPARED = ("rule_version", "topic", "severity", "headline", "evidence", "inputs", "threshold")
"""What a finding says; where one of these differs, another row takes its place."""

Said = tuple[Any, ...]
"""The values of `COMPARED`."""


class Open(NamedTuple):
    """An open finding as it is written down."""

    pk: int
    patient_id: int
    opened_at: datetime
    said: Said


def write_findings(clinic: Clinic, judged: Sequence[Judged], now: datetime) -> None:
    """Make the open findings of these men exactly what the judgement says."""
    outdated, fresh = turnover(clinic, judged, now)
    if outdated:
        Finding.objects.filter(pk__in=[row.pk for row in outdated]).update(closed_at=now)
    append_rows(fresh)


def turnover(
    clinic: Clinic, judged: Sequence[Judged], now: datetime
) -> tuple[list[Open], list[Finding]]:
    """The open findings that the judgement does not bear out, and the rows that would be new.

    What stays as it is, nearly everything, is compared as it was read: no row is made of it.
    """
    outdated = _standing(judged)
    fresh = []
    for each in judged:
        for fired in each.evaluation.findings:
            key = each.course.patient.pk, fired.rule_id
            standing = outdated.get(key)
            if standing and standing.said == _said(fired):
                del outdated[key]
            else:
                fresh.append(_continued(_row(clinic, each, fired, now), standing))
    return list(outdated.values()), fresh


def _standing(judged: Sequence[Judged]) -> dict[Key, Open]:
    return {
        (man, rule): Open(pk, man, opened_at, tuple(said))
        for man, rule, pk, opened_at, *said in _open_about(
            [each.course.patient.pk for each in judged]
        )
    }


@KeptQuery
def _open_about(men: Sequence[int]) -> QuerySet[Finding, tuple[Any, ...]]:
    rows = Finding.objects.open().filter(patient__among=men)
    return rows.values_list("patient_id", "rule_id", "pk", "opened_at", *COMPARED)


def _said(fired: Fired) -> Said:
    return (
        fired.rule_version,
        fired.topic,
        SEVERITIES[fired.severity],
        fired.headline,
        " ".join((fired.evidence, *fired.eased)).strip(),
        [_input(each) for each in fired.inputs],
        fired.threshold,
    )


def _row(clinic: Clinic, judged: Judged, fired: Fired, now: datetime) -> Finding:
    return Finding(
        clinic=clinic,
        patient=judged.course.patient,
        rule_id=fired.rule_id,
        source=fired.source,
        grade=fired.grade,
        mark=mark_of(fired),
        opened_at=now,
        written_at=now,
        **dict(zip(COMPARED, _said(fired), strict=True)),
    )


def _input(each: Input) -> dict[str, str]:
    return {"name": each.name, "text": each.text, "on": format_day(each.on) if each.on else ""}


def _continued(row: Finding, before: Open | None) -> Finding:
    if before is not None:
        row.opened_at = before.opened_at
    return row
