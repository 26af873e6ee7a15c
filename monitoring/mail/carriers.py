"""The messages that carry what is told: one to a person, kind and clinic-local day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q

from accounts.models import Clinic
from monitoring.mail.hours import DAY, Hours, Slot, hours_of
from monitoring.models import Message, MessageKind, ReminderSettings
from monitoring.models.outbox import MessageQuerySet

BATCH = 1000


class Addressee(NamedTuple):
    """Whom a message is for: a person of the staff, or a patient; one of them is None."""

    recipient: int | None
    patient: int | None

    @property
    def kind(self) -> MessageKind:
        """What kind of message goes to such a person."""
        return MessageKind.PATIENT if self.recipient is None else MessageKind.STAFF


def addressee_of(message: Message) -> Addressee:
    """Whom a message is for."""
    return Addressee(message.recipient_id, message.patient_id)


def open_messages(
    chosen: ReminderSettings, addressees: Collection[Addressee], now: datetime
) -> dict[Addressee, int]:
    """One message for each addressee that no sender has touched, locked until the commit.

    Without the lock a sender could claim it and count its notices before the new ones are there.
    Where a message of this moment was overtaken in between, or a sender holds it, the addressee
    is missing here and is served by the next run.
    """
    found = _locked(chosen, addressees)
    lacking = set(addressees) - found.keys()
    if lacking:
        _queue(chosen, sorted(lacking, key=_order), now)
        found |= _locked(chosen, lacking)
    return found


def queue_digests(chosen: ReminderSettings, people: Iterable[int], now: datetime) -> None:
    """A message of today to each of these people, unless one of today is there already."""
    slot = hours_of(chosen).next_slot(now)
    today = chosen.clinic.local_day(now)
    if slot.day == today:
        fresh = [_message(chosen, Addressee(one, None), slot, now) for one in sorted(people)]
        Message.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)


def _locked(chosen: ReminderSettings, addressees: Collection[Addressee]) -> dict[Addressee, int]:
    waiting = messages_to(chosen.clinic, addressees).open_to_notices()
    rows = waiting.select_for_update(skip_locked=True, no_key=True).order_by("-local_day", "pk")
    return {
        Addressee(recipient, patient): pk
        for recipient, patient, pk in rows.values_list("recipient_id", "patient_id", "pk")
    }


def messages_to(clinic: Clinic, addressees: Collection[Addressee]) -> MessageQuerySet:
    """Every message that a clinic ever had for one of these."""
    staff = [each.recipient for each in addressees if each.recipient]
    men = [each.patient for each in addressees if each.patient]
    to_staff = Q(kind=MessageKind.STAFF, recipient__in=staff)
    to_men = Q(kind=MessageKind.PATIENT, patient__in=men)
    return Message.objects.filter(to_staff | to_men, clinic=clinic)


def _queue(chosen: ReminderSettings, lacking: list[Addressee], now: datetime) -> None:
    hours = hours_of(chosen)
    slot = hours.next_slot(now)
    taken: dict[Addressee, set[date]] = defaultdict(set)
    others = messages_to(chosen.clinic, lacking).closing_a_day().filter(local_day__gte=slot.day)
    for recipient, patient, day in others.values_list("recipient_id", "patient_id", "local_day"):
        taken[Addressee(recipient, patient)].add(day)
    fresh = [_message(chosen, each, _first_free(slot, taken[each], hours), now) for each in lacking]
    # In one order, so that two scans which insert the same rows wait for one another only once.
    Message.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)


def _first_free(slot: Slot, taken: set[date], hours: Hours) -> Slot:
    """A day on which nothing went to the addressee: nobody gets a second message that day."""
    while slot.day in taken:
        slot = hours.opening(slot.day + DAY)
    return slot


def _order(addressee: Addressee) -> tuple[int, int]:
    return addressee.recipient or 0, addressee.patient or 0


def _message(chosen: ReminderSettings, to: Addressee, slot: Slot, now: datetime) -> Message:
    return Message(
        clinic=chosen.clinic,
        recipient_id=to.recipient,
        patient_id=to.patient,
        kind=to.kind,
        local_day=slot.day,
        not_before=slot.not_before,
        queued_at=now,
    )
