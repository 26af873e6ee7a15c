"""The rows of the page of reminders: follow-ups, what is planned, messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from accounts.access import ClinicRequest
from accounts.auditing.seen import saw_men
from accounts.roles import May, may
from monitoring.mail.followups import decisions_about, notices_about, plans, stage_in_words
from monitoring.mail.outbox import reason_of
from monitoring.models import (
    Decision,
    Message,
    MessageState,
    Notice,
    Obligation,
    ObligationKind,
)
from monitoring.obligations.silence import arrangements
from monitoring.obligations.wording import arranged_in_words, reason_in_words
from monitoring.pages.contact import FROM_THE_LIST
from monitoring.pages.due_note import contact_links
from monitoring.pages.scope import patient_url

STATE_WORDS = {
    MessageState.QUEUED: "waiting to be sent",
    MessageState.LEASED: "being sent",
    MessageState.SENT: "sent",
    MessageState.PARKED: "could not be sent",
    MessageState.BOUNCED: "came back",
    MessageState.DROPPED: "not sent",
}

WHAT_TO_DO = {
    MessageState.PARKED: "Correct the address or the server, then try again.",
    MessageState.BOUNCED: "Correct the address, then try again; or call.",
}


def follow_up_rows(request: ClinicRequest, duties: Sequence[Obligation]) -> list[dict[str, Any]]:
    """Each overdue duty: who, what, since when, what was told, what was arranged."""
    saw_men(request, (duty.patient.opaque_id for duty in duties))
    notices, decisions = notices_about(duties), decisions_about(duties)
    return [
        {
            **_owed(duty),
            "reason": reason_in_words(duty.reason),
            "late_days": (request.today - duty.overdue_from).days,
            "told": [_told(notice) for notice in notices.get(duty.pk, [])],
            "arranged": _arranged(duty, decisions.get(duty.patient_id, []), request.today),
            "links": _links(request, duty),
        }
        for duty in duties
    ]


def _arranged(duty: Obligation, decisions: Sequence[Decision], today: date) -> list[str]:
    arranged = arrangements(decisions, duty.kind, duty.due_on)
    return list(arranged_in_words(arranged, today))


def _owed(duty: Obligation) -> dict[str, Any]:
    """What is owed to whom, and who looks after him."""
    details = duty.patient.status.details
    return {
        "name": details.list_name,
        "url": patient_url(duty.patient),
        "owner": details.owner or "nobody",
        "kind": duty.get_kind_display(),
        "due_on": duty.due_on,
        "overdue_from": duty.overdue_from,
    }


def _told(notice: Notice) -> dict[str, Any]:
    sent_at, state = notice.message.sent_at, MessageState(notice.message.state)
    return {
        "on": notice.message.local_day if sent_at is None else sent_at,
        "stage": stage_in_words(notice.channel, notice.stage),
        "to": notice.recipient or "the patient",
        "state": STATE_WORDS[state],
    }


def _links(request: ClinicRequest, duty: Obligation) -> list[dict[str, str]]:
    if duty.kind == ObligationKind.REVIEW:
        review = reverse("monitoring:review", args=[duty.patient.opaque_id])
        may_read = may(request.membership.role, May.SEE_FINDINGS)
        return [{"label": "Review", "url": review}] if may_read else []
    links = contact_links(duty, request, duty.patient)
    return [link | {"url": f"{link['url']}?back={FROM_THE_LIST}"} for link in links]


def planned_rows(request: ClinicRequest, duties: Sequence[Obligation]) -> list[dict[str, Any]]:
    """Each duty of which somebody is told soon: on which day, whom, at which stage."""
    saw_men(request, (duty.patient.opaque_id for duty in duties))
    coming = plans(request.clinic, duties, request.today)
    return [{**_owed(duty), "plans": coming[duty.pk]} for duty in duties]


def message_rows(request: ClinicRequest, messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Each message: to whom, how many duties, where it stands, why, and what to do."""
    saw_men(request, (mail.patient.opaque_id for mail in messages if mail.patient))
    return [message_row(mail) for mail in messages]


def message_row(mail: Message) -> dict[str, Any]:
    """One message as the lists and its own page show it."""
    state = MessageState(mail.state)
    reason = reason_of(mail)
    return {
        "mail": mail,
        "to": addressee(mail),
        "state": STATE_WORDS[state].capitalize(),
        "reason": "" if reason == state.label else reason,
        "advice": WHAT_TO_DO.get(state, ""),
        "is_failed": state in WHAT_TO_DO,
        "is_waiting": state is MessageState.QUEUED,
    }


def addressee(mail: Message) -> dict[str, str]:
    """Whom a message is for: by name, with his page where it is a patient."""
    if mail.patient is None:
        return {"name": str(mail.recipient), "url": ""}
    return {"name": mail.patient.status.details.list_name, "url": patient_url(mail.patient)}
