"""What is done to accounts: each writes its audit row in the same transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from accounts.audit import audit_row, write_audit
from accounts.drafts import sweep
from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from accounts.second_factor import forget
from accounts.sessions import SessionStore


def record_sign_in(user: User, proof: str) -> None:
    """Note in each of his clinics that somebody came in; sweep out what has ended."""
    SessionStore.clear_expired()
    sweep()
    _note_everywhere("sign-in", user, by=user, proof=proof)


def record_refused_sign_in(email: str) -> None:
    """Note that somebody was not let in. What was typed is not kept: it may be a password."""
    _note_everywhere("sign-in.refused", User.objects.filter(email=email.lower()).first(), by=None)


def _note_everywhere(action: str, user: User | None, *, by: User | None, **detail: Any) -> None:
    """Tell every clinic in which a person works; of somebody unknown, the installation."""
    clinics: list[Clinic | None] = [place.clinic for place in user.places] if user else []
    subject = user.pk if user else ""
    rows = (audit_row(each, action, by=by, subject=subject, **detail) for each in clinics or [None])
    write_audit(list(rows))


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
def choose_units(clinic: Clinic, *, shows_si: bool, by: User) -> None:
    """Say in which units a man's pages show his hormones from now on; the same again does nothing.

    What is recorded and how it is judged stays as it is.
    """
    standing = Clinic.objects.select_for_update().get(pk=clinic.pk)
    if standing.shows_si == shows_si:
        return
    standing.shows_si = shows_si
    standing.save(update_fields=["shows_si"])
    row = audit_row(clinic, "units.chosen", by=by, subject=clinic.pk, shows_si=shows_si)
    write_audit([row])


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


@transaction.atomic
def change_password(user: User, password: str) -> None:
    """Set a password that was found good enough; sessions that stand on the old one end."""
    user.set_password(password)
    user.save(update_fields=["password"])
    _note_everywhere("password.changed", user, by=user)


def record_proof(user: User, what: str, kind: str) -> None:
    """Note that an app, a passkey or recovery codes came or went."""
    _note_everywhere(f"second-factor.{what}", user, by=user, kind=kind)


@transaction.atomic
def remove_proof(user: User, kept: Authenticator) -> None:
    """Take an app or a passkey away from its person."""
    forget(kept)
    record_proof(user, "removed", kept.type)


@transaction.atomic
def forget_all_proofs(user: User) -> None:
    """Forget every app, passkey and recovery code of a person, and end his sign-ins."""
    Authenticator.objects.filter(user=user).delete()
    user.sign_in_round += 1
    user.save(update_fields=["sign_in_round"])
    _note_everywhere("second-factor.forgotten", user, by=None)
