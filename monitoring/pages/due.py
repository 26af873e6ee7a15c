"""The page on which a clinician sets an earlier date for what is due."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from accounts.access import ClinicRequest, allows
from accounts.roles import May
from labs.models import DexaScan
from monitoring.models import Decision, DecisionKind
from monitoring.obligations.forms import MAY_COME_EARLIER, EarlierDateForm
from monitoring.pages.entry import Entry, entry_page
from monitoring.pages.records import READ_OR_SAVE
from monitoring.pages.scope import Man, man_or_404

EARLIER = Entry(
    EarlierDateForm, "Earlier date", "Date saved and judged.", "monitoring/due_date.html"
)


@allows(May.DECIDE)
@READ_OR_SAVE
def due_date(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Set an earlier date for labs, hematocrit or a DEXA scan, or take one back."""
    man = man_or_404(request, opaque_id)
    return entry_page(request, man, EARLIER, **_dates(man))


def _dates(man: Man) -> dict[str, Any]:
    """What may come earlier, what was set before, and the scan from which five years count."""
    duties = man.patient.obligations.open().filter(kind__in=MAY_COME_EARLIER)
    scans = man.patient.versions_of(DexaScan).current().order_by("-scanned_on")
    return {
        "owed": {each.kind: each for each in duties.order_by("due_on")},
        "standing": _standing(man),
        "last_scan_on": scans.values_list("scanned_on", flat=True).first(),
    }


def _standing(man: Man) -> dict[str, Decision]:
    """The date that was set last for each duty and not taken back."""
    set_before = man.patient.versions_of(Decision).current().order_by("position")
    decisions = set_before.filter(kind=DecisionKind.EARLIER_DATE).select_related("recorded_by")
    latest = {each.topic: each for each in decisions}
    return {duty: each for duty, each in latest.items() if each.until}
