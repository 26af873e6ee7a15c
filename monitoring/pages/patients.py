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
from accounts.auditing.seen import saw_men
from accounts.roles import May, may
from monitoring.models import Status
from monitoring.models.listed import ListedMan
from monitoring.models.status import StatusQuerySet, men_by_details
from monitoring.pages.alarms import alarms
from monitoring.pages.entry import ALREADY_SAVED, Entry, Outcome, entry_page, save_fact
from monitoring.pages.listed import list_rows
from monitoring.pages.row import HEADINGS
from monitoring.pages.scope import man_or_404, patient_url
from patients.forms.days import DayUnreadable, read_day
from patients.forms.details import DetailsForm

MOST = 100
LONGEST_QUERY = 100

DETAILS = Entry(DetailsForm, "Patient details", "Details saved.")


@allows(May.SEE_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def patients(request: ClinicRequest) -> HttpResponse:
    """All men of the clinic, or those that a search finds. What is searched stays out of URLs."""
    query = query_of(request)
    found = _search(request, query).for_list(MOST + 1)
    if query and not request.htmx and (exact := _exact(found, query)):
        return redirect("monitoring:patient", exact.opaque_id)
    context = _listed(request, found) | {"query": query, "problems": alarms(request)}
    return render(request, "monitoring/patients.html", context)


def query_of(request: ClinicRequest) -> str:
    """What is searched for."""
    return " ".join(request.POST.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY]


def men_found(request: ClinicRequest, query: str, most: int) -> list[Status]:
    """The first men of the clinic, by family name, whom a search finds."""
    return list(_search(request, query).named()[:most])


def _listed(request: ClinicRequest, found: list[ListedMan]) -> dict[str, Any]:
    """The men found, as far as they are shown, and noted as seen."""
    saw_men(request, (man.opaque_id for man in found[:MOST]))
    return {
        "section": "patients",
        "rows": list_rows(request, found[:MOST], why=False),
        "with_values": may(request.membership.role, May.SEE_WORKLIST),
        "most": MOST if len(found) > MOST else None,
        **HEADINGS,
    }


def _exact(found: list[ListedMan], query: str) -> ListedMan | None:
    """The one man whose record number was typed in full."""
    exact = [man for man in found if man.record_number.casefold() == query.casefold()]
    return exact[0] if len(exact) == 1 else None


def _search(request: ClinicRequest, query: str) -> StatusQuerySet:
    by_name = men_by_details(request.clinic).order_by(
        "details__family_name", "details__given_name", "patient_id"
    )
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
    form = _registration(request)
    outcome = save_fact(request, form)
    if outcome.is_saved:
        first = "Patient registered. Add the baseline draw before the first dose."
        messages.success(request, ALREADY_SAVED if outcome.before else first)
        return redirect("monitoring:patient", _registered(form, outcome))
    alike = [each.one for each in form.lookalikes]
    saw_men(request, (man.patient.opaque_id for man in alike))
    lookalikes = [(man.list_name, patient_url(man.patient)) for man in alike]
    context = {"section": "patients", "form": form, "lookalikes": lookalikes}
    return render(request, "monitoring/patient_register.html", context, status=outcome.status)


def _registration(request: ClinicRequest) -> DetailsForm:
    return DetailsForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=request.today,
        patient=None,
        clinic=request.clinic,
        cancel_url=reverse("monitoring:patients"),
    )


def _registered(form: DetailsForm, outcome: Outcome) -> UUID | str:
    """The man whom this form registered, now or when it was sent the first time."""
    if outcome.before:
        return str(outcome.before.patient)
    return form.registered.opaque_id


@allows(May.REGISTER_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def amend_details(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Correct who he is; the earlier version stays in his history."""
    man = man_or_404(request, opaque_id)
    return entry_page(request, man, DETAILS, document=man.details.document, clinic=request.clinic)
