"""Who may ask the server about itself: the machine it runs on, and whoever has the token."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hmac import compare_digest
from http import HTTPStatus
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]


def for_insiders(view: View) -> View:
    """Answer nobody else; to them the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if is_insider(request):
            return view(request)
        return HttpResponse("Not found", "text/plain", HTTPStatus.NOT_FOUND)

    return guarded


def is_insider(request: HttpRequest) -> bool:
    """Whether it comes from this machine itself, or carries the token."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and compare_digest(given.encode(), token.encode()):
        return True
    # What a proxy passed on comes from the street, although the proxy is on this machine.
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    return _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
