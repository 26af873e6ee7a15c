"""What a message is to say at the moment it is sent: never more than holds just then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from monitoring.mail.contents import Invitation, Waiting
from monitoring.mail.digest import Desk, desk_of, news_of, takers
from monitoring.mail.duties import Audience, Duty, Told, announced, audience_for
from monitoring.mail.wording import Text, patient_text, staff_text
from monitoring.models import Message, Notice, ReminderSettings


@dataclass(frozen=True)
class Reasons:
    """Why messages of one clinic go out, as things stand at one moment.

    `standing` are the notices of which their addressees are still to be told; `ended` are the
    others. `desk` is there where a digest goes to somebody.
    """

    chosen: ReminderSettings
    day: date
    standing: list[Told]
    ended: list[Notice]
    takers: Collection[int]
    desk: Desk | None

    def news_for(self, message: Message) -> list[Duty]:
        """What a message tells for the first time."""
        return [told.duty for told in self.standing if told.message == message.pk]

    def said_by(self, message: Message) -> Waiting | Invitation | None:
        """What a message says; None where nothing is left of it.

        On the days of a digest it is everything that waits for its recipient, else the news alone.
        """
        news = self.news_for(message)
        if message.recipient_id is None:
            chosen = self.chosen
            return Invitation(chosen.patient_sender, chosen.patient_phone) if news else None
        said = self._waiting_for(message.recipient_id, news)
        return said if said.total else None

    def _waiting_for(self, person: int, news: Sequence[Duty]) -> Waiting:
        if self.desk and person in self.takers:
            return self.desk.of(person)
        return news_of(news, self.day)


def reasons_for(messages: Sequence[Message], chosen: ReminderSettings, now: datetime) -> Reasons:
    """The reasons of a clinic's messages; as many statements for one as for a hundred."""
    clinic, day = chosen.clinic, chosen.clinic.local_day(now)
    notices = list(Notice.objects.standing().filter(message__in=messages).order_by("pk"))
    told = announced(notices, day)
    audience = audience_for(clinic, {each.duty.man for each in told}, chosen)
    addressees = {message.pk: message.recipient_id for message in messages}
    standing = [each for each in told if _is_for(addressees[each.message], each, audience)]
    keys = {each.notice for each in standing}
    people = set(takers(clinic, day, chosen)).intersection(addressees.values())
    return Reasons(
        chosen=chosen,
        day=day,
        standing=standing,
        ended=[notice for notice in notices if notice.pk not in keys],
        takers=people,
        desk=desk_of(clinic, day, chosen) if people else None,
    )


def _is_for(recipient: int | None, told: Told, audience: Audience) -> bool:
    if recipient is None:
        return audience.tells_the_patient(told.duty)
    return recipient in audience.told_of(told.duty, told.channel)


def text_of(message: Message, says: Waiting | Invitation, now: datetime) -> Text:
    """A message as it is read by whom it is for."""
    if isinstance(says, Waiting):
        return staff_text(says, clinic_day=message.clinic.local_day(now), message=message)
    return patient_text(says, message=message)
