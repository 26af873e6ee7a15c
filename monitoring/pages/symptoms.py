"""What one man feels, beside what he took and what was measured at the time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from monitoring.judgement.anastrozole import Anastrozole
from monitoring.judgement.snapshot import ESTRADIOL
from monitoring.judgement.wording import weekly_text
from monitoring.pages.cells import table_row, text_cell, value_cell
from monitoring.pages.course import ShownCourse, dose_in_words
from monitoring.pages.course_summary import course_summary
from monitoring.pages.dose_table import dose_table
from monitoring.pages.man_pages import man_page
from monitoring.pages.scope import Man, man_or_404
from monitoring.pages.units import units_of
from patients.forms.days import format_day
from patients.models import SymptomReport
from patients.symptoms import EXCESS_SYMPTOMS, LABELS, LOW_SYMPTOMS, SEVERITIES, Symptom


@allows(May.SEE_PATIENTS)
@require_safe
def symptoms(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Every report, newest first, with the dose of that day and the estradiol before it."""
    man = man_or_404(request, opaque_id)
    shown, role = ShownCourse.load(man, request.today, units_of(request)), request.membership.role
    sees_course = may(role, May.SEE_WORKLIST)
    context = man_page(request, man, "symptoms") | {
        "reports": report_table(man, shown, may_amend=may(role, May.ENTER_RESULTS)),
        "summary": course_summary(shown) if sees_course else {},
        "doses": dose_table(shown, is_whole=True) if sees_course else {},
        "may_record": may(role, May.ENTER_RESULTS),
    }
    return render(request, "monitoring/symptoms.html", context)


def report_table(man: Man, shown: ShownCourse, *, may_amend: bool) -> dict[str, Any]:
    """Report by report: dose, last estradiol, symptoms of high and of low estradiol."""
    versions = man.patient.versions_of(SymptomReport).current().select_related("recorded_by")
    labels = (
        "Asked",
        "Anastrozole",
        f"Last E2 {shown.units.label(ESTRADIOL)}",
        "Drawn",
        "Often with high E2",
        "Often with low E2",
        "Note",
    )
    return {
        "columns": [{"label": label, "numeric": label.startswith("Last")} for label in labels],
        "rows": [
            _row(man, report, shown, may_amend=may_amend)
            for report in versions.order_by("-reported_on", "-position")
        ],
    }


def _row(man: Man, report: SymptomReport, shown: ShownCourse, *, may_amend: bool) -> SafeString:
    url = reverse("monitoring:symptoms-amend", args=[man.patient.opaque_id, report.document])
    cells = [
        text_cell(dose_on(shown, report.reported_on)),
        *_estradiol_before(shown, report.reported_on),
        text_cell(told(report, EXCESS_SYMPTOMS)),
        text_cell(told(report, LOW_SYMPTOMS)),
        text_cell(report.note),
    ]
    return table_row(format_day(report.reported_on), cells, url if may_amend else "")


def told(report: SymptomReport, asked: Iterable[Symptom]) -> str:
    """What he reported of these, each with its severity; "None" where he has none of them."""
    found = [item for item in Symptom if item in asked and report.severities.get(item)]
    words = [f"{LABELS[item]} ({SEVERITIES[report.severities[item]].lower()})" for item in found]
    return ", ".join(words) or "None"


def dose_on(shown: ShownCourse, day: date) -> str:
    """The dose of anastrozole in force on a day."""
    before = [e for e in shown.course.snapshot.anastrozole if e.on <= day]
    if not before:
        return "Not yet"
    step = Anastrozole(before).steps[-1]
    weekly = f", {weekly_text(step.weekly_mg)}" if step.sets_dose else ""
    return f"{dose_in_words(step)}{weekly}".capitalize()


def _estradiol_before(shown: ShownCourse, day: date) -> tuple[SafeString, SafeString]:
    """The latest estradiol up to that day, and its own day."""
    values = [value for value in shown.values[ESTRADIOL] if value.on <= day]
    if not values:
        return value_cell(None), text_cell("–")
    return value_cell(values[-1]), text_cell(format_day(values[-1].on), is_day=True)
