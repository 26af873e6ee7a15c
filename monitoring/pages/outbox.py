"""Reminders: who was told, did it go out, when was last looked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May
from monitoring.mail.outbox import (
    counts_by_state,
    last_runs,
    messages_of,
    reason_of,
    silent_passes,
    text_of,
)
from monitoring.models import Message, MessageState
from monitoring.pages.scope import patient_url

MOST = 100

TABS = (
    ("all", "All", ()),
    ("waiting", "Waiting", (MessageState.QUEUED, MessageState.LEASED)),
    ("sent", "Sent", (MessageState.SENT,)),
    ("parked", "Failed", (MessageState.PARKED,)),
    ("dropped", "Stopped", (MessageState.DROPPED,)),
)


@allows(May.SEE_REMINDERS)
@require_safe
def outbox(request: ClinicRequest) -> HttpResponse:
    """The clinic's messages, newest first, by what became of them."""
    messages = messages_of(request.clinic)
    counts = counts_by_state(request.clinic)
    current = next((tab for tab in TABS if tab[0] == request.GET.get("show")), TABS[0])
    shown = messages.filter(state__in=current[2]) if current[2] else messages
    context = {
        "section": "reminders",
        "outbox": [(mail, _remark(mail)) for mail in shown[:MOST]],
        "tabs": [_tab(tab, counts, tab is current) for tab in TABS],
        "overdue": request.clinic.obligations.overdue(request.today).count(),
        "last_scan": last_runs().get("scan"),
        "silent": silent_passes(timezone.now()),
    }
    return render(request, "monitoring/outbox.html", context)


def _remark(mail: Message) -> str:
    """Why it stands where it does, unless the state says it already."""
    reason = reason_of(mail)
    return "" if reason == mail.get_state_display() else reason


def _tab(tab: Any, counts: dict[str, int], is_current: bool) -> dict[str, Any]:
    code, label, states = tab
    count = sum(counts.get(state, 0) for state in states) if states else sum(counts.values())
    hot = code == "parked"
    return {
        "label": label,
        "url": f"?show={code}",
        "current": is_current,
        "count": count,
        "hot": hot,
    }


@allows(May.SEE_REMINDERS)
@require_safe
def message(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """One message, word for word as it was or will be sent."""
    messages = request.clinic.messages.select_related("recipient", "clinic")
    mail = get_object_or_404(messages, opaque_id=opaque_id)
    subject, body = text_of(mail, timezone.now())
    steps = [{"label": "Reminders", "url": reverse("monitoring:outbox")}, {"label": "Message"}]
    context = {
        "section": "reminders",
        "steps": steps,
        "mail": mail,
        "subject": subject,
        "body": body,
        "reason": reason_of(mail),
        "duties": _duties(mail),
    }
    return render(request, "monitoring/message.html", context)


def _duties(mail: Message) -> list[dict[str, Any]]:
    """The duties that a message stands for, shown to those who may see them anyway."""
    notices = mail.notices.standing().select_related("obligation__patient__status__details")
    return [
        {
            "name": notice.obligation.patient.status.details.list_name,
            "url": patient_url(notice.obligation.patient),
            "obligation": notice.obligation,
        }
        for notice in notices
    ]
