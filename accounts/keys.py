"""Links that are as good as a password for a while: to accept an invitation, to set a new one.

A key is signed (256 bits) and repeats what it stands on (128 bits): as soon as the password, the
address or the role changes, or the key was used, it opens nothing any more. None is stored.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import Membership, User

INVITED_DAYS, RESET_MINUTES = 7, 30
INVITED_FOR = timedelta(days=INVITED_DAYS)
RESET_FOR = timedelta(minutes=RESET_MINUTES)
INVITATION, RESET = "accounts.invitation", "accounts.reset"
HEX_DIGITS = 32


def invitation_key(place: Membership) -> str:
    """The key with which an invited person begins to work in a clinic."""
    return signing.dumps([place.pk, _ground_of_place(place)], salt=INVITATION)


def invited_by_key(key: str) -> Membership | None:
    """The membership that a key opens; None when it is used up, withdrawn, changed or too old."""
    number, ground = _read(key, INVITATION, INVITED_FOR)
    waiting = Membership.objects.select_related("user", "clinic").filter(is_active=False)
    place = waiting.filter(pk=number, user__is_active=True).first()
    fits = place is not None and constant_time_compare(ground, _ground_of_place(place))
    return place if fits else None


def reset_key(user: User) -> str:
    """The key with which a person sets a new password."""
    return signing.dumps([user.pk, _ground(user)], salt=RESET)


def person_by_key(key: str) -> User | None:
    """Whose password a key sets; None when it is used up, overtaken or too old."""
    number, ground = _read(key, RESET, RESET_FOR)
    user = User.objects.filter(pk=number, is_active=True).first()
    fits = user is not None and constant_time_compare(ground, _ground(user))
    return user if fits else None


def _read(key: str, salt: str, lasts: timedelta) -> tuple[int, str]:
    try:
        number, ground = signing.loads(key, salt=salt, max_age=lasts)
    except (signing.BadSignature, ValueError, TypeError):
        return 0, ""
    return number, ground


def _ground(user: User, *more: object) -> str:
    stands_on = [user.pk, user.password, user.email, user.sign_in_round, user.last_login, *more]
    words = repr([str(each) for each in stands_on])
    digest = salted_hmac("accounts.keys", words, algorithm="sha256").hexdigest()
    return digest[:HEX_DIGITS]


def _ground_of_place(place: Membership) -> str:
    return _ground(place.user, place.pk, place.role, place.is_active)
