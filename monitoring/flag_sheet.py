"""Flagged patients as rows of a spreadsheet: one for each finding that waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitoring.models import Finding, Severity, Status
from monitoring.status.shown import MARKERS
from patients.forms.days import format_day

HEADS = (
    "record number",
    "name",
    "born",
    "tier",
    "waits since",
    "rule",
    "finding",
    "evidence",
    "responsible",
    "assigned to",
    "estradiol pg/mL",
    "testosterone ng/dL",
    "testosterone to estradiol",
    "hematocrit %",
    "unsigned results",
)


def rows_of(status: Status) -> Iterator[Iterable[object]]:
    """A man's rows; a line that rests on no finding has one as well."""
    findings = waiting_findings(status)
    for finding in findings:
        told = (finding.rule_id, finding.headline, finding.evidence)
        yield _row(status, Severity(finding.severity), told)
    if not findings:
        for line in status.lines:
            told = (line["rule_id"], line["headline"], line["evidence"])
            yield _row(status, Severity(line["severity"]), told)


def waiting_findings(status: Status) -> list[Finding]:
    """The findings behind his undecided lines, most severe first; loaded with the man."""
    waiting = {line["topic"] for line in status.lines}
    found: list[Finding] = getattr(status.patient, "open_findings", [])
    return [each for each in found if each.topic in waiting]


def _row(status: Status, tier: Severity, told: Iterable[str]) -> Iterable[object]:
    details = status.details
    return (
        details.record_number,
        details.list_name,
        format_day(details.born_on),
        tier.label,
        format_day(status.waiting_since) if status.waiting_since else "",
        *told,
        details.owner,
        status.assigned_to,
        *(status.current.get(marker, {}).get("text", "") for marker in MARKERS),
        len(status.unsigned),
    )
