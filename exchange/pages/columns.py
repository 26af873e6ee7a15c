"""Saying what the columns of a table mean, once for all files of that kind."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw
from accounts.roles import May
from exchange.files.csv_reading import Unusable
from exchange.files.formats import CSV
from exchange.mapping.layout_form import LayoutForm, typed_from
from exchange.mapping.layouts import Sample, lay_out, sample_of, save_layout
from exchange.models import Arrival
from exchange.pages.imports import arrival_or_404


@allows(May.ENTER_RESULTS)
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Show the columns of a file and its first rows, and save what they mean."""
    arrival = arrival_or_404(request, opaque_id)
    if not arrival.is_open or arrival.format != CSV:
        return redirect("exchange:import", opaque_id)
    try:
        sample = sample_of(arrival)
    except Unusable as refused:
        return _unusable(request, refused)
    saw(request, rows=len(sample.first_rows))
    form = _form(request, arrival, sample)
    if form.is_valid():
        return _saved(request, arrival, form)
    context = {"section": "imports", "arrival": arrival, "form": form, "sample": sample}
    status = 422 if form.errors else 200
    return render(request, "exchange/columns.html", context, status=status)


def _unusable(request: ClinicRequest, refused: Unusable) -> HttpResponse:
    messages.error(request, f"{refused} Set the file aside, and bring it again.")
    return redirect("exchange:import-new")


def _form(request: ClinicRequest, arrival: Arrival, sample: Sample) -> LayoutForm:
    sent = request.POST if request.method == "POST" else None
    initial: dict[str, Any] = {}
    if arrival.layout:
        initial = {
            "name": arrival.layout.name,
            **typed_from(arrival.layout.declared, sample.columns),
        }
    elif arrival.laboratory:
        initial = {"laboratory": arrival.laboratory.name, "name": arrival.laboratory.name}
    return LayoutForm(sent, sample=sample, initial=initial)


def _saved(request: ClinicRequest, arrival: Arrival, form: LayoutForm) -> HttpResponse:
    said = form.cleaned_data
    layout = save_layout(
        request.clinic, said["laboratory"], said["name"], form.declared, by=request.user
    )
    if lay_out(arrival, layout):
        messages.success(request, f"Layout “{layout.name}” saved. The rows are read by it.")
    return redirect("exchange:import", arrival.opaque_id)
