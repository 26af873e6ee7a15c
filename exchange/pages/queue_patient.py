"""Saying whose a waiting row is, and what a word of a laboratory means."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw, saw_men
from accounts.roles import May, may
from exchange.models import WaitingRow
from exchange.pages.queue import row_or_404, row_page
from exchange.pages.shown_first import MEANWHILE, Trial, analyte_of, tried_first
from exchange.queue.deciding import Decision, take_again
from exchange.queue.forms import ClaimForm, MeaningForm, meaning_in_words, units_of
from exchange.queue.meanings import give_meaning, waiting_for, word_of
from exchange.queue.words import told_of
from exchange.rows.kinds import Kind
from monitoring.pages.banner import banner
from monitoring.pages.patients import men_found, query_of
from monitoring.pages.scope import Man, man_or_404

MOST = 20
OF_SOMEBODY = frozenset({Kind.UNKNOWN_PATIENT, Kind.NOT_ACCEPTED})
READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _asks_whose(row: WaitingRow) -> bool:
    return row.kind in OF_SOMEBODY and row.settled_at is None and bool(row.sent)


@allows(May.ENTER_RESULTS)
@READ_OR_SEND
def find_patient(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Find the man whose row it is; what is searched stays out of addresses."""
    row = row_or_404(request, opaque_id)
    saw(request, row=str(opaque_id))
    if not _asks_whose(row):
        return redirect("exchange:waiting-row", opaque_id)
    query = query_of(request)
    found = men_found(request, query, MOST + 1) if query else []
    saw_men(request, (each.patient.opaque_id for each in found[:MOST]))
    listed = [(each.details, _url(row, each.patient.opaque_id)) for each in found[:MOST]]
    context = {"section": "imports", "told": told_of(row), "query": query}
    context |= {"found": listed, "is_cut": len(found) > MOST}
    return render(request, "exchange/waiting_find.html", context)


def _url(row: WaitingRow, other: UUID) -> str:
    return reverse("exchange:waiting-patient", args=[row.opaque_id, other])


@allows(May.ENTER_RESULTS)
@READ_OR_SEND
def claim_for(request: ClinicRequest, opaque_id: UUID, other: UUID) -> HttpResponse:
    """Confirm that a row is this man's, then look at what follows, then have it taken."""
    row, man = row_or_404(request, opaque_id), man_or_404(request, other)
    if not _asks_whose(row):
        return redirect("exchange:waiting-row", opaque_id)
    man.details.patient = man.patient
    sent = request.POST if request.method == "POST" else None
    form = ClaimForm(sent, details=man.details, today=request.today)
    if form.is_valid():
        return _claimed(request, row, man, form)
    context = {"section": "imports", "told": told_of(row), "form": form}
    context |= banner(request, man, with_actions=False)
    status = 422 if form.errors else 200
    return render(request, "exchange/waiting_claim.html", context, status=status)


def _claimed(request: ClinicRequest, row: WaitingRow, man: Man, form: ClaimForm) -> HttpResponse:
    why = form.cleaned_data["reason"]
    decision = Decision(request.clinic, request.user, request.today, why=why, patient=man.details)
    trial = Trial("Take it for this patient", lambda: take_again([row], decision), man)
    return tried_first(request, row, form, trial)


@allows(May.MANAGE_CATALOGUE)
@require_POST
def say_meaning(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Say what a word of a laboratory means, for all that waits for it and all that comes."""
    row = row_or_404(request, opaque_id)
    word = word_of(row) if row.settled_at is None else None
    if word is None or not may(request.membership.role, May.ENTER_RESULTS):
        messages.error(request, MEANWHILE)
        return redirect("exchange:import-new")
    form = MeaningForm(request.POST, word=word, units=units_of(analyte_of(row)))
    form.action = request.path
    if not form.is_valid():
        return row_page(request, row, form)
    decision = Decision(request.clinic, request.user, request.today, is_bulk=True)
    means, count = form.cleaned_data["means"], len(waiting_for(word, decision))
    said = f"“{word.shown}” of {word.laboratory} means {meaning_in_words(means)}"
    act = partial(give_meaning, word, means, decision)
    return tried_first(request, row, form, Trial(f"{said}: {count} waiting", act, is_of_many=True))
