"""The patient page: is he in target, what changed, what is due."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from monitoring.charts.points import Window
from monitoring.models import Obligation, Status
from monitoring.models.obligations import is_overdue
from monitoring.obligations.wording import duty_in_words
from monitoring.pages.banner import banner
from monitoring.pages.course import ShownCourse
from monitoring.pages.course_summary import course_summary
from monitoring.pages.decided import decisions_about
from monitoring.pages.events import recent_events
from monitoring.pages.overrides import moved_targets
from monitoring.pages.row import TAGS
from monitoring.pages.scope import Man, man_or_404, note_view
from monitoring.pages.start_list import start_list
from monitoring.pages.tiles import draw_table, tiles
from monitoring.status.snapshots import load_courses
from protocols.adoption import checked_in_words

MOST_DECISIONS = 5


@allows(May.SEE_PATIENTS)
@require_safe
def patient(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Banner, what waits for a decision, latest values, chart, draws, what is due."""
    man = man_or_404(request, opaque_id)
    note_view(request, man, "patient")
    man.patient.details = man.details
    (course,) = load_courses([man.patient], request.today)
    owed = list(man.patient.obligations.open().order_by("due_on"))
    shown = ShownCourse.of(course, request.today, owed)
    context = _record(request, man, shown)
    if context["sees_course"]:
        context |= _course(request, man, shown)
    return render(request, "monitoring/patient.html", context)


def _record(request: ClinicRequest, man: Man, shown: ShownCourse) -> dict[str, Any]:
    """What everybody who may open a patient sees: draws, due dates, what can be recorded."""
    return {
        "section": "patients",
        "sees_course": may(request.membership.role, May.SEE_WORKLIST),
        "steps": _steps(request),
        "table": draw_table(shown),
        "dues": [_due(each, request) for each in shown.obligations],
        "links": _links(request, man),
        **banner(request, man),
    }


def _course(request: ClinicRequest, man: Man, shown: ShownCourse) -> dict[str, Any]:
    """What those see who treat him: findings, values, chart, events."""
    return {
        "findings": _waiting(man),
        "may_decide": may(request.membership.role, May.DECIDE),
        "may_prescribe": may(request.membership.role, May.PRESCRIBE),
        "moved": moved_targets(shown.course, shown.today),
        "tiles": tiles(shown),
        "course": shown.chart(_window(request)),
        "events": recent_events(shown, decisions_about(man, MOST_DECISIONS)),
        "summary": course_summary(shown),
        "start": start_list(shown, man),
    }


def _window(request: ClinicRequest) -> Window:
    asked = request.GET.get("w", "")
    return Window(asked) if asked in set(Window) else Window.TWO_YEARS


def _steps(request: ClinicRequest) -> list[dict[str, str]]:
    sees_list = may(request.membership.role, May.SEE_WORKLIST)
    first = (
        ("Worklist", "monitoring:worklist") if sees_list else ("Patients", "monitoring:patients")
    )
    return [{"label": first[0], "url": reverse(first[1])}, {"label": "Patient"}]


def _waiting(man: Man) -> list[dict[str, Any]]:
    review = reverse("monitoring:review", args=[man.patient.opaque_id])
    return [
        {
            "severity": TAGS[line["severity"]],
            "headline": line["headline"],
            "evidence": line["evidence"],
            "more": f"{line['more']} more on this topic." if line["more"] else "",
            "basis": _basis(line["rule_id"], man.status),
            "url": f"{review}?topic={line['topic']}",
        }
        for line in man.status.lines
    ]


def _basis(rule_id: str, status: Status) -> str:
    version = status.rules_version
    return f"Rule {rule_id}, rule book {version}, {checked_in_words(status.clinic, version)}."


def _due(owed: Obligation, request: ClinicRequest) -> dict[str, Any]:
    late = is_overdue(owed.overdue_from, request.today)
    return {
        "label": owed.get_kind_display(),
        "note": duty_in_words(owed, request.today),
        "due_on": owed.due_on,
        "overdue": late,
        "late_days": (request.today - owed.due_on).days if late else 0,
    }


def _links(request: ClinicRequest, man: Man) -> list[dict[str, str]]:
    wanted = [
        ("Record a DEXA scan", "monitoring:dexa-record", May.ENTER_RESULTS),
        ("Record symptoms", "monitoring:symptoms-record", May.ENTER_RESULTS),
        ("Record testosterone or another drug", "monitoring:therapy-record", May.PRESCRIBE),
        ("Set an earlier date", "monitoring:due-date", May.DECIDE),
        ("Targets of this patient", "monitoring:patient-targets", May.PRESCRIBE),
        ("Correct his details", "monitoring:details-amend", May.REGISTER_PATIENTS),
        ("Everything on record", "monitoring:history", May.SEE_PATIENTS),
    ]
    return [
        {"label": label, "url": reverse(name, args=[man.patient.opaque_id])}
        for label, name, act in wanted
        if may(request.membership.role, act)
    ]
