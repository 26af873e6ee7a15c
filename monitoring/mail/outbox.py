"""The messages of a clinic, each with its state and the reason for it."""

from __future__ import annotations

from django.db.models import Count, Q

from accounts.models import Clinic
from monitoring.models import Message, MessageState
from monitoring.models.outbox import MessageQuerySet


def messages_of(clinic: Clinic) -> MessageQuerySet:
    """Every message of a clinic, newest first, with whom it is for and its number of notices."""
    told = Count("notices", filter=Q(notices__withdrawn_at__isnull=True))
    people = ("clinic", "recipient", "patient__status__details")
    rows = Message.objects.filter(clinic=clinic).select_related(*people).annotate(told=told)
    return rows.order_by("-pk")


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
        case MessageState.PARKED | MessageState.BOUNCED | MessageState.DROPPED:
            return message.last_error
        case _:
            return str(MessageState(message.state).label)
