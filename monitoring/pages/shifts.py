"""The men whose findings a change of targets would move, as a table of a page."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from accounts.access import ClinicRequest
from accounts.auditing.seen import saw_men
from monitoring.pages.cells import table_row, text_cell
from monitoring.pages.scope import patient_url
from monitoring.replay import Replay, Shift


def shown_shifts(request: ClinicRequest, tried: Replay | None) -> dict[str, Any]:
    """What a page shows of targets that were tried out; the men it names are noted as seen."""
    shifts = tried.shifts if tried else ()
    saw_men(request, (shift.course.patient.opaque_id for shift in shifts))
    return {
        "section": "targets",
        "shift_columns": [{"label": word} for word in ("Patient", "Gains", "Loses")],
        "shifts": [_shown(shift) for shift in shifts],
    }


def _shown(shift: Shift) -> SafeString:
    changes = (shift.gained, shift.lost)
    cells = [text_cell(", ".join(each.rule_id for each in some) or "–") for some in changes]
    return table_row(shift.course.details.list_name, cells, patient_url(shift.course.patient))
