"""When the clinic reminds whom: read by whoever sees reminders, changed by its lead."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from monitoring.mail.settings_form import ReminderSettingsForm
from monitoring.mail.settings_words import settings_in_words


@allows(May.SEE_REMINDERS)
@require_safe
def reminder_settings(request: ClinicRequest) -> HttpResponse:
    """What holds now, and the form for those who may change it."""
    return _page(request, ReminderSettingsForm(clinic=request.clinic))


@allows(May.SET_REMINDERS)
@require_POST
def save_reminder_settings(request: ClinicRequest) -> HttpResponse:
    """Save other settings; every open duty is then looked at again."""
    form = ReminderSettingsForm(request.POST, clinic=request.clinic)
    if not form.is_valid() or not form.is_saved(request.user):
        return _page(request, form)
    messages.success(request, "Settings saved. Every open follow-up is looked at again.")
    return redirect("monitoring:reminder-settings")


def _page(request: ClinicRequest, form: ReminderSettingsForm) -> HttpResponse:
    context: dict[str, Any] = {
        "section": "reminders",
        "said": settings_in_words(form.standing),
        "form": form if may(request.membership.role, May.SET_REMINDERS) else None,
        "steps": [
            {"label": "Reminders", "url": reverse("monitoring:reminders")},
            {"label": "Settings"},
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "monitoring/reminder_settings.html", context, status=status)
