"""What somebody of the staff wants to get by e-mail from the clinic he is signed in to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.access import ClinicRequest, allows
from accounts.roles import May
from monitoring.mail.forms import PreferenceForm
from monitoring.pages.records import READ_OR_SAVE


@allows(May.USE_OWN_ACCOUNT)
@READ_OR_SAVE
def preferences(request: ClinicRequest) -> HttpResponse:
    """Digest and reminders, on or off."""
    sent = request.POST if request.method == "POST" else None
    form = PreferenceForm(sent, membership=request.membership)
    if form.is_valid() and form.is_saved(request.user):
        messages.success(request, "Saved. This holds from the next message on.")
        return redirect("monitoring:mail-preferences")
    status = 422 if form.errors else 200
    return render(request, "monitoring/mail_preferences.html", {"form": form}, status=status)
