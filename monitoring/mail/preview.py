"""A message as it was sent, or as it would be sent now, to the letter."""

from __future__ import annotations

from datetime import datetime

from monitoring.mail import saying
from monitoring.mail.delivery import Refused, compose
from monitoring.mail.neutral import Telling
from monitoring.mail.wording import Text
from monitoring.models import Message, MessageState, ReminderSettings

STILL_GOES_OUT = (MessageState.QUEUED, MessageState.LEASED)

NOTHING = Text("", "", "")


def text_of(message: Message, now: datetime) -> Text:
    """What a message said when it was sent; what one that still goes out would say now.

    Empty for one that never went out and does not any more, and for one that would be dropped
    or parked rather than sent.
    """
    try:
        return _text(message, now)
    except Telling:
        return NOTHING


def raw_message(message: Message, now: datetime) -> str:
    """The e-mail with its headers and both of its parts, as the mail server gets it.

    For a message that was sent these are the words that were sent; the address is the one that
    the recipient has now. Empty where nothing was sent and nothing would be. Where the message
    would be parked because it cannot be written, the reason.
    """
    try:
        text = _text(message, now)
        if text == NOTHING:
            return ""
        return (
            compose(message, text, message.sent_at or now)
            .message()
            .as_bytes()
            .decode(errors="replace")
        )
    except (Telling, Refused) as reason:
        return str(reason)


def _text(message: Message, now: datetime) -> Text:
    if message.state not in STILL_GOES_OUT:
        return Text(message.subject, message.body, message.page)
    chosen = ReminderSettings.objects.of(message.clinic)
    says = saying.reasons_for([message], chosen, now).said_by(message)
    return NOTHING if says is None else saying.text_of(message, says, now)
