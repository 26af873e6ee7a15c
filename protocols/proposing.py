"""The four acts on a proposed change of the clinic's targets, each audited as it is written.

Nothing changes before a second person has confirmed. A confirmation holds the same locks as every
change of the clinic's targets, so that of two at once one finds the proposal answered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.audit import audit_row, write_audit
from accounts.models import User
from patients.models import Patient
from protocols.models import ClinicOverride, Ending, TargetProposal
from protocols.overrides import check_every_man, content_of, every_man_judged, write_override

Agreed = Callable[[Sequence[Patient]], None]


class Answered(Exception):
    """Somebody has answered the proposal, or taken it back, in the meantime."""


class NotTheirs(Exception):
    """The proposer may not answer his own, and nobody else may take it back."""


@transaction.atomic
def propose(
    proposal: TargetProposal, *, by: User, submission: UUID | None = None
) -> TargetProposal:
    """Put a change before a second person."""
    proposal.proposed_at, proposal.proposed_by = timezone.now(), by
    TargetProposal.objects.bulk_create([proposal])
    _note(proposal, "proposed", by, proposal.why, submission)
    return proposal


def confirm(
    proposal: TargetProposal,
    *,
    by: User,
    today: date,
    agreed: Agreed,
    submission: UUID | None = None,
) -> ClinicOverride:
    """Make the change as its second person, and judge every man of the clinic by it.

    `agreed` is called with the locked men before anything is written: it raises where what this
    person has read no longer holds. Raises Answered, NotTheirs, and OutOfRange where a man's own
    targets contradict the new ones.
    """
    _refuse_own(proposal, by)
    row = made_of(proposal)
    with every_man_judged(proposal.clinic, today) as men:
        _lock(proposal)
        _refuse_withdrawn(proposal)
        agreed(men)
        write_override(row, by, submission, proposed_by=proposal.proposed_by_id)
        check_every_man(men, row)
        _end(proposal, Ending.CONFIRMED, by, made=row)
    return row


@transaction.atomic
def decline(
    proposal: TargetProposal, *, by: User, why: str, submission: UUID | None = None
) -> None:
    """Refuse the change as its second person. Raises Answered and NotTheirs."""
    _refuse_own(proposal, by)
    _lock(proposal)
    _end(proposal, Ending.DECLINED, by, ended_why=why)
    _note(proposal, "declined", by, why, submission)


@transaction.atomic
def take_back(
    proposal: TargetProposal, *, by: User, why: str = "", submission: UUID | None = None
) -> None:
    """Take back what one has proposed oneself. Raises Answered and NotTheirs."""
    if proposal.proposed_by_id != by.pk:
        raise NotTheirs
    _lock(proposal)
    _end(proposal, Ending.TAKEN_BACK, by, ended_why=why)
    _note(proposal, "taken-back", by, why, submission)


def made_of(proposal: TargetProposal) -> ClinicOverride:
    """The override that the proposal becomes."""
    return ClinicOverride(
        clinic=proposal.clinic,
        laboratory=proposal.laboratory,
        method=proposal.method,
        valid_from=proposal.valid_from,
        numbers=proposal.numbers,
        why=proposal.why,
        withdraws=proposal.withdraws,
    )


def _refuse_own(proposal: TargetProposal, by: User) -> None:
    if proposal.proposed_by_id == by.pk:
        raise NotTheirs


def _lock(proposal: TargetProposal) -> None:
    """Hold the proposal, and go on only while it waits."""
    held = TargetProposal.objects.select_for_update(of=("self",)).waiting()
    if not held.filter(pk=proposal.pk).exists():
        raise Answered


def _refuse_withdrawn(proposal: TargetProposal) -> None:
    """An override can be withdrawn once."""
    if ClinicOverride.objects.filter(withdraws=proposal.withdraws_id or 0).exists():
        raise Answered


def _end(proposal: TargetProposal, ending: Ending, by: User, **more: Any) -> None:
    ended = {"ending": ending, "ended_at": timezone.now(), "ended_by": by, **more}
    TargetProposal.objects.filter(pk=proposal.pk).update(**ended)


def _note(proposal: TargetProposal, verb: str, by: User, why: str, submission: UUID | None) -> None:
    row = audit_row(
        proposal.clinic,
        f"targets.{verb}",
        by=by,
        subject=proposal.opaque_id,
        reason=why,
        submission=submission,
        withdraws=proposal.withdraws_id,
        **content_of(proposal),
    )
    write_audit([row])
