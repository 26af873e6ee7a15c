"""A man under review: his findings, the topic at hand, what was decided, the forms that decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from accounts.access import ClinicRequest
from accounts.roles import May, may
from monitoring.forms import AssignForm, DecisionForm
from monitoring.judgement.topics import Topic
from monitoring.models import Decision, Finding
from monitoring.obligations.wording import ABOUT_DUTIES, decided_in_words
from monitoring.pages.entry import form_about
from monitoring.pages.listing import Listing
from monitoring.pages.scope import Man
from monitoring.pages.topics import TOPIC_WORDS
from monitoring.pages.walk import walk_pairs
from patients.forms.days import format_day


@dataclass(frozen=True)
class Reviewed:
    """A man under review: his findings, the topic at hand, and the form that decides on it."""

    man: Man
    findings: list[Finding]
    topic: str
    chosen: list[Finding]
    form: DecisionForm

    @property
    def topic_name(self) -> str:
        """The topic at hand in words."""
        return TOPIC_WORDS[Topic(self.topic)] if self.topic else ""

    def without_findings(self) -> Reviewed:
        """The same man where no decision can be taken: nothing is chosen."""
        return replace(self, topic="", chosen=[])


def reviewed_man(
    request: ClinicRequest, man: Man, *wanted: str, back: str = "", listing: Listing | None = None
) -> Reviewed:
    """His open findings, and those of the first wanted topic that has any, else of the first.

    What is decided leads `back` to a place among the flags, or to his row of a list.
    """
    findings = list(man.patient.findings.open().order_by("severity", "pk"))
    topics = [each.topic for each in findings]
    topic = next((each for each in (*wanted, *topics) if each in topics), "")
    chosen = [each for each in findings if each.topic == topic]
    kept = dict(walk_pairs(request)) | ({"back": back} if back else {})
    in_row = _in_row(request, man, listing) if listing else {}
    told = {"findings": chosen, "topic": topic, "kept": kept, **in_row}
    form = form_about(request, man, DecisionForm, **told)
    if listing:
        form.cancel_url = listing.address(man.patient.opaque_id)
    return Reviewed(man, findings, topic, chosen, form)


def _in_row(request: ClinicRequest, man: Man, listing: Listing) -> dict[str, Any]:
    """What is other about a form that stands in a row: several may stand open at once."""
    return {
        "listed": listing.pairs,
        "is_in_row": bool(request.htmx),
        "auto_id": f"id_%s_{man.patient.opaque_id}",
    }


def forms_of(request: ClinicRequest, reviewed: Reviewed) -> dict[str, Any]:
    """The forms that decide and assign, for those who may."""
    if not may(request.membership.role, May.DECIDE):
        return {}
    return {
        "form": reviewed.form if reviewed.chosen else None,
        "assign": _assign_form(request, reviewed.man),
    }


def _assign_form(request: ClinicRequest, man: Man) -> AssignForm:
    """An unsent form, also on a page that answers a decision."""
    return AssignForm(
        user=request.user,
        today=request.today,
        patient=man.patient,
        clinic=request.clinic,
        assigned_to=man.status.assigned_to,
    )


def by_topic(reviewed: Reviewed, address: str) -> list[dict[str, Any]]:
    """A tab for each topic; `address` is where the topics are chosen, ready for one more part."""
    counts = Counter(each.topic for each in reviewed.findings)
    return [
        {
            "label": TOPIC_WORDS[Topic(topic)],
            "url": f"{address}topic={topic}",
            "current": topic == reviewed.topic,
            "count": count,
        }
        for topic, count in counts.items()
    ]


def decisions_in_words(decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """Decisions in words: what it was and about what, why, and who took it."""
    return [_in_words(each) for each in decisions]


def _in_words(decision: Decision) -> dict[str, Any]:
    why = [decision.note.rstrip(". "), decision.recorded_by]
    if decision.kind in ABOUT_DUTIES:
        what, about = decided_in_words(decision), ""
    else:
        what = kind_in_words(decision)
        about = TOPIC_WORDS[Topic(decision.topic)] if decision.topic else ""
        why.insert(0, decision.get_reason_code_display())
    return {
        "on": decision.decided_on,
        "what": f"{what}: {decision.assignee}" if decision.assignee else what,
        "about": about,
        "why": ". ".join(str(part) for part in why if part),
    }


def kind_in_words(decision: Decision) -> str:
    """ "Snooze until 06-Dec-2026" for "Snooze until a date"."""
    kind = decision.get_kind_display()
    if decision.until is None:
        return kind
    return f"{kind.removesuffix(' until a date')} until {format_day(decision.until)}"
