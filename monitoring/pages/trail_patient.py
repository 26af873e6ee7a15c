"""From a record number to what the audit says about that man; the number stays out of addresses."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import ClinicRequest, allows
from accounts.roles import May
from monitoring.pages.scope import audit_url


@allows(May.READ_AUDIT)
@require_POST
def trail_patient(request: ClinicRequest) -> HttpResponse:
    """Lead to the acts about the man whose record number was typed in full."""
    number = request.POST.get("q", "").replace("\0", "").strip()
    found = request.clinic.statuses.named().filter(details__record_number__iexact=number)
    man = found.first() if number else None
    if man is None:
        messages.error(request, "No patient has this record number. Type it in full.")
        return redirect("accounts:trail")
    return redirect(audit_url(man.patient))
