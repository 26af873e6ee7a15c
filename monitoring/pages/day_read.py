"""Reading a typed day back while somebody types, by the reader that the form itself uses."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from accounts.access import ClinicRequest, allows
from accounts.roles import May
from accounts.sessions import asked_by_page
from patients.forms.days import DayUnreadable, Lean, describe_day, format_day, read_day

LONGEST_DAY = 40


@allows(May.USE_OWN_ACCOUNT)
@asked_by_page
@require_POST
def day_read(request: ClinicRequest) -> HttpResponse:
    """The day that was typed, in full; two where a person must say which, none where unreadable."""
    return JsonResponse({"days": [_in_full(day, request.today) for day in _meanings(request)]})


def _meanings(request: ClinicRequest) -> tuple[date, ...]:
    sent, today = request.POST, request.today
    lean = Lean.FUTURE if sent.get("lean") == Lean.FUTURE else Lean.PAST
    try:
        reading = read_day(sent.get("typed", "")[:LONGEST_DAY], today, lean=lean)
    except DayUnreadable:
        return ()
    return reading.meanings(today)


def _in_full(day: date, today: date) -> dict[str, str]:
    return {"day": format_day(day), "said": describe_day(day, today)}
