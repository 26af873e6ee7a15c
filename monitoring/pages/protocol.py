"""The treatment of one man: which dose, since when, and why."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from monitoring.charts.dose_line import dose_svg
from monitoring.charts.points import Window
from monitoring.judgement.anastrozole import Anastrozole
from monitoring.judgement.wording import weekly_text
from monitoring.pages.cells import table_row, text_cell
from monitoring.pages.course import ShownCourse
from monitoring.pages.man_pages import man_page
from monitoring.pages.scope import Man, man_or_404
from monitoring.pages.start_list import entries_in_words
from monitoring.pages.treatment import purpose, taken, therapy_journal
from patients.forms.days import format_day
from protocols.models import TherapyEvent

COLUMNS = (
    {"label": "From"},
    {"label": "Drug"},
    {"label": "Step"},
    {"label": "Dose"},
    {"label": "A week", "numeric": True},
    {"label": "Why"},
    {"label": "Recorded by"},
)


@allows(May.SEE_PATIENTS)
@require_safe
def protocol(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """What he takes today, the course of the weekly dose, and every step that led there."""
    man = man_or_404(request, opaque_id)
    shown, journal = ShownCourse.load(man, request.today), therapy_journal(man)
    context = man_page(request, man, "protocol") | {
        "taken": taken(journal, shown),
        "purpose": purpose(shown),
        "drawing": dose_svg(shown.charted(Window.ALL)),
        "entries": {"columns": COLUMNS, "rows": _entries(request, man, journal, shown)},
        "may_prescribe": may(request.membership.role, May.PRESCRIBE),
    }
    return render(request, "monitoring/protocol.html", context)


def _entries(
    request: ClinicRequest, man: Man, journal: Sequence[TherapyEvent], shown: ShownCourse
) -> list[SafeString]:
    """Every step of every drug, the latest first."""
    steps = Anastrozole(shown.course.snapshot.anastrozole).steps
    weekly = {step.event.key: weekly_text(step.weekly_mg) for step in steps if step.sets_dose}
    may_amend = may(request.membership.role, May.PRESCRIBE)
    return [
        table_row(
            format_day(event.occurred_on),
            _cells(event, weekly.get(str(event.document), "–")),
            _amended(man, event) if may_amend else "",
        )
        for event in reversed(journal)
    ]


def _cells(event: TherapyEvent, weekly: str) -> list[SafeString]:
    return [
        text_cell(event.get_drug_display()),
        text_cell(event.get_step_display()),
        text_cell(event.regimen_line or "–"),
        text_cell(weekly, numeric=True),
        text_cell(_why(event)),
        text_cell(str(event.recorded_by or "Imported")),
    ]


def _amended(man: Man, event: TherapyEvent) -> str:
    return reverse("monitoring:therapy-amend", args=[man.patient.opaque_id, event.document])


def _why(event: TherapyEvent) -> str:
    """The indication of a start, the coded reason, what a start says of its checklist, the note."""
    said = [event.get_indication_display()] if event.indication else []
    said += [event.get_reason_code_display()] if event.reason_code else []
    said += [*entries_in_words(event), event.note]
    return ". ".join(part.strip().rstrip(".") for part in said if part.strip())
