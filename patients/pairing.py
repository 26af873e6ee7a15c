"""Deciding whether two records are one man's, and undoing it. Nothing else is ever changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic, User
from patients.models import Patient, RecordPair, Verdict

VERBS = {Verdict.SAME: "linked", Verdict.TWO: "told-apart"}


class AlreadyDecided(Exception):
    """Somebody has decided about these two, or undone it, in the meantime."""


def decide(
    clinic: Clinic,
    one: Patient,
    other: Patient,
    verdict: Verdict,
    *,
    by: User,
    why: str,
    submission: UUID | None = None,
) -> RecordPair:
    """Record that two records are one man's, or two men's. Raises AlreadyDecided."""
    first, second = sorted((one, other), key=lambda man: man.pk)
    pair = RecordPair(clinic=clinic, first=first, second=second, verdict=verdict, why=why)
    pair.decided_at, pair.decided_by = timezone.now(), by
    try:
        with transaction.atomic():
            RecordPair.objects.bulk_create([pair])
            _note(pair, VERBS[verdict], by, why, submission)
    except IntegrityError:
        raise AlreadyDecided from None
    return pair


@transaction.atomic
def undo(pair: RecordPair, *, by: User, why: str, submission: UUID | None = None) -> None:
    """Take a decision about two records back. Raises AlreadyDecided."""
    undone: dict[str, Any] = {"undone_at": timezone.now(), "undone_by": by, "undone_why": why}
    if not RecordPair.objects.standing().filter(pk=pair.pk).update(**undone):
        raise AlreadyDecided
    _note(pair, "undone", by, why, submission)


def _note(pair: RecordPair, verb: str, by: User, why: str, submission: UUID | None) -> None:
    """One row about each of the two, so that the trail of either tells of it."""
    tokens = (submission, None)
    rows = [
        audit_row(
            pair.clinic,
            f"pair.{verb}",
            by=by,
            subject=pair.pk,
            patient=man.opaque_id,
            reason=why,
            submission=token,
            verdict=pair.verdict,
        )
        for man, token in zip((pair.first, pair.second), tokens, strict=True)
    ]
    write_audit(rows)
