"""What a person does about one message: try it again, leave it, or send it now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.audit import audit_row, write_audit
from accounts.models import User
from accounts.roles import Role
from monitoring.mail.claiming import earliest_slot
from monitoring.mail.hours import hours_of
from monitoring.mail.preview import NOTHING, text_of
from monitoring.models import Message, MessageState, ReminderSettings
from monitoring.models.outbox import STOPPED_BY_HAND


def send_again(message: Message, *, by: User, now: datetime) -> bool:
    """Put a message that nobody got back into the queue; false when it is not one any more."""
    slot = hours_of(ReminderSettings.objects.of(message.clinic)).next_slot(now)
    fresh = {"attempts": 0, "first_tried_at": None, "sent_at": None}
    changes = {"state": MessageState.QUEUED, "not_before": slot.not_before, **fresh}
    return _settle(message, changes, "message.queued-again", by)


def leave(message: Message, *, by: User, role: str) -> bool:
    """Let a message that nobody got rest; its duties stay on the lists. False when it is none.

    Its notices go on standing: somebody of the clinic knows, so that nothing is told in their
    place before the next stage.
    """
    reason = f"{STOPPED_BY_HAND} {Role(role).label.lower()}. {message.last_error}".strip()
    changes = {"state": MessageState.DROPPED, "last_error": reason}
    return _settle(message, changes, "message.left", by)


def _settle(message: Message, changes: Mapping[str, object], action: str, by: User) -> bool:
    with transaction.atomic():
        found = Message.objects.needing_somebody().filter(pk=message.pk).update(**changes)
        if found:
            _note(message, action, by)
    return bool(found)


def send_now(message: Message, *, by: User, now: datetime) -> datetime | None:
    """Bring a waiting message forward to as early as it may reach somebody; when that is.

    None where it waits no more, or where nothing is left of what it would say.
    """
    if text_of(message, now) == NOTHING:
        return None
    chosen = ReminderSettings.objects.of(message.clinic)
    moment = min(message.not_before, earliest_slot(message, hours_of(chosen), now).not_before)
    with transaction.atomic():
        waiting = Message.objects.filter(pk=message.pk, state=MessageState.QUEUED)
        found = waiting.update(not_before=moment)
        if found:
            _note(message, "message.brought-forward", by)
    return moment if found else None


def _note(message: Message, action: str, by: User) -> None:
    write_audit([audit_row(message.clinic, action, by=by, subject=message.opaque_id)])
