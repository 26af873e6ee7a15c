"""Recording a call or a booked visit about one duty of one man."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import ClinicRequest, allows
from accounts.roles import May
from monitoring.models import Obligation, ObligationKind
from monitoring.obligations.contact_forms import BookedForm, CalledForm, ContactForm
from monitoring.obligations.silence import ANNOUNCED_AHEAD_DAYS, announced_from
from monitoring.pages.banner import banner
from monitoring.pages.decided import decisions_about
from monitoring.pages.due_note import due_note, is_called_about
from monitoring.pages.entry import ALREADY_SAVED, form_about, save_fact
from monitoring.pages.records import READ_OR_SAVE
from monitoring.pages.scope import Man, man_or_404
from patients.forms.days import format_day

FROM_THE_LIST = "reminders"
"""What `back` says in an address that was opened from the list of follow-ups."""


@dataclass(frozen=True)
class Contact:
    """One way to arrange something with a man: its form, its words."""

    form: type[ContactForm]
    title: str
    saved: str


CALL = Contact(CalledForm, "Record a call", "Call recorded.")
VISIT = Contact(BookedForm, "Visit booked", "Visit recorded. Nobody is reminded until then.")


@allows(May.STEER_REMINDERS)
@READ_OR_SAVE
def record_call(request: ClinicRequest, opaque_id: UUID, duty: str) -> HttpResponse:
    """Record that he was called about a duty, and what came of it."""
    return _contact(request, man_or_404(request, opaque_id), duty, CALL)


@allows(May.STEER_REMINDERS)
@READ_OR_SAVE
def record_visit(request: ClinicRequest, opaque_id: UUID, duty: str) -> HttpResponse:
    """Record that a visit is booked for a duty."""
    return _contact(request, man_or_404(request, opaque_id), duty, VISIT)


def _contact(request: ClinicRequest, man: Man, kind: str, contact: Contact) -> HttpResponse:
    duty, back = _open_duty(man, kind), _back(request, man)
    if duty is None or not is_called_about(duty, request):
        messages.error(request, _why_not(duty, kind))
        return redirect(back)
    form = form_about(request, man, contact.form, duty=duty)
    form.cancel_url = back
    outcome = save_fact(request, form)
    if outcome.is_saved:
        messages.success(request, ALREADY_SAVED if outcome.before else contact.saved)
        return redirect(back)
    context = {**_frame(request, man, contact, duty), "form": form}
    return render(request, "monitoring/contact_record.html", context, status=outcome.status)


def _open_duty(man: Man, kind: str) -> Obligation | None:
    if kind not in ANNOUNCED_AHEAD_DAYS:
        raise Http404
    return man.patient.obligations.open().filter(kind=kind).first()


def _why_not(duty: Obligation | None, kind: str) -> str:
    """Why nothing can be arranged about a duty: it is met, or not announced yet."""
    label = ObligationKind(kind).label
    if duty is None:
        return f"{label}: nothing is owed to him any more. Nothing was recorded."
    return (
        f"{label}: due on {format_day(duty.due_on)}. A call or a visit is recorded from "
        f"{format_day(announced_from(kind, duty.due_on))} on. Nothing was recorded."
    )


def _back(request: ClinicRequest, man: Man) -> str:
    is_from_list = request.GET.get("back") == FROM_THE_LIST
    return reverse("monitoring:reminders") if is_from_list else man.url


def _frame(request: ClinicRequest, man: Man, contact: Contact, duty: Obligation) -> dict[str, Any]:
    return {
        "section": "patients",
        "title": contact.title,
        "dues": [due_note(duty, request, man, decisions_about(man)) | {"links": []}],
        "steps": [
            {"label": "Patients", "url": reverse("monitoring:patients")},
            {"label": "Patient", "url": man.url},
            {"label": contact.title},
        ],
        **banner(request, man, with_actions=False),
    }
