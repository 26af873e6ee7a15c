"""The units in which the clinic's patient pages show hormones."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import ClinicRequest, allows
from accounts.actions import choose_units
from accounts.forms import UnitsForm
from accounts.roles import May


@allows(May.SET_UNITS)
@require_http_methods(["GET", "HEAD", "POST"])
def units(request: ClinicRequest) -> HttpResponse:
    """Choose them. Left as it was seen, the choice of a colleague meanwhile is not undone."""
    sent = request.POST if request.method == "POST" else None
    form = UnitsForm(sent, shows_si=request.clinic.shows_si)
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "accounts/form.html", _frame(form), status=status)
    if form.is_other:
        shows_si = form.cleaned_data["units"] == "si"
        choose_units(request.clinic, shows_si=shows_si, by=request.user)
    messages.success(request, "Saved. It holds from the next page that is opened.")
    return redirect("accounts:units")


def _frame(form: UnitsForm) -> dict[str, Any]:
    return {
        "form": form,
        "title": "Units of the clinic",
        "submit": "Save",
        "cancel_url": reverse("accounts:own"),
    }
