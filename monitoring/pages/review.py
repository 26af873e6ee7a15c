"""Reviewing a man's findings and deciding: what was judged, by which numbers, and why."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from monitoring.forms import AssignForm
from monitoring.pages.banner import banner
from monitoring.pages.decide_here import opened_form
from monitoring.pages.decided import decisions_about
from monitoring.pages.decision import back_to_list, decision_page, in_list, varied
from monitoring.pages.entry import ALREADY_SAVED, NOT_SENT, Outcome, form_about, save_fact
from monitoring.pages.flags import flags_page
from monitoring.pages.flags_asked import Asked, came_from
from monitoring.pages.listing import Listing, listing_of
from monitoring.pages.reviewed import (
    Reviewed,
    by_topic,
    decisions_in_words,
    forms_of,
    reviewed_man,
)
from monitoring.pages.scope import Man, man_or_404
from monitoring.pages.walk import walk_of


@allows(May.SEE_FINDINGS)
@require_safe
def review(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """All findings of a man by topic, one topic at a time; asked from his own page, the form."""
    man = man_or_404(request, opaque_id)
    reviewed = reviewed_man(request, man, request.GET.get("topic", ""))
    if request.htmx and may(request.membership.role, May.DECIDE):
        return varied(opened_form(request, reviewed))
    return varied(_page(request, reviewed, NOT_SENT))


@allows(May.DECIDE)
@require_POST
def decide(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Record a decision on one topic; a form with faults comes back where it was sent from."""
    man, back, listing = man_or_404(request, opaque_id), came_from(request), listing_of(request)
    topic, sent_from = request.GET.get("topic", ""), back.encoded if back else ""
    reviewed = reviewed_man(request, man, topic, back=sent_from, listing=listing)
    place = in_list(request, man, listing) if listing else None
    outcome = save_fact(request, reviewed.form)
    if not outcome.is_saved:
        return _again(request, reviewed, outcome, back, listing)
    said = ALREADY_SAVED if outcome.before else "Decision recorded."
    if listing and place:
        return back_to_list(request, man, listing, place, said)
    messages.success(request, said)
    return redirect(back.address() if back else man.url + _onwards(request))


def _again(
    request: ClinicRequest,
    reviewed: Reviewed,
    outcome: Outcome,
    back: Asked | None,
    listing: Listing | None,
) -> HttpResponse:
    """The form with its faults, where it was sent from."""
    if listing:
        return decision_page(request, reviewed, outcome, listing)
    page = partial(flags_page, asked=back) if back else _page
    return page(request, reviewed=reviewed, outcome=outcome)


def _onwards(request: ClinicRequest) -> str:
    """Back to his page with the list from which it was opened."""
    walk = walk_of(request)
    return walk.query if walk else ""


def _page(request: ClinicRequest, reviewed: Reviewed, outcome: Outcome) -> HttpResponse:
    address = reverse("monitoring:review", args=[reviewed.man.patient.opaque_id])
    context = {
        **_frame(request, reviewed.man),
        "topics": by_topic(reviewed, f"{address}?"),
        "chosen": reviewed.chosen,
        "topic_name": reviewed.topic_name,
        **forms_of(request, reviewed),
    }
    return render(request, "monitoring/review.html", context, status=outcome.status)


def _frame(request: ClinicRequest, man: Man) -> dict[str, Any]:
    return {
        "section": "worklist",
        "status": man.status,
        "decisions": decisions_in_words(decisions_about(man)),
        "steps": [
            {"label": "Worklist", "url": reverse("monitoring:worklist")},
            {"label": "Patient", "url": man.url + _onwards(request)},
            {"label": "Review"},
        ],
        **banner(request, man, with_actions=False),
    }


@allows(May.DECIDE)
@require_POST
def assign(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Hand his findings to a colleague."""
    man, back, listing = man_or_404(request, opaque_id), came_from(request), listing_of(request)
    place = in_list(request, man, listing) if listing else None
    assigned_to = man.status.assigned_to
    form = form_about(request, man, AssignForm, clinic=request.clinic, assigned_to=assigned_to)
    outcome = save_fact(request, form)
    said = _assigned(form, outcome)
    if listing and place:
        return back_to_list(request, man, listing, place, said, failed=outcome.failed)
    tell = messages.error if outcome.failed else messages.success
    tell(request, said)
    return redirect(back.address() if back else reverse("monitoring:review", args=[opaque_id]))


def _assigned(form: AssignForm, outcome: Outcome) -> str:
    """What came of it, in a sentence."""
    if outcome.is_saved:
        return ALREADY_SAVED if outcome.before else "Assigned."
    why = " ".join(map(str, form.non_field_errors())) or "Choose a colleague."
    return f"Not assigned. {why}"
