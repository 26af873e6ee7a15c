"""The patient page: is he in target, what changed, what is due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from monitoring.models import Decision, DecisionKind, Status
from monitoring.pages.addresses import address_of
from monitoring.pages.banner import banner
from monitoring.pages.course import ShownCourse
from monitoring.pages.course_summary import course_summary
from monitoring.pages.decide_here import decide_url
from monitoring.pages.decided import everything_decided
from monitoring.pages.dose_table import dose_table
from monitoring.pages.due_note import due_note
from monitoring.pages.events import recent_events
from monitoring.pages.linked import linked_to
from monitoring.pages.overrides import moved_targets
from monitoring.pages.paper import papers
from monitoring.pages.results import shown_results
from monitoring.pages.row import TAGS, in_two_lines, results_url
from monitoring.pages.scope import Man, audit_url, man_or_404
from monitoring.pages.start_list import start_list
from monitoring.pages.tiles import draw_table, tiles
from monitoring.pages.units import units_of, units_shown
from monitoring.pages.walk import walk_pairs, walk_steps
from monitoring.pages.window import asked_window
from monitoring.status.unsigned import signatures
from protocols.adoption import checked_in_words

MOST_DECISIONS = 5


@allows(May.SEE_PATIENTS)
@require_safe
def patient(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Banner, what waits for a decision, latest values, chart, draws, what is due."""
    man = man_or_404(request, opaque_id)
    shown = ShownCourse.load(man, request.today, units_of(request))
    decided = everything_decided(man)
    context = _record(request, man, shown, decided)
    if context["sees_course"]:
        context |= _course(request, man, shown, decided)
    return render(request, "monitoring/patient.html", context)


def _record(
    request: ClinicRequest, man: Man, shown: ShownCourse, decided: Sequence[Decision]
) -> dict[str, Any]:
    """What everybody who may open a patient sees: draws, due dates, what can be recorded."""
    return {
        "section": "patients",
        "sees_course": may(request.membership.role, May.SEE_WORKLIST),
        "steps": walk_steps(request, man) or _steps(request),
        "table": draw_table(shown, signatures(decided), is_whole=asks_for_all(request)),
        "unsigned": shown_results(request, man.status, man.status.unsigned),
        "dues": [due_note(each, request, man, decided) for each in shown.obligations],
        "links": _links(request, man),
        "linked": linked_to(request, [man.patient]).get(man.patient.pk, ()),
        **banner(request, man),
    }


def asks_for_all(request: ClinicRequest) -> bool:
    """Whether the tables are to show every draw of a long course."""
    return request.GET.get("draws") == "all"


def _course(
    request: ClinicRequest, man: Man, shown: ShownCourse, decided: Sequence[Decision]
) -> dict[str, Any]:
    """What those see who treat him: findings, values, chart, events."""
    return {
        **_to_decide(request, man),
        "papers": papers(request, man),
        "may_prescribe": may(request.membership.role, May.PRESCRIBE),
        "moved": moved_targets(shown.course, shown.today),
        "tiles": tiles(shown),
        "course": shown.chart(asked_window(request)),
        **units_shown(request, "#course", *walk_pairs(request)),
        "events": recent_events(shown, _taken(decided)[:MOST_DECISIONS]),
        **_as_a_whole(request, shown),
        "start": start_list(shown, man),
    }


def _as_a_whole(request: ClinicRequest, shown: ShownCourse) -> dict[str, Any]:
    """What his courses came to, and which dose went with which estradiol."""
    return {
        "summary": course_summary(shown),
        "doses": dose_table(shown, is_whole=asks_for_all(request)),
    }


def _to_decide(request: ClinicRequest, man: Man) -> dict[str, Any]:
    """What waits for a decision, and what opens the form that takes it for those who may."""
    may_decide = may(request.membership.role, May.DECIDE)
    findings = _waiting(request, man, may_decide=may_decide)
    is_decided_here = may_decide and findings and "draw" not in man.status.lines[0]
    return {
        "findings": findings,
        "decide_url": decide_url(man, findings[0]["url"]) if is_decided_here else "",
    }


def _taken(decided: Sequence[Decision]) -> list[Decision]:
    """What was decided; a signature decides nothing."""
    return [each for each in decided if each.kind != DecisionKind.SIGN]


def _steps(request: ClinicRequest) -> list[dict[str, str]]:
    sees_list = may(request.membership.role, May.SEE_WORKLIST)
    first = (
        ("Worklist", "monitoring:worklist") if sees_list else ("Patients", "monitoring:patients")
    )
    return [{"label": first[0], "url": reverse(first[1])}, {"label": "Patient"}]


def _waiting(request: ClinicRequest, man: Man, *, may_decide: bool) -> list[dict[str, Any]]:
    return [
        {
            "severity": TAGS[line["severity"]],
            "headline": line["headline"],
            **in_two_lines(line),
            "meaning": line["evidence"],
            "more": f"{line['more']} more on this topic." if line["more"] else "",
            **(_late_results(man, line) or _finding(request, man, line, may_decide=may_decide)),
        }
        for line in man.status.lines
    ]


def _finding(
    request: ClinicRequest, man: Man, line: dict[str, Any], *, may_decide: bool
) -> dict[str, str]:
    """Which rule a line rests on, and where it is reviewed."""
    review = address_of("monitoring:review", man.patient.opaque_id)
    return {
        "basis": _basis(line["rule_id"], man.status),
        "url": f"{review}?{urlencode([('topic', line['topic']), *walk_pairs(request)])}",
        "action": "Review and decide" if may_decide else "Review",
    }


def _late_results(man: Man, line: dict[str, Any]) -> dict[str, str]:
    """Where the results that a line asks for are entered; nothing for a line of findings."""
    url = results_url(man.patient, line)
    basis = "It goes when the results are entered, or the draw is marked as entered in error."
    return {"basis": basis, "url": url, "action": "Enter results"} if url else {}


def _basis(rule_id: str, status: Status) -> str:
    version = status.rules_version
    return f"Rule {rule_id}, rule book {version}, {checked_in_words(status.clinic, version)}."


LINKS = (
    ("Treatment", "monitoring:protocol", May.SEE_PATIENTS),
    ("Bone density", "monitoring:bone-density", May.SEE_PATIENTS),
    ("Symptoms", "monitoring:symptoms", May.SEE_PATIENTS),
    ("Everything on record", "monitoring:history", May.SEE_PATIENTS),
    ("Record a DEXA scan", "monitoring:dexa-record", May.ENTER_RESULTS),
    ("Record symptoms", "monitoring:symptoms-record", May.ENTER_RESULTS),
    ("Record testosterone or another drug", "monitoring:therapy-record", May.PRESCRIBE),
    ("Set an earlier date", "monitoring:due-date", May.DECIDE),
    ("Targets of this patient", "monitoring:patient-targets", May.PRESCRIBE),
    ("Correct his details", "monitoring:details-amend", May.REGISTER_PATIENTS),
)
"""What can be recorded or read about a man, and the power that each takes."""


def _links(request: ClinicRequest, man: Man) -> list[dict[str, str]]:
    links = [
        {"label": label, "url": address_of(name, man.patient.opaque_id)}
        for label, name, act in LINKS
        if may(request.membership.role, act)
    ]
    if may(request.membership.role, May.READ_AUDIT):
        links.append({"label": "Who read or changed this", "url": audit_url(man.patient)})
    return links
