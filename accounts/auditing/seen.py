"""What a page showed of whom, written to the audit before the page leaves.

Whatever finds a man for a page says so here (`saw_man`, `saw_men`), and the middleware writes one
row for the page. If the row cannot be written, nothing is answered. A redirect shows nothing; what
it led away from was recorded by what it did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from accounts.access import ClinicRequest, policy_of
from accounts.audit import audit_row, write_audit
from accounts.models import AuditRow, Clinic

FORBIDDEN, NOT_FOUND, FAULT = 403, 404, 500
REDIRECTS = range(300, 400)

REFUSED = "refused"


def saw_man(request: HttpRequest, opaque_id: UUID) -> None:
    """This page is about one man."""
    _seen(request)["patient"] = opaque_id


def saw_men(request: HttpRequest, opaque_ids: Iterable[UUID]) -> None:
    """This page lists men; where it lists none, nobody was seen."""
    if listed := [str(each) for each in opaque_ids]:
        before = _seen(request).get("patients", [])
        _seen(request)["patients"] = list(dict.fromkeys(before + listed))


def saw(request: HttpRequest, **detail: Any) -> None:
    """This page is to be recorded though it shows no man; `detail` says what of it was read."""
    _seen(request).update(detail)


def _seen(request: HttpRequest) -> dict[str, Any]:
    if not hasattr(request, "seen"):
        request.seen = {}  # type: ignore[attr-defined]
    return cast("dict[str, Any]", request.seen)  # type: ignore[attr-defined]


class AuditMiddleware:
    """Writes what was seen, and what was refused. Stands inside the clinic wall."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Record the answer before it leaves."""
        response = self.get_response(request)
        if row := _row_about(request, response.status_code):
            write_audit([row])
        return response


def _row_about(request: HttpRequest, status: int) -> AuditRow | None:
    if status == FORBIDDEN:
        return _refusal(request)
    is_shown = status not in REDIRECTS and status != NOT_FOUND and status < FAULT
    return _view(cast(ClinicRequest, request)) if is_shown and hasattr(request, "seen") else None


def _view(request: ClinicRequest) -> AuditRow:
    action = f"{_route(request)}.viewed"
    return audit_row(request.clinic, action, by=request.user, **_seen(request))


def _refusal(request: HttpRequest) -> AuditRow | None:
    """Strangers leave no row: they have no rights that could be told from others'."""
    if not request.user.is_authenticated:
        return None
    user, match = request.user, request.resolver_match
    clinic: Clinic = getattr(request, "clinic", user.places[0].clinic)
    power = (policy_of(match.func) if match else None) or ""
    about = match.kwargs.get("opaque_id") if match and match.route.startswith("patients/") else None
    return audit_row(
        clinic, REFUSED, by=user, subject=_route(request), patient=about, power=str(power)
    )


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return (match.url_name if match else "") or ""
