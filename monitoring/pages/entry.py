"""Saving a form as a fact: the same few steps for every kind of fact.

Sent twice it saves once; changed by somebody else in the meantime it shows both versions and
keeps what was typed; refused by the judgement it says why. Nothing is ever half saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import ClinicRequest
from monitoring.judgement import Refused
from monitoring.pages.banner import banner
from monitoring.pages.scope import Man, fact_or_404
from patients.facts import Fact
from patients.forms.fact_form import FactForm
from patients.recording import AlreadySubmitted, Outdated, record_facts, submitted

ALREADY_SAVED = "This was already saved. Nothing was saved twice."


@dataclass(frozen=True)
class Entry:
    """One kind of fact that can be typed: its form, its words."""

    form: type[FactForm]
    title: str
    saved: str
    template: str = "monitoring/fact_record.html"


def form_about[F: FactForm](
    request: ClinicRequest, man: Man, form: type[F], current: Fact | None = None, **more: Any
) -> F:
    """Open a form about a man, empty or with what was sent."""
    return form(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=request.today,
        patient=man.patient,
        details=man.details,
        current=current,
        cancel_url=man.url,
        **more,
    )


def entry_page(
    request: ClinicRequest, man: Man, entry: Entry, document: UUID | None = None, **more: Any
) -> HttpResponse:
    """Show the form of an entry, or save it; with `document` as the next version of that one."""
    current = fact_or_404(man, entry.form.MODEL, document) if document else None
    form = form_about(request, man, entry.form, current, **more)
    outcome = save_fact(request, man, form) if request.method == "POST" else Outcome()
    if outcome.is_saved:
        messages.success(request, ALREADY_SAVED if outcome.before else entry.saved)
        return redirect(man.url)
    context = {**_frame(request, man, entry, current), "form": form, "conflict": outcome.conflict}
    return render(request, entry.template, context, status=422 if outcome.failed else 200)


def _frame(request: ClinicRequest, man: Man, entry: Entry, current: Fact | None) -> dict[str, Any]:
    return {
        "section": "patients",
        "title": f"Amend: {entry.title.lower()}" if current else entry.title,
        "withdraw_url": _withdraw_url(man, current),
        "steps": [
            {"label": "Patients", "url": reverse("monitoring:patients")},
            {"label": "Patient", "url": man.url},
            {"label": entry.title},
        ],
        **banner(request, man, with_actions=False),
    }


@dataclass(frozen=True)
class Outcome:
    """What became of a form: saved now, saved before, refused, or met by another version."""

    is_saved: bool = False
    before: bool = False
    failed: bool = False
    conflict: dict[str, Any] | None = None


SAVED = Outcome(is_saved=True)
SAVED_BEFORE = Outcome(is_saved=True, before=True)
FAILED = Outcome(failed=True)


def save_fact(request: ClinicRequest, man: Man, form: FactForm) -> Outcome:
    """Write what the form states; what prevents it is put beside the form."""
    token = form.opened.token if form.is_valid() and form.opened else None
    if token is None:
        return SAVED_BEFORE if form.opened and submitted(form.opened.token) else FAILED
    try:
        with record_facts(
            request.clinic,
            by=request.user,
            today=request.today,
            about=[man.patient],
            reason=form.reason,
            submission=token,
        ) as book:
            form.write(book)
    except AlreadySubmitted:
        return SAVED_BEFORE
    except Refused as refused:
        form.add_error(None, refused.why)
        return FAILED
    except Outdated as outdated:
        form.reseal(outdated.current)
        return Outcome(failed=True, conflict=conflict(form, outdated.current))
    return SAVED


def conflict(form: FactForm, theirs: Fact) -> dict[str, Any]:
    """What the other person saved, beside what was typed here, field by field."""
    saved = form.initial_from(theirs)
    facts = []
    for name, field in form.fields.items():
        if form[name].is_hidden or name.startswith("amendment"):
            continue
        stands = _in_words(form, name, saved.get(name))
        typed = _in_words(form, name, form[name].value())
        if stands or typed:
            facts.append(
                {"label": field.label, "theirs": stands, "yours": typed, "differs": stands != typed}
            )
    return {
        "changed_by": theirs.recorded_by or "The system",
        "changed_at": theirs.recorded_at,
        "facts": facts,
    }


def _in_words(form: FactForm, name: str, value: Any) -> str:
    field = form.fields[name]
    if value in (None, "", False):
        return ""
    if value is True:
        return "yes"
    choices = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    shown = field.prepare_value(value)
    return choices.get(str(shown), str(shown))


def _withdraw_url(man: Man, current: Fact | None) -> str:
    if current is None or current._meta.model_name == "patientdetails":
        return ""
    kind = current._meta.model_name
    return reverse("monitoring:fact-withdraw", args=[man.patient.opaque_id, kind, current.document])
