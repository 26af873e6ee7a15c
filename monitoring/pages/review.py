"""Reviewing a man's findings: the evidence, the history, and the decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from monitoring.forms import AssignForm, DecisionForm
from monitoring.judgement.topics import Topic
from monitoring.models import Finding
from monitoring.pages.banner import banner
from monitoring.pages.decided import decisions_about
from monitoring.pages.entry import form_about, save_fact
from monitoring.pages.scope import Man, man_or_404, note_view
from monitoring.pages.topics import TOPIC_WORDS


@allows(May.SEE_FINDINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """All findings of a man by topic; one topic at a time is decided."""
    man = man_or_404(request, opaque_id)
    findings = list(man.patient.findings.open().order_by("severity", "pk"))
    topic = _topic(request, findings)
    chosen = [each for each in findings if each.topic == topic]
    form = form_about(request, man, DecisionForm, findings=chosen, topic=topic)
    may_decide = may(request.membership.role, May.DECIDE)
    if request.method == "POST" and may_decide and save_fact(request, man, form).is_saved:
        messages.success(request, "Decision recorded.")
        return redirect(man.url)
    note_view(request, man, "findings")
    context = {
        "topics": _by_topic(findings, topic),
        "chosen": chosen,
        "topic_name": TOPIC_WORDS[Topic(topic)] if topic else "",
        "form": form if may_decide and chosen else None,
        "assign": _assign_form(request, man) if may_decide else None,
        **_frame(request, man),
    }
    return render(request, "monitoring/review.html", context, status=422 if form.errors else 200)


def _frame(request: ClinicRequest, man: Man) -> dict[str, Any]:
    return {
        "section": "worklist",
        "status": man.status,
        "decisions": decisions_about(man),
        "steps": [
            {"label": "Worklist", "url": reverse("monitoring:worklist")},
            {"label": "Patient", "url": man.url},
            {"label": "Review"},
        ],
        **banner(request, man, with_actions=False),
    }


def _assign_form(request: ClinicRequest, man: Man) -> AssignForm:
    """An unsent form, also on a page that answers a decision."""
    return AssignForm(
        user=request.user,
        today=request.today,
        patient=man.patient,
        clinic=request.clinic,
        initial={"assignee": man.status.assigned_to},
    )


def _topic(request: ClinicRequest, findings: list[Finding]) -> str:
    topics = [each.topic for each in findings]
    asked = request.GET.get("topic", "")
    return asked if asked in topics else next(iter(topics), "")


def _by_topic(findings: list[Finding], current: str) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for each in findings:
        counts[each.topic] = counts.get(each.topic, 0) + 1
    return [
        {
            "label": TOPIC_WORDS[Topic(topic)],
            "url": f"?topic={topic}",
            "current": topic == current,
            "count": count,
        }
        for topic, count in counts.items()
    ]


@allows(May.DECIDE)
@require_POST
def assign(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Hand his findings to a colleague."""
    man = man_or_404(request, opaque_id)
    form = form_about(request, man, AssignForm, clinic=request.clinic)
    if save_fact(request, man, form).is_saved:
        messages.success(request, "Assigned.")
    else:
        messages.error(request, "Not assigned. Open the page again and choose a colleague.")
    return redirect("monitoring:review", man.patient.opaque_id)
