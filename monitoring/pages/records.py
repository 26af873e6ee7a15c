"""The forms that record one man's facts, each a few lines: which form, which words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from labs.forms.dexa import DexaForm
from labs.forms.draw import DrawForm
from labs.models import DexaScan, Draw, LabReport
from labs.results import latest_results
from monitoring.foresight import foresee
from monitoring.judgement.due.dates import Due
from monitoring.models import ObligationKind
from monitoring.obligations.dose_form import DoseForm, LabsAfter
from monitoring.pages.banner import banner
from monitoring.pages.entry import ALREADY_SAVED, Entry, entry_page, form_about, save_fact
from monitoring.pages.man_pages import man_steps
from monitoring.pages.scope import Man, fact_or_404, man_or_404
from monitoring.pages.start_list import known_at_start
from monitoring.pages.withdrawal import WithdrawForm
from patients.facts import Fact
from patients.forms.symptoms import SymptomForm
from patients.models import SymptomReport
from patients.recording import FactBook, record_facts
from protocols.forms import TherapyForm
from protocols.models import Drug, TargetOverride, TherapyEvent

DRAW = Entry(DrawForm, "Lab draw", "Draw saved and judged.", "monitoring/draw_record.html")
DEXA = Entry(DexaForm, "DEXA scan", "Scan saved and judged.")
SYMPTOMS = Entry(SymptomForm, "Symptoms", "Symptoms saved.")
ANASTROZOLE = Entry(DoseForm, "Anastrozole", "Protocol event saved and judged.")
THERAPY = Entry(TherapyForm, "Testosterone and other drugs", "Event saved and judged.")

WITHDRAWING = "Entered in error"
WITHDRAWN = "Marked as entered in error. It stays in the history."

READ_OR_SAVE = require_http_methods(["GET", "HEAD", "POST"])


@allows(May.ENTER_RESULTS)
@READ_OR_SAVE
def draw(request: ClinicRequest, opaque_id: UUID, document: UUID | None = None) -> HttpResponse:
    """Record a draw, or amend one."""
    man = man_or_404(request, opaque_id)
    return entry_page(request, man, DRAW, document, **_known(request, man, document))


def draw_form(request: ClinicRequest, man: Man, document: UUID | None) -> DrawForm:
    """The form of a draw with what was sent, by itself."""
    current = fact_or_404(man, Draw, document) if document else None
    man.patient.details = man.details
    return form_about(request, man, DrawForm, current, **_known(request, man, document))


def _known(request: ClinicRequest, man: Man, document: UUID | None) -> dict[str, Any]:
    """What the form of a draw knows beforehand."""
    previous = latest_results(man.patient, apart_from=document)
    return {
        "clinic": request.clinic,
        "files": request.FILES or None,
        "previous": previous,
        "treated_on": man.status.dosed_since,
    }


@allows(May.ENTER_RESULTS)
@READ_OR_SAVE
def dexa(request: ClinicRequest, opaque_id: UUID, document: UUID | None = None) -> HttpResponse:
    """Record a bone-density scan, or amend one."""
    return entry_page(request, man_or_404(request, opaque_id), DEXA, document)


@allows(May.ENTER_RESULTS)
@READ_OR_SAVE
def symptoms(request: ClinicRequest, opaque_id: UUID, document: UUID | None = None) -> HttpResponse:
    """Record what he reports, or amend it."""
    return entry_page(request, man_or_404(request, opaque_id), SYMPTOMS, document)


@allows(May.PRESCRIBE)
@READ_OR_SAVE
def anastrozole(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Record a step of his anastrozole course."""
    man = man_or_404(request, opaque_id)
    known = known_at_start(man, request.today)
    return entry_page(request, man, ANASTROZOLE, initial=known, labs_after=labs_after(request, man))


def labs_after(request: ClinicRequest, man: Man) -> LabsAfter:
    """When labs would be due for a man once something more was written about him."""

    def judged(write: Callable[[FactBook], None]) -> Due | None:
        def trial() -> None:
            with record_facts(
                request.clinic, by=request.user, today=request.today, about=[man.patient]
            ) as book:
                write(book)

        man.patient.details = man.details
        return foresee(man.patient, request.today, trial).after.due.get(ObligationKind.LABS)

    return judged


@allows(May.PRESCRIBE)
@READ_OR_SAVE
def therapy(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Record testosterone or another drug."""
    return entry_page(request, man_or_404(request, opaque_id), THERAPY)


@allows(May.PRESCRIBE)
@READ_OR_SAVE
def amend_therapy(request: ClinicRequest, opaque_id: UUID, document: UUID) -> HttpResponse:
    """Amend what was recorded about a drug."""
    man = man_or_404(request, opaque_id)
    event = fact_or_404(man, TherapyEvent, document)
    is_anastrozole = getattr(event, "drug", "") == Drug.ANASTROZOLE
    return entry_page(request, man, ANASTROZOLE if is_anastrozole else THERAPY, document)


KINDS: dict[str, tuple[type[Fact], May]] = {
    "draw": (Draw, May.ENTER_RESULTS),
    "labreport": (LabReport, May.ENTER_RESULTS),
    "dexascan": (DexaScan, May.ENTER_RESULTS),
    "symptomreport": (SymptomReport, May.ENTER_RESULTS),
    "therapyevent": (TherapyEvent, May.PRESCRIBE),
    "targetoverride": (TargetOverride, May.PRESCRIBE),
}


@allows(May.ENTER_RESULTS)
@READ_OR_SAVE
def withdraw(request: ClinicRequest, opaque_id: UUID, kind: str, document: UUID) -> HttpResponse:
    """Mark a document as entered in error: it leaves the judgement and stays in the history."""
    man = man_or_404(request, opaque_id)
    fact = still_standing(request, man, _withdrawable(request, kind), document)
    return withdrawal_page(request, man, fact)


def withdrawal_page(
    request: ClinicRequest, man: Man, fact: Fact, reason: str = "", **more: Any
) -> HttpResponse:
    """Show the form that marks a document as entered in error, or save it."""
    form = form_about(request, man, WithdrawForm, fact, initial={"amendment": reason})
    outcome = save_fact(request, form)
    if outcome.is_saved:
        messages.success(request, ALREADY_SAVED if outcome.before else WITHDRAWN)
        return redirect(man.url)
    context = {"form": form, "title": WITHDRAWING, "fact": fact, **more}
    context |= {"section": "patients", "steps": man_steps(man, WITHDRAWING)}
    context |= banner(request, man, with_actions=False)
    return render(request, "monitoring/fact_record.html", context, status=outcome.status)


def still_standing(request: ClinicRequest, man: Man, model: type[Fact], document: UUID) -> Fact:
    """What is to be withdrawn; for a form sent a second time also what it withdrew the first."""
    latest = man.patient.versions_of(model).filter(document=document, is_current=True).first()
    if latest and latest.entered_in_error and request.method == "POST":
        return latest
    return fact_or_404(man, model, document)


def _withdrawable(request: ClinicRequest, kind: str) -> type[Fact]:
    """The kind of fact that an address names, if the reader may withdraw it."""
    model, act = KINDS.get(kind, (None, None))
    if model is None or act is None or not may(request.membership.role, act):
        raise Http404
    return model
