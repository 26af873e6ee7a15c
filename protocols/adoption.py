"""Adopting the rule book: what a clinic's lead decides, and how it is said where findings stand."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.actions import keep_adoption
from accounts.audit import audit_row, write_audit
from accounts.models import Clinic, User
from protocols.models import Adoption
from protocols.targets.book import RULES_VERSION
from protocols.targets.stated import NOT_CHECKED


def adopt_rules(
    clinic: Clinic, *, by: User, on: date, note: str, submission: UUID
) -> Adoption | None:
    """Record that the running version is adopted; None where this form has done so before."""
    try:
        with transaction.atomic():
            return _adopted(clinic, by, on, note, submission)
    except IntegrityError:
        return None


def _adopted(clinic: Clinic, by: User, on: date, note: str, submission: UUID) -> Adoption:
    adoption = Adoption.objects.create(
        clinic=clinic, rules_version=RULES_VERSION, adopted_on=on, by=by, note=note
    )
    keep_adoption(clinic, RULES_VERSION, on)
    row = audit_row(
        clinic,
        "rules.adopted",
        by=by,
        subject=RULES_VERSION,
        reason=note,
        submission=submission,
    )
    write_audit([row])
    return adoption


def checked_in_words(clinic: Clinic, rules_version: str = RULES_VERSION) -> str:
    """Who stands behind a version of the rule book in this clinic."""
    adopted_on = clinic.adoption_of(rules_version)
    if adopted_on is None:
        return NOT_CHECKED
    return f"adopted by this clinic's lead on {adopted_on:%d-%b-%Y}"
