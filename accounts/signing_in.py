"""The way in: a password, then a second proof where the person has one, then the page asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User

BACKEND = "accounts.backend.ClinicBackend"
HALF = "half_signed_in"
HALF_MINUTES = 10
HALF_FOR = timedelta(minutes=HALF_MINUTES)


def begin_half(request: HttpRequest, user: User, wanted: str) -> None:
    """Remember who has given the right password, and for what page; nothing opens with it."""
    request.session[HALF] = {
        "user": user.pk,
        "ground": user.get_session_auth_hash(),
        "until": (timezone.now() + HALF_FOR).timestamp(),
        "wanted": wanted,
    }


def half_signed_in(request: HttpRequest) -> User | None:
    """Who has given the right password lately, if that password still is the right one."""
    half = request.session.get(HALF)
    if not half or datetime.fromtimestamp(half["until"], UTC) <= timezone.now():
        return None
    user = User.objects.filter(pk=half["user"], is_active=True).first()
    stands = user is not None and user.places and user.get_session_auth_hash() == half["ground"]
    return user if stands else None


def wanted_page(request: HttpRequest) -> str:
    """The page that was asked for before the second step; forgets the first step."""
    return str(request.session.pop(HALF, {}).get("wanted", ""))


def onward(request: HttpRequest, wanted: str) -> str:
    """The page asked for; the bare address leads to the first page that one's role has."""
    hosts = {request.get_host()}
    if wanted != "/" and url_has_allowed_host_and_scheme(wanted, hosts, request.is_secure()):
        return wanted
    return "accounts:home"


def renew_sign_in(request: HttpRequest, user: User) -> None:
    """End every other session of a person and keep this one."""
    user.sign_in_round += 1
    user.save(update_fields=["sign_in_round"])
    update_session_auth_hash(request, user)
