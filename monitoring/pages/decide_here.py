"""Deciding on a man's own page: the form is made when somebody opens it.

Most who read the page decide nothing on it, and the form would cost more than any other part of it.
Who opens it has the page before his eyes as it was then. Its opener therefore says how the man
stood; where something came in since, the page is shown anew in place of a form about it.
"""

from __future__ import annotations

import json
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import ClinicRequest
from monitoring.pages.reviewed import Reviewed
from monitoring.pages.scope import Man
from patients.forms.confirmation import digest

READ_AGAIN = (
    "Something new stands about him since you opened this page. Read it again, then decide."
)


def decide_url(man: Man, review_url: str) -> str:
    """Where the form is fetched; without a script it leads to the review, which has the form."""
    return f"{review_url}&{urlencode({'seen': state_of(man)})}"


def opened_form(request: ClinicRequest, reviewed: Reviewed) -> HttpResponse:
    """The form in place of its opener, or the page anew where it is not the one that was read."""
    if request.GET.get("seen") != state_of(reviewed.man) or not reviewed.chosen:
        messages.warning(request, READ_AGAIN)
        return HttpResponse(headers={"HX-Refresh": "true"})
    reviewed.form.start_with_choice()
    shown = {"chosen": reviewed.chosen, "form": reviewed.form}
    return render(request, "monitoring/_decide_here.html", shown)


def state_of(man: Man) -> str:
    """What his page rests on: everything recorded about him, and what was found in it."""
    return digest([str(man.patient.facts_version), json.dumps(man.status.lines)])
