"""Saving a form as a fact: the same few steps for every kind of fact.

Sent twice it saves once; changed by somebody else in the meantime it shows both versions and
keeps what was typed; refused by the judgement it says why. Nothing is ever half saved.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import ClinicRequest
from accounts.models import AuditRow
from monitoring.judgement import Refused
from monitoring.pages.banner import banner
from monitoring.pages.foreseen import write_as_shown
from monitoring.pages.man_pages import man_steps
from monitoring.pages.scope import Man, fact_or_404
from patients.facts import Fact
from patients.forms.fact_form import FactForm, Overtaken
from patients.recording import AlreadySubmitted, FactBook, Outdated, record_facts, submitted

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
    man.patient.details = man.details
    form = form_about(request, man, entry.form, current, **more)
    outcome = save_fact(request, form)
    if outcome.is_saved:
        said = f"{entry.saved} {form.done}".strip()
        messages.success(request, ALREADY_SAVED if outcome.before else said)
        return redirect("monitoring:patients" if "next" in request.POST else man.url)
    context = {**_frame(request, man, entry, current), "form": form, "conflict": outcome.conflict}
    return render(request, entry.template, context, status=outcome.status)


def _frame(request: ClinicRequest, man: Man, entry: Entry, current: Fact | None) -> dict[str, Any]:
    return {
        "section": "patients",
        "title": f"Amend: {entry.title.lower()}" if current else entry.title,
        "withdraw_url": _withdraw_url(man, current),
        "elsewhere_url": _elsewhere_url(man, current),
        "steps": man_steps(man, entry.title),
        **banner(request, man, with_actions=False),
    }


@dataclass(frozen=True)
class Outcome:
    """What became of a form: not sent, saved, refused, or met by another version.

    `before` is the audit row of the first time, where the same form had been saved already.
    """

    is_saved: bool = False
    failed: bool = False
    before: AuditRow | None = None
    conflict: dict[str, Any] | None = None

    @property
    def status(self) -> int:
        """The status of the page that shows the form again."""
        return 422 if self.failed else 200


NOT_SENT, SAVED, FAILED = Outcome(), Outcome(is_saved=True), Outcome(failed=True)


def save_fact(request: ClinicRequest, form: FactForm) -> Outcome:
    """Write what a sent form states; what prevents it is put beside the form."""
    if request.method != "POST":
        return NOT_SENT
    return _written(request, form) if form.is_valid() else _refused(form)


def _refused(form: FactForm) -> Outcome:
    """A form with faults; or one that was saved before and now meets its own work."""
    row = submitted(form.opened.token) if form.opened else None
    return Outcome(is_saved=True, before=row) if row else FAILED


def _written(request: ClinicRequest, form: FactForm) -> Outcome:
    def write() -> None:
        with _unit_of_work(request, form) as book:
            form.write(book)

    try:
        return SAVED if write_as_shown(request, form, write) else NOT_SENT
    except AlreadySubmitted as again:
        return Outcome(is_saved=True, before=again.row)
    except Outdated as outdated:
        return _met_by(form, outdated.current)
    except (Refused, Overtaken, IntegrityError) as refusal:
        return _stopped(form, refusal)


def _stopped(form: FactForm, refusal: Exception) -> Outcome:
    """Say beside the form what stopped it; a fault that the form can't explain goes on."""
    if isinstance(refusal, Refused):
        form.add_error(None, refusal.why)
    if isinstance(refusal, IntegrityError) and not form.is_taken():
        raise refusal
    return FAILED


def _met_by(form: FactForm, theirs: Fact) -> Outcome:
    """Somebody saved first: both versions are shown, and what was typed can be sent again."""
    form.reseal(theirs)
    return Outcome(failed=True, conflict=conflict(form, theirs))


def _unit_of_work(request: ClinicRequest, form: FactForm) -> AbstractContextManager[FactBook]:
    return record_facts(
        request.clinic,
        by=request.user,
        today=request.today,
        about=[form.patient] if form.patient else [],
        reason=form.reason,
        submission=form.opened.token if form.opened else None,
    )


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


def _elsewhere_url(man: Man, current: Fact | None) -> str:
    """Where a draw is entered for the man to whom it belongs."""
    if current is None or current._meta.model_name != "draw":
        return ""
    return reverse("monitoring:draw-elsewhere", args=[man.patient.opaque_id, current.document])
