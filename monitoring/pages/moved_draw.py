"""A draw on the wrong record: its patient is found, it is entered for him, then marked here.

Nothing is moved at one stroke. It stands where it stood until it is saved for the right patient,
and each of the two steps is confirmed by itself.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw_men
from accounts.roles import May
from labs.forms.moved_draw import MovedDrawForm
from labs.models import Draw
from labs.results import latest_results
from monitoring.pages.banner import banner
from monitoring.pages.entry import ALREADY_SAVED, form_about, save_fact
from monitoring.pages.history import draw_in_words
from monitoring.pages.patients import men_found, query_of
from monitoring.pages.records import still_standing, withdrawal_page
from monitoring.pages.scope import Man, fact_or_404, man_or_404
from monitoring.pages.withdrawal import ANOTHER_PATIENT

MOST = 20
ENTERED = "Draw saved for him and judged. Now mark it as entered in error where it stood."
READ_OR_SAVE = require_http_methods(["GET", "HEAD", "POST"])


@allows(May.ENTER_RESULTS)
@READ_OR_SAVE
def draw_elsewhere(request: ClinicRequest, opaque_id: UUID, document: UUID) -> HttpResponse:
    """Find the man to whom a draw belongs; what is searched stays out of addresses."""
    man = man_or_404(request, opaque_id)
    on, words = draw_in_words(fact_or_404(man, Draw, document))
    query = query_of(request)
    others = [Man(each) for each in men_found(request, query, MOST + 2) if each.pk != man.status.pk]
    listed = others[:MOST] if query else []
    saw_men(request, (each.patient.opaque_id for each in listed))
    context = {"section": "patients", "query": query, "on": on, "words": words}
    context["amend_url"] = reverse("monitoring:draw-amend", args=[opaque_id, document])
    context["found"] = [(each.details, _url("move", man, document, each)) for each in listed]
    context["is_cut"] = len(others) > MOST
    context |= banner(request, man, with_actions=False)
    return render(request, "monitoring/draw_elsewhere.html", context)


@allows(May.ENTER_RESULTS)
@READ_OR_SAVE
def draw_move(request: ClinicRequest, opaque_id: UUID, document: UUID, other: UUID) -> HttpResponse:
    """Enter a man's draw for the other man to whom it belongs."""
    man, right = _two_men(request, opaque_id, other)
    form = _form(request, man, document, right)
    outcome = save_fact(request, form)
    if outcome.is_saved:
        messages.success(request, ALREADY_SAVED if outcome.before else ENTERED)
        return redirect(_url("moved", man, document, right))
    context = {"section": "patients", "title": "Enter a draw from another record", "form": form}
    context |= banner(request, right, with_actions=False) | _beside(request, "Stands with", man)
    return render(request, "monitoring/draw_record.html", context, status=outcome.status)


@allows(May.ENTER_RESULTS)
@READ_OR_SAVE
def draw_moved(
    request: ClinicRequest, opaque_id: UUID, document: UUID, other: UUID
) -> HttpResponse:
    """Mark a draw as entered in error that now stands with the man to whom it belongs."""
    man, right = _two_men(request, opaque_id, other)
    draw = still_standing(request, man, Draw, document)
    beside = _beside(request, "Belongs to", right)
    return withdrawal_page(request, man, draw, ANOTHER_PATIENT, **beside)


def _two_men(request: ClinicRequest, one: UUID, other: UUID) -> tuple[Man, Man]:
    if one == other:
        raise Http404
    men = man_or_404(request, one), man_or_404(request, other)
    saw_men(request, (one, other))
    return men


def _form(request: ClinicRequest, man: Man, document: UUID, right: Man) -> MovedDrawForm:
    right.patient.details = right.details
    return form_about(
        request,
        right,
        MovedDrawForm,
        source=still_standing(request, man, Draw, document),
        taken_for=man.details,
        clinic=request.clinic,
        files=request.FILES or None,
        previous=latest_results(right.patient),
        treated_on=right.status.dosed_since,
    )


def _url(step: str, man: Man, document: UUID, right: Man) -> str:
    ids = [document, man.patient.opaque_id, right.patient.opaque_id]
    return reverse(f"monitoring:draw-{step}", args=ids)


def _beside(request: ClinicRequest, label: str, man: Man) -> dict[str, Any]:
    """The second banner of a page about two men."""
    return {"beside": {"label": label, "man": banner(request, man, with_actions=False)["man"]}}
