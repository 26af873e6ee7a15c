"""The links in a message: signed for one purpose, and silent about whom they are for.

The address of a link holds an opaque identifier, a day and a signature. Whoever follows it to a
follow-up has to sign in first, and comes no further than his own powers reach.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import Clinic
from monitoring.models import Message, Obligation

LASTS = timedelta(days=14)
"""How long after its message a link still leads to its follow-up."""

BEGINNING = date(2020, 1, 1)
"""Days in a link are counted from here, which keeps it short."""

UNKNOWN = "That link leads to nothing in your clinic. What is open is listed here."
EXPIRED = "That link is more than 14 days old. What is open is listed here."
CLOSED = "That follow-up is not open any more. What is open is listed here."


class DeadLink(Exception):
    """A link that leads nowhere, with the sentence for whoever followed it."""


def item_link(opaque_id: UUID, *, message: Message) -> str:
    """The address of one follow-up, good for 14 days from when its message goes out."""
    signed = _items().sign(_packed(opaque_id, _goes_out_on(message)))
    return address(reverse("monitoring:item", args=[signed]))


def unsubscribe_link(message: Message) -> str:
    """The address at which the reader of a message asks for no more of them; it does not expire."""
    signed = _stops().sign(message.opaque_id.hex)
    return address(reverse("monitoring:mail-stop", args=[signed]))


def list_link() -> str:
    """The address of the list, or of the first page that the reader's role has."""
    return address(reverse("accounts:home"))


def preferences_link() -> str:
    """The address at which somebody of the staff chooses what he gets."""
    return address(reverse("monitoring:mail-preferences"))


def address(path: str) -> str:
    """A page of the site as a message has to name it."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def duty_behind(token: str, clinics: Collection[Clinic], now: datetime) -> Obligation:
    """The open duty that a link names, if it is owed in one of these clinics.

    Raises `DeadLink`. A link that was made up and one into another clinic are answered alike.
    """
    opaque_id, goes_out_on = _unpacked(token)
    duties = Obligation.objects.filter(clinic__in=clinics, opaque_id=opaque_id)
    duty = duties.select_related("clinic", "patient").first()
    if duty is None:
        raise DeadLink(UNKNOWN)
    if duty.clinic.local_day(now) > goes_out_on + LASTS:
        raise DeadLink(EXPIRED)
    if duty.closed_at is not None:
        raise DeadLink(CLOSED)
    return duty


def message_behind(token: str) -> Message:
    """The message whose reader asks for no more of them. Raises `DeadLink` for any other token."""
    try:
        opaque_id = UUID(_stops().unsign(token))
    except BadSignature:
        raise DeadLink(UNKNOWN) from None
    people = Message.objects.select_related("clinic", "recipient", "patient")
    message = people.filter(opaque_id=opaque_id).first()
    if message is None:
        raise DeadLink(UNKNOWN)
    return message


def _items() -> Signer:
    return Signer(sep=".", salt="monitoring.mail.links.item")


def _stops() -> Signer:
    return Signer(sep=".", salt="monitoring.mail.links.stop")


def _goes_out_on(message: Message) -> date:
    """The clinic's day of sending, as far as it is known: the same for a preview and the mail."""
    latest = max(message.not_before, message.first_tried_at or message.not_before)
    return message.clinic.local_day(latest)


def _packed(opaque_id: UUID, day: date) -> str:
    """Eighteen bytes, which are 24 characters without any padding."""
    return urlsafe_b64encode(opaque_id.bytes + (day - BEGINNING).days.to_bytes(2)).decode()


def _unpacked(token: str) -> tuple[UUID, date]:
    try:
        packed = urlsafe_b64decode(_items().unsign(token))
    except BadSignature:
        raise DeadLink(UNKNOWN) from None
    days = int.from_bytes(packed[16:])
    return UUID(bytes=packed[:16]), BEGINNING + timedelta(days)
