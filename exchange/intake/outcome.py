"""What came of an accepted file: counts, the men whose results were judged, what still waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from exchange.models import Arrival, WaitingRow
from labs.models import Draw
from patients.models import PatientDetails

COUNTED = (
    ("rows", "row", ""),
    ("draws_created", "draw", "new"),
    ("draws_amended", "draw", "amended"),
    ("draws_withdrawn", "draw", "withdrawn"),
    ("results_created", "result", "new"),
    ("results_amended", "result", "replaced"),
    ("results_withdrawn", "result", "withdrawn"),
    ("unchanged", "row", "that brought nothing new"),
)
"""What of a report is counted: one of it in words, and what became of it."""


@dataclass(frozen=True)
class FileOutcome:
    """An accepted file; without counts where it was set aside, or its report was emptied."""

    counts: Sequence[tuple[int, str]]
    rows: int
    men: Sequence[PatientDetails]
    waiting: Sequence[WaitingRow]
    not_followed: int


def outcome_of(arrival: Arrival) -> FileOutcome:
    """What came of a file."""
    if arrival.run is None or not arrival.run.report:
        return FileOutcome((), 0, (), (), 0)
    report: dict[str, Any] = arrival.run.report
    counts = [
        (report[key], f"{one}{'' if report[key] == 1 else 's'} {what}".strip())
        for key, one, what in COUNTED
        if report.get(key)
    ]
    skipped = {each["row"] for each in report["rejected"] if each["kind"] == "not_followed"}
    waiting = arrival.run.waiting.open().order_by("row")
    return FileOutcome(counts, report["rows"], _men(arrival), list(waiting), len(skipped))


def _men(arrival: Arrival) -> list[PatientDetails]:
    """The men whose draws it wrote, by name."""
    run = arrival.run
    documents = run.draws.values_list("draw", flat=True) if run else []
    men = Draw.objects.filter(document__in=documents).values("patient")
    found = arrival.clinic.patient_details.current().filter(patient__in=men)
    ordered = found.select_related("patient").order_by("family_name", "given_name", "patient_id")
    return list(ordered)
