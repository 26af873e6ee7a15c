"""What is done to accounts: each writes its audit row in the same transaction."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic, Membership, User
from accounts.roles import Role


def record_sign_in(user: User) -> None:
    """Note that somebody came in."""
    write_audit([audit_row(None, "sign-in", by=user, subject=user.pk)])


def record_sign_out(user: User, clinic: Clinic) -> None:
    """Note that somebody left."""
    write_audit([audit_row(clinic, "sign-out", by=user, subject=user.pk)])


@transaction.atomic
def create_clinic(
    slug: str, name: str, *, time_zone: str = "America/New_York", is_demo: bool = False
) -> Clinic:
    """Create an empty clinic. Raises ValidationError for a slug that is taken or malformed."""
    if slug != slugify(slug) or not slug:
        raise ValidationError(
            f"“{slug}” is not a short name: use small letters, digits and hyphens."
        )
    clinic = Clinic(slug=slug, name=name, time_zone=time_zone, is_demo=is_demo)
    clinic.full_clean()
    clinic.save()
    write_audit([audit_row(clinic, "clinic.created", by=None, subject=clinic.pk)])
    return clinic


def keep_adoption(clinic: Clinic, rules_version: str, adopted_on: date) -> None:
    """Repeat the latest adoption of the rule book on the clinic's own row."""
    clinic.adopted_version, clinic.adopted_on = rules_version, adopted_on
    clinic.save(update_fields=["adopted_version", "adopted_on"])


@transaction.atomic
def add_member(
    clinic: Clinic, email: str, name: str, role: Role, password: str | None = None
) -> Membership:
    """Give a person a role in a clinic; creates the account when the address is new."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email, name, password)
    membership = Membership.objects.create(user=user, clinic=clinic, role=role)
    row = audit_row(clinic, "membership.created", by=None, subject=membership.pk, role=role.value)
    write_audit([row])
    return membership
