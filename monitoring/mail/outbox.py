"""What the outbox page shows: every message with its state and reason, and whether passes run."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic, User
from monitoring.mail.duties import overdue_duties, still_to_tell
from monitoring.mail.hours import HOUR, MINUTE, next_slot
from monitoring.mail.wording import overdue_text
from monitoring.models import Message, MessageState, ScanRun
from monitoring.models.outbox import MessageQuerySet

SILENT_AFTER = {
    "scan": 30 * MINUTE,
    "send": 5 * MINUTE,
    "judge": 2 * HOUR,
}
"""The passes, and for how long each may be silent: two of its periods, or a few minutes."""


def messages_of(clinic: Clinic) -> MessageQuerySet:
    """Every message of a clinic, newest first, with its recipient and its number of notices."""
    told = Count("notices", filter=Q(notices__withdrawn_at__isnull=True))
    rows = Message.objects.filter(clinic=clinic).select_related("recipient").annotate(told=told)
    return rows.order_by("-queued_at", "-pk")


def parked_in(clinic: Clinic) -> MessageQuerySet:
    """Messages that wait for a person: they will not go out by themselves."""
    return messages_of(clinic).filter(state=MessageState.PARKED)


def counts_by_state(clinic: Clinic) -> dict[str, int]:
    """How many messages stand in each state; a state without any counts 0."""
    rows = Message.objects.filter(clinic=clinic).values_list("state").annotate(Count("pk"))
    return dict.fromkeys(MessageState.values, 0) | dict(rows.order_by())


def reason_of(message: Message) -> str:
    """Why a message stands where it does, in one sentence for the outbox page."""
    again = "Will be tried again."
    match message.state:
        case MessageState.QUEUED if message.attempts:
            return f"Attempt {message.attempts} failed ({message.last_error}). {again}"
        case MessageState.PARKED | MessageState.DROPPED:
            return message.last_error
        case _:
            return str(MessageState(message.state).label)


def text_of(message: Message, now: datetime) -> tuple[str, str]:
    """Subject and plain text: as sent, else as a message that still goes out would read now.

    Empty for one that does not go out, or that would be dropped because nothing is left to say.
    """
    if message.state not in (MessageState.QUEUED, MessageState.LEASED):
        return message.subject, message.body
    if not (duties := still_to_tell(message, now)):
        return "", ""
    text = overdue_text(duties, message.clinic.local_day(now))
    return text.subject, text.body


def nobody_told(clinic: Clinic, now: datetime) -> int:
    """Overdue duties for which the clinic has no clinician, lead or administrator to tell."""
    duties = overdue_duties(clinic, clinic.local_day(now))
    return sum(not duty.recipients for duty in duties)


def last_runs() -> dict[str, ScanRun]:
    """The last completed run of each pass that ever completed one, by its name."""
    return {run.name: run for run in ScanRun.objects.filter(name__in=SILENT_AFTER)}


def silent_passes(now: datetime) -> list[str]:
    """The passes that have not come to an end for longer than they may be silent."""
    runs = last_runs()
    return [
        name
        for name, patience in SILENT_AFTER.items()
        if name not in runs or runs[name].finished_at + patience < now
    ]


def reconcile(now: datetime) -> MessageQuerySet:
    """Messages that are due and neither sent, put off, parked nor dropped.

    Empty after a send pass; what stays here for longer than a pass is a reminder at risk.
    """
    return Message.objects.due(now).order_by("not_before", "pk")


def send_again(message: Message, *, by: User, now: datetime) -> bool:
    """Put a parked message back into the queue; false when it is not parked any more."""
    slot = next_slot(now, message.clinic.time_zone)
    with transaction.atomic():
        queued = Message.objects.filter(pk=message.pk, state=MessageState.PARKED).update(
            state=MessageState.QUEUED, not_before=slot.not_before, attempts=0, first_tried_at=None
        )
        if queued:
            subject = message.opaque_id
            write_audit([audit_row(message.clinic, "message.queued-again", by=by, subject=subject)])
    return bool(queued)
