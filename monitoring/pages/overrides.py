"""Targets moved for one man, by who treats him."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import ClinicRequest, allows
from accounts.roles import May
from monitoring.override_forms.of_man import PatientOverrideForm
from monitoring.pages.banner import banner
from monitoring.pages.entry import ALREADY_SAVED, form_about, save_fact
from monitoring.pages.scope import Man, man_or_404
from monitoring.status.snapshots import Course, load_courses
from protocols.models import TargetOverride
from protocols.words import LABELS, numbers_in_words

READ_OR_SAVE = require_http_methods(["GET", "HEAD", "POST"])


@allows(May.PRESCRIBE)
@READ_OR_SAVE
def patient_targets(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """A man's own targets: those so far, and a form to move one."""
    man = man_or_404(request, opaque_id)
    course = _course(request, man)
    form = form_about(request, man, PatientOverrideForm, course=course)
    outcome = save_fact(request, form)
    if outcome.is_saved:
        first = "Targets saved. He was judged anew."
        messages.success(request, ALREADY_SAVED if outcome.before else first)
        return redirect(man.url)
    standing = _course(request, man) if outcome.failed else course
    context = _patient_context(request, man, standing) | {"form": form}
    return render(request, "monitoring/override_patient.html", context, status=outcome.status)


def _course(request: ClinicRequest, man: Man) -> Course:
    man.patient.details = man.details
    (course,) = load_courses([man.patient], request.today)
    return course


def _patient_context(request: ClinicRequest, man: Man, course: Course) -> dict[str, Any]:
    own = man.patient.versions_of(TargetOverride).current().select_related("recorded_by")
    return {
        "section": "patients",
        "moved": moved_targets(course, request.today),
        "overrides": [_own_row(man, each) for each in own.order_by("-position")],
        "steps": [
            {"label": "Patients", "url": reverse("monitoring:patients")},
            {"label": "Patient", "url": man.url},
            {"label": "Targets"},
        ],
        **banner(request, man, with_actions=False),
    }


def _own_row(man: Man, own: TargetOverride) -> dict[str, Any]:
    kind = TargetOverride._meta.model_name
    url = reverse("monitoring:fact-withdraw", args=[man.patient.opaque_id, kind, own.document])
    said = numbers_in_words(own.numbers)
    return {"fact": own, "said": said, "by": own.recorded_by or "Imported", "withdraw_url": url}


def moved_targets(course: Course, today: date) -> list[dict[str, str]]:
    """Every number that is not the rule book's for this man today, and whose it is."""
    standing = course.in_force.standing(today)
    return [
        {
            "label": LABELS[name],
            "number": str(standing[name].numbers[name]),
            "whose": standing[name].words,
        }
        for name in LABELS
        if name in standing
    ]
