"""Where the links in messages lead: to what a follow-up asks for, or to an end of the messages."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import ACTIVE_CLINIC, ClinicRequest, allows, open_to_all
from accounts.models import Membership
from accounts.roles import May, may
from labs.models import Draw
from monitoring.mail.links import DeadLink, duty_behind, message_behind
from monitoring.mail.preferences import stop_messages
from monitoring.models import Obligation, ObligationKind
from monitoring.pages.scope import patient_url


class Landing(NamedTuple):
    """The page on which a kind of duty is done, and the power that it takes."""

    route: str
    act: May
    otherwise: str


NOT_ENTERED = "Your role records no results, so this is the patient's page."
NOT_READ = "Your role decides on no findings, so this is the patient's page."
NOT_SEEN = "That link leads to a patient, whom your role does not open."

DRAW = Landing("monitoring:draw-record", May.ENTER_RESULTS, NOT_ENTERED)
LANDINGS = {
    ObligationKind.LABS: DRAW,
    ObligationKind.HCT: DRAW,
    ObligationKind.AWAITED: Landing("monitoring:draw-amend", May.ENTER_RESULTS, NOT_ENTERED),
    ObligationKind.DEXA: Landing("monitoring:dexa-record", May.ENTER_RESULTS, NOT_ENTERED),
    ObligationKind.REVIEW: Landing("monitoring:review", May.SEE_FINDINGS, NOT_READ),
}


@allows(May.USE_OWN_ACCOUNT)
@require_safe
def item(request: ClinicRequest, token: str) -> HttpResponse:
    """Lead to what a follow-up asks for, in the clinic that it belongs to."""
    places = {place.clinic: place for place in request.user.places}
    try:
        duty = duty_behind(token, places.keys(), timezone.now())
    except DeadLink as reason:
        messages.info(request, str(reason))
        return redirect("accounts:home")
    request.session[ACTIVE_CLINIC] = duty.clinic_id
    goal = _goal(duty, places[duty.clinic])
    if goal.remark:
        messages.info(request, goal.remark)
    return redirect(goal.url)


class Goal(NamedTuple):
    """Where somebody is led, and what is to be said about it."""

    url: str
    remark: str = ""


def _goal(duty: Obligation, place: Membership) -> Goal:
    landing = LANDINGS[ObligationKind(duty.kind)]
    if not may(place.role, May.SEE_PATIENTS):
        return Goal(reverse("accounts:home"), NOT_SEEN)
    if not may(place.role, landing.act):
        return Goal(patient_url(duty.patient), landing.otherwise)
    return Goal(_page(duty, landing))


def _page(duty: Obligation, landing: Landing) -> str:
    """The page of a landing; results that are awaited belong to the oldest draw without any."""
    man = duty.patient
    if duty.kind != ObligationKind.AWAITED:
        return reverse(landing.route, args=[man.opaque_id])
    draws = man.versions_of(Draw).current().filter(awaiting_results=True)
    oldest = draws.order_by("collected_on", "position").first()
    if oldest is None:
        return patient_url(man)
    return reverse(landing.route, args=[man.opaque_id, oldest.document])


STOP = "monitoring/mail_stop.html"


@open_to_all
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for no more messages: a form with one button, or the one click of a mail program."""
    try:
        message = message_behind(token)
    except DeadLink:
        return render(request, STOP, {"is_unknown": True}, status=404)
    context = {"to_staff": message.recipient is not None}
    if request.method == "POST":
        ends = stop_messages(message, timezone.now())
        context |= {"is_stopped": ends, "goes_on": not ends}
    return render(request, STOP, context)
