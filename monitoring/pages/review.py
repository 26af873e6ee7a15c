"""Reviewing a man's findings: the evidence, the history, and the decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ClinicRequest, allows
from accounts.models import Clinic, User
from accounts.roles import May, may
from monitoring.judgement.topics import Topic
from monitoring.models import Decision, DecisionKind, DecisionReason, Finding
from monitoring.pages.banner import banner
from monitoring.pages.entry import form_about, save_fact
from monitoring.pages.scope import Man, man_or_404, note_view
from monitoring.pages.topics import TOPIC_WORDS
from patients.facts import Fact, Part
from patients.forms.base import DayField
from patients.forms.days import Lean, format_day
from patients.forms.fact_form import FactForm, NoteField

NEEDS_A_DAY = {DecisionKind.SNOOZE, DecisionKind.ACCEPT_RISK}
OVERDUE_RULES = {"LABS_OVERDUE", "HCT_OVERDUE", "DEXA_OVERDUE"}


class DecisionForm(FactForm):
    """What is decided about one topic, why, and until when. It covers what its author has seen."""

    MODEL = Decision
    submit_label = "Record decision"

    kind = forms.ChoiceField(
        label="Decision",
        choices=[(kind.value, kind.label) for kind in DecisionKind if kind != DecisionKind.ASSIGN],
        widget=forms.RadioSelect,
    )
    reason_code = forms.ChoiceField(
        label="Why", choices=[("", "Choose"), *DecisionReason.choices], required=True
    )
    until = DayField(
        label="Comes back on",
        required=False,
        lean=Lean.FUTURE,
        help_text="For example +14, 3 Mar or +6w. New evidence brings it back earlier.",
    )
    note = NoteField()

    def __init__(self, *args: Any, findings: Sequence[Finding], topic: str, **kwargs: Any) -> None:
        self.findings, self.topic = findings, topic
        super().__init__(*args, **kwargs)

    def seen_version(self, current: Fact | None) -> int:
        """The state of his facts that the reader has before his eyes."""
        return self.patient.facts_version if self.patient else 0

    def clean(self) -> dict[str, Any]:
        """Demand a day where one is needed, and that nothing new came in meanwhile."""
        cleaned = super().clean()
        self._check_until(cleaned.get("kind"), cleaned.get("until"))
        if self.opened and self.opened.version != self.seen_version(None):
            self.reseal(None)
            self.add_error(
                None,
                "Something new was recorded about him since you opened this page. "
                "Read the findings again, then save.",
            )
        if cleaned.get("reason_code") == DecisionReason.OTHER and not cleaned.get("note"):
            self.add_error("note", "Say in the note what the reason is.")
        return cleaned

    def _check_until(self, kind: str | None, until: date | None) -> None:
        overdue = any(finding.rule_id in OVERDUE_RULES for finding in self.findings)
        if until is None and (kind in NEEDS_A_DAY or (overdue and kind != DecisionKind.REOPEN)):
            why = "Something overdue comes back on a day" if overdue else "This comes back on a day"
            self.add_error("until", f"{why}. Enter it, for example +14 for two weeks from today.")
        if until and self.today and until <= self.today:
            self.add_error("until", f"{format_day(until)} is not in the future. Enter a later day.")

    def build(self) -> tuple[Decision, Sequence[Part]]:
        """The decision, with the findings it covers."""
        cleaned = self.cleaned_data
        decision = Decision(
            topic=self.topic,
            kind=cleaned["kind"],
            reason_code=cleaned["reason_code"],
            until=cleaned["until"],
            note=cleaned["note"],
            marks={each.rule_id: [each.severity, each.mark] for each in self.findings},
            decided_on=self.day_of_entry,
        )
        return decision, ()


class AssignForm(FactForm):
    """Who looks after his findings."""

    MODEL = Decision
    submit_label = "Assign"

    assignee = forms.ModelChoiceField(
        label="Assign to", queryset=User.objects.none(), required=False, empty_label="Nobody"
    )

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(memberships__in=clinic.memberships.treating())
        self.fields["assignee"].queryset = colleagues.order_by("name")  # type: ignore[attr-defined]

    def build(self) -> tuple[Decision, Sequence[Part]]:
        """The assignment."""
        assignee = self.cleaned_data["assignee"]
        decision = Decision(
            kind=DecisionKind.ASSIGN, assignee=assignee, decided_on=self.day_of_entry
        )
        return decision, ()


@allows(May.SEE_FINDINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """All findings of a man by topic; one topic at a time is decided."""
    man = man_or_404(request, opaque_id)
    findings = list(Finding.objects.open().filter(patient=man.patient).order_by("severity", "pk"))
    topic = _topic(request, findings)
    chosen = [each for each in findings if each.topic == topic]
    form = form_about(request, man, DecisionForm, findings=chosen, topic=topic)
    may_decide = may(request.membership.role, May.DECIDE)
    if request.method == "POST" and may_decide and save_fact(request, man, form).is_saved:
        messages.success(request, "Decision recorded.")
        return redirect(man.url)
    if request.method != "POST":
        note_view(request, man, "findings")
    context = {
        "section": "worklist",
        "topics": _by_topic(findings, topic),
        "chosen": chosen,
        "topic_name": TOPIC_WORDS[Topic(topic)] if topic else "",
        "form": form if may_decide and chosen else None,
        "assign": _assign_form(request, man) if may_decide else None,
        "status": man.status,
        "decisions": _history(man),
        "steps": [
            {"label": "Worklist", "url": reverse("monitoring:worklist")},
            {"label": "Patient", "url": man.url},
            {"label": "Review"},
        ],
        **banner(request, man, with_actions=False),
    }
    return render(request, "monitoring/review.html", context, status=422 if form.errors else 200)


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


def _history(man: Man) -> list[Decision]:
    decisions = Decision.objects.current().filter(patient=man.patient)
    return list(decisions.select_related("recorded_by", "assignee").order_by("-position"))


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
