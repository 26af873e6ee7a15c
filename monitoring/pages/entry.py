"""Saving a form as a fact: the same few steps for every kind of fact.

Sent twice it saves once; changed by somebody else in the meantime it shows both versions and
keeps what was typed; refused by the judgement it says why. Nothing is ever half saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
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
from patients.recording import AlreadySubmitted, FactBook, Outdated, record_facts, submitted

ALREADY_SAVED = "This was already saved. Nothing was saved twice."


@dataclass(frozen=True)
class Entry:
    """One kind of fact that can be typed: its form, its words."""

    form: type[FactForm]
    title: str
    saved: str
    template: str = "monitoring/fact_record.html"


def entry_page(
    request: ClinicRequest,
    man: Man,
    entry: Entry,
    *,
    document: UUID | None = None,
    **form_arguments: Any,
) -> HttpResponse:
    """Show the form of an entry, or save it; with `document` as the next version of that one."""
    current = _current(man, entry, document)
    form = entry.form(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=request.today,
        patient=man.patient,
        details=man.details,
        current=current,
        cancel_url=man.url,
        **form_arguments,
    )
    context: dict[str, Any] = {}
    if request.method == "POST":
        saved = save_fact(request, man, form, current, context)
        if saved:
            messages.success(request, entry.saved if saved == "saved" else ALREADY_SAVED)
            return redirect(man.url)
    context |= {
        "section": "patients",
        "form": form,
        "title": f"Amend: {entry.title.lower()}" if current else entry.title,
        "current": current,
        "withdraw_url": _withdraw_url(man, entry, current),
        "steps": [
            {"label": "Patients", "url": reverse("monitoring:patients")},
            {"label": "Patient", "url": man.url},
            {"label": entry.title},
        ],
        **banner(request, man, with_actions=False),
    }
    return render(
        request,
        entry.template,
        context,
        status=422 if form.errors or context.get("conflict") else 200,
    )


def _current(man: Man, entry: Entry, document: UUID | None) -> Fact | None:
    return fact_or_404(man, entry.form.MODEL, document) if document else None


def save_fact(
    request: ClinicRequest,
    man: Man,
    form: FactForm,
    current: Fact | None = None,
    context: dict[str, Any] | None = None,
) -> Literal["saved", "again", ""]:
    """Write what the form states; what prevents it is put beside the form or in `context`."""
    if not form.is_valid():
        return "again" if form.opened and submitted(form.opened.token) else ""
    try:
        with record_facts(
            request.clinic,
            by=request.user,
            today=request.today,
            about=[man.patient],
            reason=form.reason,
            submission=form.opened.token if form.opened else None,
        ) as book:
            _write(book, man, form, current)
    except AlreadySubmitted:
        return "again"
    except Refused as refused:
        form.add_error(None, refused.why)
    except Outdated as outdated:
        if context is not None:
            context["conflict"] = conflict(form, outdated.current)
        form.reseal(outdated.current)
    else:
        return "saved"
    return ""


def _write(book: FactBook, man: Man, form: FactForm, current: Fact | None) -> None:
    fact, parts = form.build()
    fact.patient = man.patient
    if current is None:
        book.record(fact, parts)
    elif form.opened and form.opened.version != current.version:
        raise Outdated(current)
    else:
        book.amend(current, fact, parts)


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


def _withdraw_url(man: Man, entry: Entry, current: Fact | None) -> str:
    if current is None or current._meta.model_name == "patientdetails":
        return ""
    kind = current._meta.model_name
    return reverse("monitoring:fact-withdraw", args=[man.patient.opaque_id, kind, current.document])
