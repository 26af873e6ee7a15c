"""Records that could be one man's: the list of the clinic, and the decision about two of them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw_men
from accounts.roles import May
from monitoring.models import Status
from monitoring.pages.linked import pair_url
from monitoring.pages.row import state_in_words
from monitoring.pages.scope import patient_url
from monitoring.pair_forms import PairForm, UndoPairForm, words_of
from patients.forms.sealed import SealedForm
from patients.likeness import reasons
from patients.models import PatientDetails, RecordPair, Verdict
from patients.pairing import AlreadyDecided, decide, undo
from patients.recording import submitted
from patients.similar import Alike, alike_pairs, identity_of

MOST = 100
ROUTES: dict[type[SealedForm], str] = {
    PairForm: "monitoring:record-pair",
    UndoPairForm: "monitoring:record-pair-undo",
}
MEANWHILE = "Somebody has decided about these two records in the meantime. Nothing was changed."


@allows(May.LINK_RECORDS)
@require_safe
def similar_patients(request: ClinicRequest) -> HttpResponse:
    """What is to be decided, which records are linked, and who was told apart."""
    alike = list(islice(alike_pairs(request.clinic), MOST + 1))
    decided = list(request.clinic.record_pairs.standing().select_related("decided_by"))
    details = _details_of(request, decided)
    saw_men(request, _men_in(alike, details))
    context = {
        "section": "patients",
        "alike": [_alike_row(each) for each in alike[:MOST]],
        "most": MOST if len(alike) > MOST else None,
        "linked": _decided_rows(decided, details, Verdict.SAME),
        "apart": _decided_rows(decided, details, Verdict.TWO),
    }
    return render(request, "monitoring/similar_patients.html", context)


def _details_of(request: ClinicRequest, decided: list[RecordPair]) -> dict[int, PatientDetails]:
    keys = {key for pair in decided for key in (pair.first_id, pair.second_id)}
    found = request.clinic.patient_details.current().filter(patient__in=keys)
    return {each.patient_id: each for each in found.select_related("patient")}


def _men_in(alike: list[Alike], details: dict[int, PatientDetails]) -> list[UUID]:
    listed = [man for each in alike[:MOST] for man in (each.one, each.other)]
    return [man.patient.opaque_id for man in (*listed, *details.values())]


def _alike_row(alike: Alike) -> dict[str, Any]:
    one, other = alike.one, alike.other
    return {"men": [one, other], "why": alike.reasons, "url": pair_url(one.patient, other.patient)}


def _decided_rows(
    decided: list[RecordPair], details: dict[int, PatientDetails], verdict: Verdict
) -> list[dict[str, Any]]:
    rows = []
    for pair in decided:
        one, other = details.get(pair.first_id), details.get(pair.second_id)
        if one and other and pair.verdict == verdict:
            url = pair_url(one.patient, other.patient)
            rows.append({"men": [one, other], "pair": pair, "url": url})
    return rows


@allows(May.LINK_RECORDS)
@require_http_methods(["GET", "HEAD", "POST"])
def record_pair(request: ClinicRequest, opaque_id: UUID, other: UUID) -> HttpResponse:
    """Two records side by side, and the decision about them."""
    men = _men_or_404(request, opaque_id, other)
    form = _form(request, PairForm, men)
    if request.method == "POST" and form.is_valid():
        return _once(request, men, form, lambda: _decide(request, men, form))
    return _page(request, men, form)


def _decide(request: ClinicRequest, men: list[Status], form: PairForm) -> None:
    verdict = Verdict(form.cleaned_data["verdict"])
    one, other = (each.patient for each in men)
    decide(request.clinic, one, other, verdict, by=request.user, **words_of(form))


@allows(May.LINK_RECORDS)
@require_POST
def undo_record_pair(request: ClinicRequest, opaque_id: UUID, other: UUID) -> HttpResponse:
    """Undo a decision about two records: they are as undecided as before."""
    men = _men_or_404(request, opaque_id, other)
    form = _form(request, UndoPairForm, men)
    if not form.is_valid():
        return _page(request, men, form)
    return _once(request, men, form, lambda: _undo(request, men, form))


def _undo(request: ClinicRequest, men: list[Status], form: UndoPairForm) -> None:
    standing = _standing(request, men)
    if standing is None:
        raise AlreadyDecided
    undo(standing, by=request.user, **words_of(form))


def _once(
    request: ClinicRequest,
    men: list[Status],
    form: PairForm | UndoPairForm,
    act: Callable[[], None],
) -> HttpResponse:
    """Do what a form asks; the same form sent again has done so already."""
    try:
        act()
    except AlreadyDecided:
        is_done = submitted(form.cleaned_data["seal"]) is not None
        return _told(request, men, is_done=is_done)
    return _told(request, men, is_done=True)


def _told(request: ClinicRequest, men: list[Status], *, is_done: bool) -> HttpResponse:
    if is_done:
        messages.success(request, "Recorded.")
    else:
        messages.error(request, MEANWHILE)
    return redirect(pair_url(*(each.patient for each in men)))


def _men_or_404(request: ClinicRequest, one: UUID, other: UUID) -> list[Status]:
    """Two different men of the clinic, the older record first."""
    statuses = request.clinic.statuses.named().filter(patient__opaque_id__in=[one, other])
    men = list(statuses.order_by("patient_id"))
    if len(men) != len((one, other)):
        raise Http404
    saw_men(request, (each.patient.opaque_id for each in men))
    return men


def _standing(request: ClinicRequest, men: list[Status]) -> RecordPair | None:
    between = request.clinic.record_pairs.between(*(each.patient_id for each in men))
    chosen = between.standing().select_related("decided_by", "first", "second")
    return chosen.first()


def _form[F: SealedForm](request: ClinicRequest, kind: type[F], men: list[Status]) -> F:
    """A form about two records, with what was sent to its own address."""
    action = reverse(ROUTES[kind], args=[each.patient.opaque_id for each in men])
    is_sent = request.method == "POST" and _route(request) == ROUTES[kind]
    return kind(request.POST if is_sent else None, user=request.user, action=action)


def _route(request: ClinicRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _page(request: ClinicRequest, men: list[Status], form: PairForm | UndoPairForm) -> HttpResponse:
    standing = _standing(request, men)
    fitting: type[SealedForm] = UndoPairForm if standing else PairForm
    context = {
        "section": "patients",
        "men": [_column(each) for each in men],
        "why": reasons(*(identity_of(each.details) for each in men)),
        "standing": standing,
        "form": form if isinstance(form, fitting) else _form(request, fitting, men),
    }
    status = 422 if form.errors else 200
    return render(request, "monitoring/record_pair.html", context, status=status)


def _column(status: Status) -> dict[str, Any]:
    """What tells one man from another."""
    return {
        "details": status.details,
        "url": patient_url(status.patient),
        "state": state_in_words(status.course_state, is_followed=status.details.is_followed),
        "last_draw_on": status.last_draw_on,
        "registered_at": status.patient.created_at,
    }
