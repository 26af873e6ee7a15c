"""The clinic wall: who is asking, from which clinic, and whether the route lets them.

Every route declares its policy with `@allows(May.…)` or `@open_to_all`. A route without one
answers nobody: the middleware refuses before the view can look anything up.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from accounts.models import Clinic, Membership, User
from accounts.roles import May, may
from accounts.sessions import PROVED_BY, is_asked_by_page, session_of

OPEN = "open"
ACTIVE_CLINIC = "clinic_id"

View = Callable[..., HttpResponse]


class ClinicRequest(HttpRequest):
    """A request that has passed the wall."""

    user: User
    membership: Membership
    clinic: Clinic
    today: date
    htmx: HtmxDetails


def allows[V: Callable[..., HttpResponseBase]](act: May) -> Callable[[V], V]:
    """Declare that a route is for whoever may do `act` in the signed-in clinic."""

    def declare(view: V) -> V:
        view.policy = act  # type: ignore[attr-defined]
        return view

    return declare


def open_to_all(view: View) -> View:
    """Declare that a route answers people who are not signed in."""
    view.policy = OPEN  # type: ignore[attr-defined]
    return view


def before_second_factor(view: View) -> View:
    """Declare that a route opens after the password alone: it leads to a second factor."""
    view.before_second_factor = True  # type: ignore[attr-defined]
    return view


def policy_of(view: View) -> May | str | None:
    """The declared policy of a route; admin routes carry their site's."""
    if (declared := getattr(view, "policy", None)) is not None:
        return cast("May | str", declared)
    model_admin = getattr(view, "model_admin", None)
    if model_admin is not None:
        return getattr(model_admin, "policy", None)
    return getattr(getattr(view, "admin_site", None), "policy", None)


class ClinicMiddleware:
    """Puts the clinic on the request and enforces the declared policy of every route."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer by the clinic's own clock, with nothing that a shared computer could keep."""
        with timezone.override(None):  # what `enter` sets must not reach the next request
            response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse before the view runs, so that no refusal can carry a record."""
        policy = policy_of(view)
        if policy is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no policy.")
        session_of(request).is_act = not is_asked_by_page(view)
        if policy == OPEN:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        enter(request)
        if lacks_second_factor(request) and not getattr(view, "before_second_factor", False):
            return redirect("accounts:protection")
        if not may(cast(ClinicRequest, request).membership.role, cast(May, policy)):
            raise PermissionDenied(cast(May, policy).label)
        return None


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether somebody came with a password alone to where more is needed: outside the demo."""
    is_demo = cast(ClinicRequest, request).clinic.is_demo
    return not is_demo and PROVED_BY not in request.session


def enter(request: HttpRequest) -> None:
    """Find the signed-in clinic of this request, the chosen one or the first, and its clock."""
    places = cast(User, request.user).places
    chosen = request.session.get(ACTIVE_CLINIC)
    membership = next((place for place in places if place.clinic_id == chosen), places[0])
    inside = cast(ClinicRequest, request)
    inside.membership, inside.clinic = membership, membership.clinic
    timezone.activate(ZoneInfo(inside.clinic.time_zone))
    inside.today = inside.clinic.local_day(timezone.now())
