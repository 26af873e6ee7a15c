"""What the open page asks about the sign-in: how long it lasts, and to go on."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from accounts.access import ClinicRequest, allows, before_second_factor
from accounts.roles import May
from accounts.sessions import asked_by_page, session_of


@allows(May.USE_OWN_ACCOUNT)
@before_second_factor
@asked_by_page
@require_GET
def remaining(request: ClinicRequest) -> HttpResponse:
    """How many seconds are left; asking does not add any."""
    return JsonResponse({"seconds": session_of(request).seconds_left()})


@allows(May.USE_OWN_ACCOUNT)
@before_second_factor
@require_POST
def stay(request: ClinicRequest) -> HttpResponse:
    """Go on: the person has pressed a key at the warning."""
    return JsonResponse({"seconds": session_of(request).seconds_left()})
