"""What is on record about a man, in a form that two men can be compared by."""

from __future__ import annotations

from typing import Any

from monitoring.models import Finding, Obligation, Status
from patients.models import Patient

FINDING = (
    "rule_id",
    "rule_version",
    "topic",
    "severity",
    "headline",
    "evidence",
    "inputs",
    "threshold",
    "source",
    "grade",
)
DUTY = ("kind", "due_on", "overdue_from", "reason")
APART = {"patient", "details", "judged_version", "entered_at"}
"""What says who he is, and when he was entered."""


def findings(man: Patient) -> list[Any]:
    return list(Finding.objects.open().filter(patient=man).order_by("rule_id").values(*FINDING))


def duties(man: Patient) -> list[Any]:
    return list(Obligation.objects.open().filter(patient=man).order_by("kind").values(*DUTY))


def status(man: Patient) -> dict[str, Any]:
    """His status row without what says who he is, and when he was entered."""
    row = Status.objects.get(patient=man)
    names = [each.name for each in Status._meta.concrete_fields if each.name not in APART]
    said = {name: getattr(row, name) for name in names}
    # Which draw a line leads to says who he is, not how he was judged; and who amends a result
    # asks for another signature, whatever it says.
    lines = [{**line, "draw": ""} for line in row.lines]
    unsigned = [(each["drawn_on"], each["values"]) for each in row.unsigned]  # some of one day
    return said | {"lines": lines, "unsigned": sorted(unsigned, key=repr)}


def judged(man: Patient) -> tuple[Any, ...]:
    """Everything that the judgement wrote about him, apart from times."""
    return status(man), findings(man), duties(man)


def firing(man: Patient) -> set[str]:
    """The rules that fire for him."""
    return {each["rule_id"] for each in findings(man)}


def waiting(man: Patient) -> set[str]:
    """The topics that wait for a decision."""
    return {line["topic"] for line in Status.objects.get(patient=man).lines}
