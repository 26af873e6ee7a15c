"""The clinic's own targets: those in force, what waits for a second person, proposing a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import ClinicRequest, allows
from accounts.models import Membership
from accounts.roles import May, may
from labs.models import Method
from monitoring.override_forms.of_clinic import ClinicOverrideForm
from monitoring.override_forms.withdrawing import WithdrawOverrideForm
from monitoring.pages.entry import ALREADY_SAVED
from monitoring.pages.shifts import shown_shifts
from patients.recording import submitted
from protocols.models import ClinicOverride, TargetProposal
from protocols.moved import people_of
from protocols.overrides import shared_by
from protocols.proposing import propose
from protocols.words import numbers_in_words

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
LATEST = 20


@allows(May.CONFIRM_TARGETS)
@require_safe
def clinic_targets(request: ClinicRequest) -> HttpResponse:
    """What waits for whom, what the clinic has moved, and what came to nothing."""
    proposals = request.clinic.target_proposals.with_people()
    treating = list(request.clinic.memberships.who_may(May.CONFIRM_TARGETS))
    context = {
        "section": "targets",
        "waiting": [proposal_row(each, request, treating) for each in proposals.waiting()],
        "overrides": [_override_row(each, request) for each in _overrides(request)],
        "dropped": [
            proposal_row(each, request, treating)
            for each in proposals.exclude(ending="").filter(made=None).order_by("-pk")[:LATEST]
        ],
        "may_propose": may(request.membership.role, May.PROPOSE_TARGETS),
    }
    return render(request, "monitoring/clinic_targets.html", context)


def proposal_row(
    proposal: TargetProposal, request: ClinicRequest, treating: list[Membership]
) -> dict[str, Any]:
    """A proposal in words; `waits_for` are the people who may answer it."""
    asked = proposal.withdraws or proposal
    others = [each.user for each in treating if each.user_id != proposal.proposed_by_id]
    return {
        "fact": proposal,
        "said": numbers_in_words(asked.numbers),
        "place": place_of(asked),
        "is_own": proposal.proposed_by_id == request.user.pk,
        "waits_for": ["you" if each.pk == request.user.pk else each.name for each in others],
        "url": reverse("monitoring:target-proposal", args=[proposal.opaque_id]),
    }


def place_of(row: ClinicOverride | TargetProposal) -> str:
    """For what a target is moved: everything, or one laboratory with its method."""
    if row.laboratory is None:
        return "Whole clinic"
    return f"{row.laboratory}, {Method(row.method).label}"


def _overrides(request: ClinicRequest) -> Any:
    rows = request.clinic.target_overrides.select_related(
        "laboratory",
        "recorded_by",
        "proposal__proposed_by",
        "withdrawal__recorded_by",
        "withdrawal__proposal__proposed_by",
    )
    return rows.filter(withdraws=None).order_by("-pk")


def _override_row(row: ClinicOverride, request: ClinicRequest) -> dict[str, Any]:
    withdrawn = getattr(row, "withdrawal", None)
    may_withdraw = withdrawn is None and may(request.membership.role, May.PROPOSE_TARGETS)
    url = reverse("monitoring:clinic-targets-withdraw", args=[row.opaque_id])
    return {
        "fact": row,
        "said": numbers_in_words(row.numbers),
        "place": place_of(row),
        "by": people_of(row),
        "withdrawn": withdrawn,
        "withdrawn_by": people_of(withdrawn) if withdrawn else "",
        "withdraw_url": url if may_withdraw else "",
    }


@allows(May.PROPOSE_TARGETS)
@READ_OR_SEND
def propose_targets(request: ClinicRequest) -> HttpResponse:
    """Propose to move targets for all men of the clinic, or for one laboratory and method."""
    form = ClinicOverrideForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=request.today,
        clinic=request.clinic,
        in_force=shared_by(request.clinic),
        cancel_url=reverse("monitoring:clinic-targets"),
    )
    if answer := _proposed(request, form):
        return answer
    context = {"form": form, **shown_shifts(request, form.replay)}
    status = 422 if form.errors else 200
    return render(request, "monitoring/override_clinic.html", context, status=status)


@allows(May.PROPOSE_TARGETS)
@READ_OR_SEND
def withdraw_clinic_targets(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Propose to take an override of the clinic back, for all its men."""
    standing = request.clinic.target_overrides.standing()
    row = get_object_or_404(standing, opaque_id=opaque_id)
    asked = request.clinic.target_proposals.waiting().filter(withdraws=row).first()
    if asked and request.method != "POST":
        return redirect("monitoring:target-proposal", asked.opaque_id)
    form = _withdrawing(request, row)
    if answer := _proposed(request, form):
        return answer
    override = _override_row(row, request)
    context = {"form": form, "override": override, **shown_shifts(request, form.replay)}
    status = 422 if form.errors else 200
    return render(request, "monitoring/override_withdraw.html", context, status=status)


def _withdrawing(request: ClinicRequest, row: ClinicOverride) -> WithdrawOverrideForm:
    return WithdrawOverrideForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=request.today,
        row=row,
        cancel_url=reverse("monitoring:clinic-targets"),
    )


def _proposed(
    request: ClinicRequest, form: ClinicOverrideForm | WithdrawOverrideForm
) -> HttpResponse | None:
    """Put what a sent form states before a second person, once; None where it cannot be."""
    if request.method != "POST":
        return None
    valid, token = form.is_valid(), form.opened.token if form.opened else None
    if not valid or token is None:
        return _again(request) if submitted(token) else None
    return once(
        request,
        token,
        lambda: propose(form.proposal(), by=request.user, submission=token),
        "Proposed. Nothing changes until a second person has confirmed it.",
    )


def once(request: ClinicRequest, token: UUID, act: Callable[[], Any], said: str) -> HttpResponse:
    """Do what a form asks, once; the same form sent again is told so."""
    try:
        act()
    except IntegrityError:
        if not submitted(token):
            raise
        return _again(request)
    messages.success(request, said)
    return redirect("monitoring:clinic-targets")


def _again(request: ClinicRequest) -> HttpResponse:
    messages.success(request, ALREADY_SAVED)
    return redirect("monitoring:clinic-targets")
