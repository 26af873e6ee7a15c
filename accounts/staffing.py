"""Who works in a clinic: inviting, changing a role, ending access, a lost second factor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import tasks
from accounts.audit import audit_row, write_audit
from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role

RESETS_APART_MINUTES = 5
RESETS_APART = timedelta(minutes=RESETS_APART_MINUTES)
"""So that nobody fills another person's mailbox."""


class SeenOtherwise(ValueError):
    """Somebody else changed the access of this person since the page was opened."""


class NotForOneself(ValueError):
    """Nobody changes his own powers: somebody else has to."""


@transaction.atomic
def invite(
    clinic: Clinic,
    email: str,
    name: str,
    role: Role,
    *,
    by: User | None,
    submission: UUID | None = None,
) -> Membership:
    """Invite somebody to work in a clinic; nothing opens before the invitation is accepted.

    A form sent twice, known by its `submission`, invites once.
    """
    user = User.objects.filter(email=email.lower()).first()
    user = user or User.objects.create_user(email, name)
    place, is_new = Membership.objects.get_or_create(
        user=user, clinic=clinic, defaults={"role": role, "is_active": False}
    )
    if not is_new and not place.is_active:
        place.role = role
        place.save(update_fields=["role"])
    if not place.is_active and not _was_sent(submission):
        _note(place, "membership.invited", by, submission, role=role.value)
        transaction.on_commit(lambda: tasks.send_invitation.delay(place.pk), robust=True)
    return place


@transaction.atomic
def accept(place: Membership, password: str = "") -> None:
    """Begin to work: a new person with the password chosen, a known one with his own."""
    if password:
        place.user.set_password(password)
        place.user.save(update_fields=["password"])
    place.is_active = True
    place.save(update_fields=["is_active"])
    _note(place, "membership.accepted", place.user, role=place.role)


@transaction.atomic
def change_role(place: Membership, role: Role, *, by: User) -> None:
    """Give another role; the person's sessions end. Raises NotForOneself."""
    _refuse_oneself(place, by)
    place.role = role
    place.save(update_fields=["role"])
    _note(place, "membership.role-changed", by, role=role.value)


@transaction.atomic
def end_access(place: Membership, *, by: User) -> None:
    """End access or withdraw an invitation; sessions and links end. Raises NotForOneself."""
    _refuse_oneself(place, by)
    place.is_active = False
    place.save(update_fields=["is_active"])
    place.user.sign_in_round += 1
    place.user.save(update_fields=["sign_in_round"])
    _note(place, "membership.ended", by)


@transaction.atomic
def forget_second_factor(place: Membership, *, by: User) -> bool:
    """Let somebody set up his second factor anew; False where he works elsewhere too."""
    _refuse_oneself(place, by)
    if place.user.memberships.active().exclude(clinic=place.clinic).exists():
        return False
    Authenticator.objects.filter(user=place.user).delete()
    place.user.sign_in_round += 1
    place.user.save(update_fields=["sign_in_round"])
    _note(place, "second-factor.forgotten", by)
    return True


@transaction.atomic
def ask_for_reset(email: str) -> None:
    """Send a link for a new password to a known person; somebody unknown costs the same."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    lately = AuditRow.objects.filter(action="reset.asked", at__gt=timezone.now() - RESETS_APART)
    if user is None or not user.places or _of(user, lately).exists():
        number = 0
    else:
        number = user.pk
        rows = (
            audit_row(each.clinic, "reset.asked", by=None, subject=number) for each in user.places
        )
        write_audit(list(rows))
    transaction.on_commit(lambda: tasks.send_reset.delay(number), robust=True)


def _of(user: User, rows: QuerySet[AuditRow]) -> QuerySet[AuditRow]:
    """Rows about a person; his clinics are named because the index begins with them."""
    clinics = [place.clinic_id for place in user.places]
    return rows.filter(clinic__in=clinics, subject=str(user.pk))


def _refuse_oneself(place: Membership, by: User) -> None:
    if place.user_id == by.pk:
        raise NotForOneself("Somebody else has to change your own access.")


def locked_as_seen(place: Membership, seen: str, *, by: User) -> Membership:
    """Lock a place until the change of it is committed. Raises NotForOneself, SeenOtherwise."""
    _refuse_oneself(place, by)
    standing = Membership.objects.select_for_update(of=("self",)).select_related("user", "clinic")
    found = standing.get(pk=place.pk)
    if found.stands_as != seen:
        raise SeenOtherwise("Somebody else changed this access meanwhile. Look at it as it is now.")
    return found


def _was_sent(submission: UUID | None) -> bool:
    return submission is not None and AuditRow.objects.filter(submission=submission).exists()


def _note(
    place: Membership,
    action: str,
    by: User | None,
    submission: UUID | None = None,
    **detail: Any,
) -> None:
    row = audit_row(place.clinic, action, by=by, subject=place.pk, submission=submission, **detail)
    write_audit([row])
