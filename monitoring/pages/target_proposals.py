"""One proposed change of the clinic's targets: what it would do now, and its second person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May
from monitoring.override_forms.answering import ConfirmForm, DeclineForm, TakeBackForm
from monitoring.pages.clinic_targets import once, proposal_row
from monitoring.pages.shifts import shown_shifts
from monitoring.replay import BATCH, clinic_courses
from monitoring.status.snapshots import load_courses
from monitoring.trying import Trial, refused_in_words, try_proposal
from patients.forms.sealed import SealedForm
from patients.models import Patient
from protocols.models import TargetProposal
from protocols.proposing import Answered, NotTheirs, confirm, decline, take_back
from protocols.targets.book import OutOfRange

OWN = "Nobody confirms or declines what he has proposed himself, or takes back another's."
ANSWERED = "Somebody has answered this in the meantime. Nothing was changed."


class ReadAnew(Exception):
    """What the second person has read is no longer what the change would do."""


@allows(May.CONFIRM_TARGETS)
@require_safe
def target_proposal(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """What is proposed, what it would change today, and the forms of whoever may answer it."""
    return _page(request, _found(request, opaque_id))


@allows(May.CONFIRM_TARGETS)
@require_POST
def confirm_targets(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Make the change, where what was read is still what it does."""
    return _answered(request, _found(request, opaque_id), CONFIRM)


@allows(May.CONFIRM_TARGETS)
@require_POST
def decline_targets(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Refuse the change, with a reason."""
    return _answered(request, _found(request, opaque_id), DECLINE)


@allows(May.PROPOSE_TARGETS)
@require_POST
def take_targets_back(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Take back what one has proposed oneself."""
    return _answered(request, _found(request, opaque_id), TAKE_BACK)


def _confirming(
    request: ClinicRequest, proposal: TargetProposal, form: SealedForm, **how: Any
) -> None:
    today = request.today

    def agreed(men: Sequence[Patient]) -> None:
        courses = (each for some in batched(men, BATCH) for each in load_courses(some, today))
        if try_proposal(proposal, courses, today).mark != form.cleaned_data["seen"]:
            raise ReadAnew

    confirm(proposal, today=today, agreed=agreed, **how)


def _declining(_: ClinicRequest, proposal: TargetProposal, form: SealedForm, **how: Any) -> None:
    decline(proposal, why=form.cleaned_data["why"], **how)


def _taking_back(_: ClinicRequest, proposal: TargetProposal, form: SealedForm, **how: Any) -> None:
    take_back(proposal, why=form.cleaned_data["why"], **how)


@dataclass(frozen=True)
class Answer[F: SealedForm]:
    """One way to answer a proposal: its form, where that is sent, what it does and then says."""

    form: type[F]
    route: str
    act: Callable[..., None]
    said: str


CONFIRM = Answer(
    ConfirmForm,
    "monitoring:target-proposal-confirm",
    _confirming,
    "Confirmed. Every patient was judged anew.",
)
DECLINE = Answer(
    DeclineForm,
    "monitoring:target-proposal-decline",
    _declining,
    "Declined. Nothing was changed.",
)
TAKE_BACK = Answer(
    TakeBackForm,
    "monitoring:target-proposal-take-back",
    _taking_back,
    "Taken back. Nothing was changed.",
)


def _found(request: ClinicRequest, opaque_id: UUID) -> TargetProposal:
    return get_object_or_404(request.clinic.target_proposals.with_people(), opaque_id=opaque_id)


def _form[F: SealedForm](
    request: ClinicRequest, answer: Answer[F], proposal: TargetProposal, **more: Any
) -> F:
    """A form that answers the proposal, with what was sent to its own address."""
    action = reverse(answer.route, args=[proposal.opaque_id])
    sent = request.POST if request.path == action else None
    return answer.form(sent, user=request.user, action=action, **more)


def _answered[F: SealedForm](
    request: ClinicRequest, proposal: TargetProposal, answer: Answer[F]
) -> HttpResponse:
    """Do what a form asks; what prevents it is said where it can be mended."""
    form = _form(request, answer, proposal)
    if not form.is_valid():
        return _page(request, proposal, form)
    try:
        return _done(request, proposal, answer, form)
    except NotTheirs:
        raise PermissionDenied(OWN) from None
    except Answered:
        messages.error(request, ANSWERED)
        return redirect("monitoring:target-proposal", proposal.opaque_id)
    except (ReadAnew, OutOfRange):
        return _page(request, proposal, form)


def _done[F: SealedForm](
    request: ClinicRequest, proposal: TargetProposal, answer: Answer[F], form: F
) -> HttpResponse:
    token = form.cleaned_data["seal"]

    def act() -> None:
        answer.act(request, proposal, form, by=request.user, submission=token)

    return once(request, token, act, answer.said)


def _page(
    request: ClinicRequest, proposal: TargetProposal, sent: SealedForm | None = None
) -> HttpResponse:
    """The proposal as it stands now; `sent` is the form that did not succeed."""
    treating = list(request.clinic.memberships.who_may(May.CONFIRM_TARGETS))
    trial, refusal = _tried(request, proposal)
    context = {
        "proposal": proposal_row(proposal, request, treating),
        "said": trial.said if trial else (),
        "refusal": refusal,
        **shown_shifts(request, trial.replay if trial else None),
        **_forms(request, proposal, sent, trial),
    }
    status = 422 if sent else 200
    return render(request, "monitoring/target_proposal.html", context, status=status)


def _tried(request: ClinicRequest, proposal: TargetProposal) -> tuple[Trial | None, str]:
    """What a waiting proposal would do now, or why it cannot be done."""
    if not proposal.is_waiting:
        return None, ""
    try:
        courses = clinic_courses(request.clinic, request.today)
        return try_proposal(proposal, courses, request.today), ""
    except OutOfRange as refusal:
        return None, refused_in_words(refusal)


def _forms(
    request: ClinicRequest,
    proposal: TargetProposal,
    sent: SealedForm | None,
    trial: Trial | None,
) -> dict[str, Any]:
    """The forms of who reads the page: his own to take back, another's to answer."""
    if not proposal.is_waiting:
        return {}
    if proposal.proposed_by_id == request.user.pk:
        own = sent if isinstance(sent, TakeBackForm) else _form(request, TAKE_BACK, proposal)
        return {"take_back": own}
    refusing = sent if isinstance(sent, DeclineForm) else _form(request, DECLINE, proposal)
    agreeing = _agreeing(request, proposal, sent, trial) if trial else None
    return {"confirm": agreeing, "decline": refusing}


def _agreeing(
    request: ClinicRequest, proposal: TargetProposal, sent: SealedForm | None, trial: Trial
) -> ConfirmForm:
    if not isinstance(sent, ConfirmForm):
        return _form(request, CONFIRM, proposal, seen=trial.mark)
    sent.ask_again(trial.mark)
    return sent
