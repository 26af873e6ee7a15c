"""One message, word for word, and what a person can do about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw_men
from accounts.roles import May, may
from monitoring.mail.links import unsubscribe_link
from monitoring.mail.preview import NOTHING, raw_message, text_of
from monitoring.mail.steering import leave, send_again, send_now
from monitoring.models import Message
from monitoring.pages.reminder_rows import message_row
from monitoring.pages.scope import patient_url
from patients.forms.days import format_moment

OVERTAKEN = "This message does not stand there any more. Nothing was changed."
NOTHING_TO_SAY = "Nothing of what it would say is owed any more, so it is not sent."


@allows(May.SEE_REMINDERS)
@require_safe
def message(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """One message as it was or will be sent, and what it stands for."""
    mail, now = _mail_or_404(request, opaque_id), timezone.now()
    text = text_of(mail, now)
    steps = [{"label": "Reminders", "url": reverse("monitoring:reminders")}, {"label": "Message"}]
    context = {
        "section": "reminders",
        "steps": steps,
        "row": message_row(mail),
        "subject": text.subject,
        "body": text.body,
        "literal": _literal(mail, now),
        "duties": _duties(request, mail),
        "may_steer": may(request.membership.role, May.STEER_REMINDERS),
    }
    return render(request, "monitoring/message.html", context)


def _mail_or_404(request: ClinicRequest, opaque_id: UUID) -> Message:
    people = ("clinic", "recipient", "patient__status__details")
    return get_object_or_404(request.clinic.messages.select_related(*people), opaque_id=opaque_id)


def _literal(mail: Message, now: datetime) -> str:
    """The e-mail as the server gets it, but for the link with which its reader stops them all."""
    return raw_message(mail, now).replace(unsubscribe_link(mail), "(a link for the reader alone)")


def _duties(request: ClinicRequest, mail: Message) -> list[dict[str, Any]]:
    """The duties that a message stands for, shown to those who may see them anyway."""
    notices = mail.notices.standing().select_related("obligation__patient__status__details")
    saw_men(request, (notice.obligation.patient.opaque_id for notice in notices))
    return [
        {
            "name": notice.obligation.patient.status.details.list_name,
            "url": patient_url(notice.obligation.patient),
            "obligation": notice.obligation,
        }
        for notice in notices
    ]


@allows(May.STEER_REMINDERS)
@require_POST
def try_again(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Put a message that nobody got back into the queue."""
    mail = _mail_or_404(request, opaque_id)
    if send_again(mail, by=request.user, now=timezone.now()):
        messages.success(request, "It is tried again within the clinic's hours of sending.")
    else:
        messages.error(request, OVERTAKEN)
    return redirect("monitoring:message", opaque_id)


@allows(May.STEER_REMINDERS)
@require_POST
def leave_it(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Let a message that nobody got rest."""
    mail = _mail_or_404(request, opaque_id)
    if leave(mail, by=request.user, role=request.membership.role):
        messages.success(request, "Left. What it stood for stays on the list of follow-ups.")
    else:
        messages.error(request, OVERTAKEN)
    return redirect("monitoring:message", opaque_id)


@allows(May.STEER_REMINDERS)
@require_POST
def bring_forward(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Send a waiting message now, or say when it goes out."""
    mail, now = _mail_or_404(request, opaque_id), timezone.now()
    moment = send_now(mail, by=request.user, now=now)
    if moment:
        messages.success(request, _goes_out(request, moment <= now, moment))
    else:
        is_said = text_of(mail, now) != NOTHING
        messages.error(request, OVERTAKEN if is_said else NOTHING_TO_SAY)
    return redirect("monitoring:message", opaque_id)


def _goes_out(request: ClinicRequest, is_now: bool, moment: datetime) -> str:
    if is_now:
        return "It goes out within a minute."
    return (
        f"It goes out on {format_moment(request.clinic.local_time(moment))}: not outside the "
        "clinic's hours of sending, and not as the second message of a day."
    )
