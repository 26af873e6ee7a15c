"""Giving one message to the mail server, within a deadline, and reading what its answer means."""

from __future__ import annotations

import contextlib
from datetime import datetime
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.validators import validate_email

from monitoring.mail.answers import fit_to_keep
from monitoring.mail.contents import Invitation
from monitoring.mail.deadline import Deadline
from monitoring.mail.wording import Text, headers_of, sender_name
from monitoring.mail.writing import Email
from monitoring.models import Message, MessageKind, ReminderSettings
from patients.models import PatientDetails

DEADLINE = 60
"""Seconds until a server must have taken the message; far inside the lease of a claim."""

MOST_ON_ONE_LINE = 50
"""Messages over one connection; many servers hang up after a hundred."""

PERMANENT = range(500, 600)
"""Answers of a mail server that trying again will not change (RFC 5321, 4.2.1)."""

NO_ADDRESS = "There is no e-mail address that can be written to. Correct it, then send again."

Answer = SMTPRecipientsRefused | SMTPSenderRefused | SMTPDataError


class Refused(Exception):
    """The message will never be accepted as it is; the text says why, in the server's words."""


def compose(message: Message, text: Text, now: datetime) -> Email:
    """The e-mail of a claimed message. Sent again, it carries the same Message-ID.

    Raises `Refused` where the recipient has no address that can be written to, and `Telling`
    where the clinic's name for messages to patients is unfit.
    """
    email = Email(
        subject=text.subject,
        body=text.body,
        from_email=own_address(settings.DEFAULT_FROM_EMAIL),
        to=[address_of(message)],
        headers={
            "From": sender_of(message),
            "Message-ID": message_id(message),
            "Date": format_datetime(now),
            "Auto-Submitted": "auto-generated",
            **headers_of(message),
        },
    )
    if text.page:
        email.attach_alternative(text.page, "text/html")
    return email


def address_of(message: Message) -> str:
    """Where a message goes: to a colleague's own address, or to that of a patient's details now.

    Raises `Refused` where there is none, or one that is not exactly one address.
    """
    address = message.recipient.email if message.recipient else _address_of_patient(message)
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(NO_ADDRESS) from None
    return address


def sender_of(message: Message) -> str:
    """Under which name a message goes out: to a patient under the neutral one of his clinic."""
    if message.kind != MessageKind.PATIENT:
        return settings.DEFAULT_FROM_EMAIL
    chosen = ReminderSettings.objects.of(message.clinic)
    name = sender_name(Invitation(chosen.patient_sender, chosen.patient_phone))
    return formataddr((name, own_address(settings.DEFAULT_FROM_EMAIL)))


@cache
def own_address(sender: str) -> str:
    """The address of the site without its name: where servers report what they cannot deliver."""
    return parseaddr(sender)[1]


def _address_of_patient(message: Message) -> str:
    details = PatientDetails.objects.current().filter(patient=message.patient_id)
    return details.values_list("email", flat=True).first() or ""


def message_id(message: Message) -> str:
    """What mail programs recognise a second copy by."""
    domain = own_address(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2]
    return f"<{message.opaque_id.hex}@{domain}>"


class Line:
    """A connection to the mail server: opened for the first message, kept for those after it.

    It is given up after a failure, for then nobody knows where the two stand, and now and then
    before the server grows tired of it.
    """

    _deadline: Deadline

    def __init__(self) -> None:
        self._server: Any = None
        self._carried = 0

    def deliver(self, email: EmailMultiAlternatives, seconds: float = DEADLINE) -> None:
        """Give the e-mail to the server.

        Raises `Refused` when the server refuses it for good; any other exception means that it
        may be accepted later. After `seconds`, in which the server is also reached, the
        connection is cut, so that nothing is accepted when the claim has passed to somebody else.
        """
        if self._carried >= MOST_ON_ONE_LINE:
            self.close()
        if not self._server:
            self._choose_server()
        self._carried += 1
        try:
            with self._deadline.within(seconds):
                self._server.open()
                _hand_over(self._server, email)
        except Refused:
            raise
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Part; what the server says to that cannot undo that it accepted a message."""
        server, self._server, self._carried = self._server, None, 0
        if server:
            self._deadline.end()
            with contextlib.suppress(Exception):
                server.close()

    def _choose_server(self) -> None:
        """A server that answers in drips outlives any time-out. A folder has nothing to cut."""
        self._server = mailers.default
        self._deadline = Deadline(getattr(self._server, "cut", lambda: None))


def _hand_over(server: Any, email: EmailMultiAlternatives) -> None:
    try:
        server.send_messages([email])
    except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError) as answer:
        if _is_permanent(answer):
            raise Refused(fit_to_keep(str(answer))) from answer
        raise
    except OSError:  # before ValueError, because a failed certificate is both
        raise
    except ValueError as reason:  # an address or a header that cannot be written down
        raise Refused(fit_to_keep(str(reason))) from reason


def _is_permanent(answer: Answer) -> bool:
    if isinstance(answer, SMTPRecipientsRefused):
        return all(code in PERMANENT for code, _words in answer.recipients.values())
    return answer.smtp_code in PERMANENT
