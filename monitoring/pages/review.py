"""Reviewing a man's findings: the evidence, the history, and the decision."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from monitoring.forms import AssignForm, DecisionForm
from monitoring.judgement.topics import Topic
from monitoring.models import Decision, Finding
from monitoring.obligations.wording import ABOUT_DUTIES, decided_in_words
from monitoring.pages.banner import banner
from monitoring.pages.decided import decisions_about
from monitoring.pages.entry import ALREADY_SAVED, NOT_SENT, Outcome, form_about, save_fact
from monitoring.pages.scope import Man, man_or_404
from monitoring.pages.topics import TOPIC_WORDS
from patients.forms.days import format_day


@allows(May.SEE_FINDINGS)
@require_safe
def review(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """All findings of a man by topic, one topic at a time."""
    man = man_or_404(request, opaque_id)
    return _page(request, _reviewed(request, man), NOT_SENT)


@allows(May.DECIDE)
@require_POST
def decide(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Record a decision on one topic; a form with faults comes back on the review page."""
    man = man_or_404(request, opaque_id)
    reviewed = _reviewed(request, man)
    outcome = save_fact(request, reviewed.form)
    if not outcome.is_saved:
        return _page(request, reviewed, outcome)
    messages.success(request, ALREADY_SAVED if outcome.before else "Decision recorded.")
    return redirect(man.url)


@dataclass(frozen=True)
class Reviewed:
    """A man under review: his findings, the topic at hand, and the form that decides on it."""

    man: Man
    findings: list[Finding]
    topic: str
    chosen: list[Finding]
    form: DecisionForm


def _reviewed(request: ClinicRequest, man: Man) -> Reviewed:
    findings = list(man.patient.findings.open().order_by("severity", "pk"))
    topic = _topic(request, findings)
    chosen = [each for each in findings if each.topic == topic]
    form = form_about(request, man, DecisionForm, findings=chosen, topic=topic)
    return Reviewed(man, findings, topic, chosen, form)


def _page(request: ClinicRequest, reviewed: Reviewed, outcome: Outcome) -> HttpResponse:
    topic = reviewed.topic
    context = {
        **_frame(request, reviewed.man),
        "topics": _by_topic(reviewed),
        "chosen": reviewed.chosen,
        "topic_name": TOPIC_WORDS[Topic(topic)] if topic else "",
    }
    if may(request.membership.role, May.DECIDE):
        context["form"] = reviewed.form if reviewed.chosen else None
        context["assign"] = _assign_form(request, reviewed.man)
    return render(request, "monitoring/review.html", context, status=outcome.status)


def _frame(request: ClinicRequest, man: Man) -> dict[str, Any]:
    return {
        "section": "worklist",
        "status": man.status,
        "decisions": [_decided(each) for each in decisions_about(man)],
        "steps": [
            {"label": "Worklist", "url": reverse("monitoring:worklist")},
            {"label": "Patient", "url": man.url},
            {"label": "Review"},
        ],
        **banner(request, man, with_actions=False),
    }


def _decided(decision: Decision) -> dict[str, Any]:
    """A decision in words: what it was and about what, why, and who took it."""
    why = [decision.note.rstrip(". "), decision.recorded_by]
    if decision.kind in ABOUT_DUTIES:
        what, about = decided_in_words(decision), ""
    else:
        what = _with_its_day(decision.get_kind_display(), decision)
        about = TOPIC_WORDS[Topic(decision.topic)] if decision.topic else ""
        why.insert(0, decision.get_reason_code_display())
    return {
        "on": decision.decided_on,
        "what": f"{what}: {decision.assignee}" if decision.assignee else what,
        "about": about,
        "why": ". ".join(str(part) for part in why if part),
    }


def _with_its_day(kind: str, decision: Decision) -> str:
    """ "Snooze until 06-Dec-2026" for "Snooze until a date"."""
    if decision.until is None:
        return kind
    return f"{kind.removesuffix(' until a date')} until {format_day(decision.until)}"


def _assign_form(request: ClinicRequest, man: Man) -> AssignForm:
    """An unsent form, also on a page that answers a decision."""
    return AssignForm(
        user=request.user,
        today=request.today,
        patient=man.patient,
        clinic=request.clinic,
        assigned_to=man.status.assigned_to,
    )


def _topic(request: ClinicRequest, findings: list[Finding]) -> str:
    topics = [each.topic for each in findings]
    asked = request.GET.get("topic", "")
    return asked if asked in topics else next(iter(topics), "")


def _by_topic(reviewed: Reviewed) -> list[dict[str, Any]]:
    counts = Counter(each.topic for each in reviewed.findings)
    page = reverse("monitoring:review", args=[reviewed.man.patient.opaque_id])
    return [
        {
            "label": TOPIC_WORDS[Topic(topic)],
            "url": f"{page}?topic={topic}",
            "current": topic == reviewed.topic,
            "count": count,
        }
        for topic, count in counts.items()
    ]


@allows(May.DECIDE)
@require_POST
def assign(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Hand his findings to a colleague."""
    man = man_or_404(request, opaque_id)
    assigned_to = man.status.assigned_to
    form = form_about(request, man, AssignForm, clinic=request.clinic, assigned_to=assigned_to)
    outcome = save_fact(request, form)
    if outcome.is_saved:
        messages.success(request, ALREADY_SAVED if outcome.before else "Assigned.")
    else:
        why = " ".join(map(str, form.non_field_errors())) or "Choose a colleague."
        messages.error(request, f"Not assigned. {why}")
    return redirect("monitoring:review", man.patient.opaque_id)
