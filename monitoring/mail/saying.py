"""What a message is to say at the moment it is sent: never more than holds just then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from monitoring.mail.contents import Invitation, Waiting
from monitoring.mail.digest import news_of, takers, waiting_for
from monitoring.mail.duties import Audience, Duty, Told, announced, audience_for
from monitoring.mail.wording import Text, patient_text, staff_text
from monitoring.models import Message, Notice, ReminderSettings


def still_to_tell(message: Message, chosen: ReminderSettings, now: datetime) -> list[Told]:
    """The notices of a message of which its addressee is to be told as things stand now."""
    clinic = message.clinic
    notices = list(Notice.objects.standing().filter(message=message).order_by("pk"))
    if not notices:
        return []
    told = announced(notices, clinic.local_day(now))
    audience = audience_for(clinic, {each.duty.man for each in told}, chosen)
    return [each for each in told if _is_for(message, each, audience)]


def _is_for(message: Message, told: Told, audience: Audience) -> bool:
    if message.recipient_id is None:
        return audience.tells_the_patient(told.duty)
    return message.recipient_id in audience.told_of(told.duty, told.channel)


def said_by(
    message: Message, news: Sequence[Duty], chosen: ReminderSettings, now: datetime
) -> Waiting | Invitation | None:
    """What the message says, with `news` told for the first time; None where nothing is left.

    On the days of a digest it is everything that waits for its recipient, else the news alone.
    """
    if message.recipient is None:
        return Invitation(chosen.patient_sender, chosen.patient_phone) if news else None
    day = chosen.clinic.local_day(now)
    said = _staff_says(message, news, chosen, day)
    return said if said.total else None


def _staff_says(
    message: Message, news: Sequence[Duty], chosen: ReminderSettings, day: date
) -> Waiting:
    clinic, person = chosen.clinic, message.recipient
    if person is not None and person.pk in takers(clinic, day, chosen):
        return waiting_for(person, clinic, day, chosen)
    return news_of(news, day)


def text_of(message: Message, says: Waiting | Invitation, now: datetime) -> Text:
    """A message as it is read by whom it is for."""
    if isinstance(says, Waiting):
        return staff_text(says, clinic_day=message.clinic.local_day(now), message=message)
    return patient_text(says, message=message)
