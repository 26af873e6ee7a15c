"""What every page knows: which clinic, and what its reader may do."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest

from accounts.models import User
from accounts.roles import GRANTS, Role
from accounts.sessions import session_of


def clinic_context(request: HttpRequest) -> dict[str, Any]:
    """The demo ribbon and the entries of the bar; nothing before sign-in."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return {"grants": frozenset(), "app_version": settings.VERSION}
    return {
        "app_version": settings.VERSION,
        "is_demo": membership.clinic.is_demo,
        "clinic": membership.clinic,
        "grants": GRANTS[Role(membership.role)],
        "session_minutes": session_of(request).minutes_left(),
        "other_places": [
            place for place in cast(User, request.user).places if place.pk != membership.pk
        ],
    }
