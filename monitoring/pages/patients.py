"""Finding a man, registering one, correcting who he is."""

from __future__ import annotations

import contextlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from monitoring.models.status import StatusQuerySet
from monitoring.pages.entry import Entry, entry_page
from monitoring.pages.row import COLUMNS, list_row
from monitoring.pages.scope import man_or_404, patient_url
from patients.forms.days import DayUnreadable, read_day
from patients.forms.details import DetailsForm
from patients.recording import AlreadySubmitted, record_facts, submitted

MOST = 100
LONGEST_QUERY = 100

DETAILS = Entry(DetailsForm, "Patient details", "Details saved.")


@allows(May.SEE_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def patients(request: ClinicRequest) -> HttpResponse:
    """All men of the clinic, or those that a search finds. What is searched stays out of URLs."""
    query = " ".join(request.POST.get("q", "").split())[:LONGEST_QUERY]
    men = request.clinic.statuses.named()
    found = list(_search(men, query, request)[: MOST + 1])
    exact = [row for row in found if row.details.record_number.casefold() == query.casefold()]
    if query and len(exact) == 1 and not request.htmx:
        return redirect(patient_url(exact[0].patient))
    with_values = may(request.membership.role, May.SEE_WORKLIST)
    context = {
        "section": "patients",
        "query": query,
        "rows": [list_row(row, request.today, why=False) for row in found[:MOST]],
        "columns": COLUMNS,
        "with_values": with_values,
        "is_cut": len(found) > MOST,
        "most": MOST,
    }
    return render(request, "monitoring/patients.html", context)


def _search(men: StatusQuerySet, query: str, request: ClinicRequest) -> StatusQuerySet:
    by_name = men.order_by("details__family_name", "details__given_name", "patient_id")
    if not query:
        return by_name
    wanted = Q(details__record_number__istartswith=query) | _named(query)
    with contextlib.suppress(DayUnreadable):
        wanted |= Q(details__born_on=read_day(query, request.today).day)
    return by_name.filter(wanted)


def _named(query: str) -> Q:
    """Every word of the query stands in his family or given name."""
    wanted = Q()
    for word in query.replace(",", " ").split():
        wanted &= Q(details__family_name__icontains=word) | Q(details__given_name__icontains=word)
    return wanted


@allows(May.REGISTER_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: ClinicRequest) -> HttpResponse:
    """Register a new man."""
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=request.today,
        patient=None,
        clinic=request.clinic,
        cancel_url=reverse("monitoring:patients"),
    )
    if request.method == "POST" and (man := _admitted(request, form)):
        return redirect("monitoring:patient", man)
    context: dict[str, Any] = {
        "section": "patients",
        "form": form,
        "title": "Register a patient",
        "lookalikes": [(man.list_name, patient_url(man.patient)) for man in form.lookalikes],
    }
    return render(
        request, "monitoring/patient_register.html", context, status=422 if form.errors else 200
    )


def _admitted(request: ClinicRequest, form: DetailsForm) -> UUID | str | None:
    """The man whom the form registers, or whom it registered when it was sent the first time."""
    if not form.is_valid():
        row = submitted(form.opened.token) if form.opened else None
        return str(row.detail["patient"]) if row else None
    details, _ = form.build()
    try:
        with record_facts(
            request.clinic,
            by=request.user,
            today=request.today,
            submission=form.opened.token if form.opened else None,
        ) as book:
            man = book.admit(details)
    except AlreadySubmitted as again:
        return str(again.row.detail["patient"])
    messages.success(request, "Patient registered. Add the baseline draw before the first dose.")
    return man.opaque_id


@allows(May.REGISTER_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def amend_details(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Correct who he is; the earlier version stays in his history."""
    man = man_or_404(request, opaque_id)
    return entry_page(request, man, DETAILS, document=man.details.document, clinic=request.clinic)
