"""One duty as the pages about a man show it: since when, why, what was arranged, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.access import ClinicRequest
from accounts.roles import May, may
from monitoring.models import Decision, Obligation
from monitoring.models.obligations import is_overdue
from monitoring.obligations.silence import ANNOUNCED_AHEAD_DAYS, announced_from, arrangements
from monitoring.obligations.wording import duty_in_words
from monitoring.pages.addresses import address_of
from monitoring.pages.scope import Man
from patients.models import Patient

CONTACTS = (
    ("Record a call", "monitoring:call-record"),
    ("Visit booked", "monitoring:visit-record"),
)


def due_note(
    duty: Obligation, request: ClinicRequest, man: Man, decisions: Sequence[Decision]
) -> dict[str, Any]:
    """A duty of a man, given what was decided about him, the latest first."""
    late = is_overdue(duty.overdue_from, request.today)
    arranged = arrangements(reversed(decisions), duty.kind, duty.due_on)
    return {
        "label": duty.get_kind_display(),
        "note": duty_in_words(duty, request.today, arranged),
        "due_on": duty.due_on,
        "overdue": late,
        "late_days": (request.today - duty.due_on).days if late else 0,
        "links": contact_links(duty, request, man.patient),
    }


def contact_links(
    duty: Obligation, request: ClinicRequest, patient: Patient
) -> list[dict[str, str]]:
    """What can be recorded about a duty of a man now, by who may."""
    if not may(request.membership.role, May.STEER_REMINDERS) or not is_called_about(duty, request):
        return []
    return [
        {"label": label, "url": address_of(name, patient.opaque_id, duty.kind)}
        for label, name in CONTACTS
    ]


def is_called_about(duty: Obligation, request: ClinicRequest) -> bool:
    """Whether a man is called about it: he is to come for it, soon or since long."""
    if duty.kind not in ANNOUNCED_AHEAD_DAYS:
        return False
    return announced_from(duty.kind, duty.due_on) <= request.today
