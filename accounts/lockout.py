"""Guessing is stopped; a clinic never is.

Three counts over fifteen minutes, kept by django-axes' tables:

- wrong tries for one address of a person from one place (5): this pair waits;
- wrong tries for one person from anywhere (15), and from one place for anybody (60): strangers
  wait. Whoever has signed in from that place before is no stranger there, so neither somebody who
  guesses elsewhere nor a colleague's forgotten password behind the same router keeps him out.

Unknown people are counted like known ones, so that a lock tells nothing. What is tried during a
lock is not counted: nobody can prolong it. A place is an IP address, or the /64 network of an
IPv6 one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Network, ip_address
from typing import Any

from axes.handlers.base import AxesHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User

WINDOW_MINUTES = 15
WINDOW = timedelta(minutes=WINDOW_MINUTES)
MOST_PER_PAIR, MOST_PER_PERSON, MOST_PER_PLACE = 5, 15, 60
MOST_ROWS = 10_000
KNOWN_DAYS = 90
KNOWN_FOR = timedelta(days=KNOWN_DAYS)
LONGEST_NAME = 255
IPV6 = 6

Credentials = dict[str, Any]


def place_of(request: HttpRequest) -> str:
    """Where a request comes from; behind the own proxy, what that one says."""
    given = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        given = request.META.get("HTTP_X_FORWARDED_FOR", given).rsplit(",", 1)[-1].strip()
    try:
        address = ip_address(given)
    except ValueError:
        return "0.0.0.0"  # noqa: S104 - one place for whatever names none
    if address.version == IPV6:
        return str(IPv6Network(f"{address}/64", strict=False).network_address)
    return str(address)


def name_of(credentials: Credentials | None) -> str:
    """Whose sign-in it is, as typed; bounded."""
    return str((credentials or {}).get("username") or "").lower()[:LONGEST_NAME]


def is_locked_out(request: HttpRequest, user: User) -> bool:
    """Whether this person has to wait here, also with the second factor."""
    return not AxesProxyHandler.is_allowed(request, {"username": user.email})


def count_wrong_code(request: HttpRequest, user: User) -> None:
    """Count a wrong second factor like a wrong password."""
    user_login_failed.send(__name__, credentials={"username": user.email}, request=request)


def lift(user: User) -> None:
    """Forget the wrong tries for a person, who has proved himself in another way."""
    AccessAttempt.objects.filter(username=user.email).delete()


def refuse(request: HttpRequest, *_more: Any) -> HttpResponse:
    """What django-axes answers in place of a sign-in that has to wait."""
    return render(request, "accounts/locked.html", {"minutes": WINDOW_MINUTES}, status=429)


class Lockout(AxesHandler):  # type: ignore[misc]
    """The counts above, in place of django-axes' one limit for everything."""

    def is_locked(self, request: HttpRequest, credentials: Credentials | None = None) -> bool:
        """Whether this sign-in has to wait."""
        name, place, tries = name_of(credentials), place_of(request), _recent()
        if _sum(tries.filter(username=name, ip_address=place)) >= MOST_PER_PAIR:
            return True
        crowded = (
            _sum(tries.filter(username=name)) >= MOST_PER_PERSON
            or _sum(tries.filter(ip_address=place)) >= MOST_PER_PLACE
        )
        return crowded and not _is_known(name, place)

    def get_failures(self, request: HttpRequest, credentials: Credentials | None = None) -> int:
        """How many wrong tries the pair has."""
        pair = _recent().filter(username=name_of(credentials), ip_address=place_of(request))
        return _sum(pair)

    @transaction.atomic
    def user_login_failed(
        self, sender: Any, credentials: Credentials, request: Any = None, **_more: Any
    ) -> None:
        """Count a wrong try, unless it was not even looked at."""
        if request is None or request.axes_locked_out:
            return
        _make_room()
        pair = {"username": name_of(credentials), "ip_address": place_of(request)}
        more = {"failures_since_start": F("failures_since_start") + 1, "attempt_time": _now()}
        if not AccessAttempt.objects.filter(**pair, user_agent="").update(**more):
            first = {"failures_since_start": 1, "user_agent": ""}
            AccessAttempt.objects.get_or_create(**pair, user_agent="", defaults=first)

    @transaction.atomic
    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **_more: Any) -> None:
        """Forget the wrong tries of the pair, and know the person here from now on."""
        pair = {"username": user.email, "ip_address": place_of(request)}
        AccessAttempt.objects.filter(**pair).delete()
        AccessLog.objects.filter(attempt_time__lt=_now() - KNOWN_FOR).delete()
        if not AccessLog.objects.filter(**pair).update(attempt_time=_now()):
            AccessLog.objects.create(**pair)

    def post_save_access_attempt(self, instance: AccessAttempt, **_more: Any) -> None:
        """Nothing more to do when a count was written."""

    def post_delete_access_attempt(self, instance: AccessAttempt, **_more: Any) -> None:
        """Nothing more to do when a count was dropped."""


def _now() -> datetime:
    return timezone.now()


def _recent() -> QuerySet[AccessAttempt]:
    tries: QuerySet[AccessAttempt] = AccessAttempt.objects.all()
    return tries.filter(attempt_time__gt=_now() - WINDOW)


def _sum(tries: QuerySet[AccessAttempt]) -> int:
    return int(tries.aggregate(tries=Sum("failures_since_start"))["tries"] or 0)


def _is_known(name: str, place: str) -> bool:
    seen = AccessLog.objects.filter(username=name, ip_address=place)
    return bool(seen.filter(attempt_time__gt=_now() - KNOWN_FOR).exists())


def _make_room() -> None:
    """Drop what no longer counts, and the oldest of what would be too many."""
    AccessAttempt.objects.filter(attempt_time__lte=_now() - WINDOW).delete()
    surplus = AccessAttempt.objects.order_by("-attempt_time").values("pk")[MOST_ROWS - 1 :]
    AccessAttempt.objects.filter(pk__in=list(surplus.values_list("pk", flat=True))).delete()
