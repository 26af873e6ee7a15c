"""Bringing a file, looking at what it would do, accepting it, and what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw, saw_men
from accounts.roles import May, may
from exchange.bringing.forms import BringForm
from exchange.bringing.looking import AlreadyDone, Changed, accept, look
from exchange.bringing.opening import bring, set_aside
from exchange.files.csv_reading import Unusable
from exchange.intake.outcome import outcome_of
from exchange.models import Arrival

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
LATEST = 20
LOOK_AGAIN = "Something changed since you looked. Nothing was taken: look at the rows again."


@allows(May.ENTER_RESULTS)
@READ_OR_SEND
def new_import(request: ClinicRequest) -> HttpResponse:
    """Choose a file, and see what was brought before."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BringForm(*sent, clinic=request.clinic)
    if form.is_valid() and (arrival := _brought(request, form)):
        return redirect("exchange:import", arrival.opaque_id)
    brought = request.clinic.arrivals.select_related("laboratory", "brought_by", "run")
    latest = brought.order_by("-brought_at", "-pk")[:LATEST]
    context = {"section": "imports", "form": form, "latest": latest}
    status = 422 if form.errors else 200
    return render(request, "exchange/new_import.html", context, status=status)


def _brought(request: ClinicRequest, form: BringForm) -> Arrival | None:
    try:
        file = form.cleaned_data["file"]
        return bring(request.clinic, file, form.said, by=request.user, today=request.today)
    except Unusable as refused:
        for sentence in refused.sentences:
            form.add_error("file", sentence)
        return None


def arrival_or_404(request: ClinicRequest, opaque_id: UUID) -> Arrival:
    """A file that was brought to this clinic."""
    wanted = request.clinic.arrivals.select_related(
        "file", "laboratory", "layout__laboratory", "brought_by", "run__by", "clinic"
    )
    return get_object_or_404(wanted, opaque_id=opaque_id)


@allows(May.ENTER_RESULTS)
@READ_OR_SEND
def show_import(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """What a file would do, with the rows to accept; or what it did."""
    arrival = arrival_or_404(request, opaque_id)
    if request.method == "POST":
        return _accept(request, arrival)
    if not arrival.is_open:
        return _report(request, arrival)
    if arrival.format == "csv" and arrival.layout is None:
        return redirect("exchange:import-columns", opaque_id)
    return _rows(request, arrival)


def _accept(request: ClinicRequest, arrival: Arrival) -> HttpResponse:
    chosen = [int(each) for each in request.POST.getlist("row") if each.isdecimal()]
    try:
        mark = request.POST.get("mark", "")
        accept(arrival, chosen, mark, by=request.user, today=request.today)
    except Changed:
        messages.error(request, LOOK_AGAIN)
    except AlreadyDone:
        messages.error(request, "This file was accepted or set aside already. Nothing was done.")
    else:
        messages.success(request, "Accepted. Every patient of these rows was judged.")
    return redirect("exchange:import", arrival.opaque_id)


def _rows(request: ClinicRequest, arrival: Arrival) -> HttpResponse:
    """The second step: nothing is taken yet."""
    looked = look(arrival, request.user, request.today)
    saw(request, rows=len(looked.lines))
    saw_men(request, (each.patient.opaque_id for each in looked.men))
    context = {
        "section": "imports",
        "arrival": arrival,
        "looked": looked,
        "states": _counted(looked.lines),
        "earlier": _earlier(arrival),
        "may_see": may(request.membership.role, May.SEE_FINDINGS),
    }
    return render(request, "exchange/look.html", context)


def _counted(lines: Any) -> list[dict[str, Any]]:
    """How many rows there are of each state, in the order in which they first occur."""
    counts: dict[str, dict[str, Any]] = {}
    for line in lines:
        entry = {"label": line.label, "tone": line.tone, "count": 0}
        counts.setdefault(line.label, entry)["count"] += 1
    return list(counts.values())


def _earlier(arrival: Arrival) -> Arrival | None:
    """When the same file was accepted before."""
    others = arrival.file.arrivals.exclude(run=None).select_related("brought_by", "run__by")
    return others.order_by("-brought_at").first()


def _report(request: ClinicRequest, arrival: Arrival) -> HttpResponse:
    """The third step: what was taken, whose results were judged, what waits."""
    outcome = outcome_of(arrival)
    saw(request, rows=outcome.rows)
    saw_men(request, (each.patient.opaque_id for each in outcome.men))
    context = {"section": "imports", "arrival": arrival, "outcome": outcome}
    return render(request, "exchange/outcome.html", context)


@allows(May.ENTER_RESULTS)
@require_POST
def set_import_aside(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Take nothing of a file."""
    if set_aside(arrival_or_404(request, opaque_id), by=request.user):
        messages.success(request, "Set aside. Nothing of this file was taken.")
    else:
        messages.error(request, "This file was accepted or set aside already. Nothing was done.")
    return redirect("exchange:import-new")
