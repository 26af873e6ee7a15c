"""Giving one message to the mail server, within a deadline, and reading what its answer means."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime, parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers

from monitoring.mail.wording import Text
from monitoring.models import Message

DEADLINE = 60
"""Seconds until a server must have taken the message; far inside the lease of a claim."""

PERMANENT = range(500, 600)
"""Answers of a mail server that trying again will not change (RFC 5321, 4.2.1)."""

Answer = SMTPRecipientsRefused | SMTPSenderRefused | SMTPDataError


class Refused(Exception):
    """The message will never be accepted as it is; the text says why, in the server's words."""


def compose(message: Message, text: Text, now: datetime) -> EmailMultiAlternatives:
    """The e-mail of a claimed message. Sent again, it carries the same Message-ID."""
    email = EmailMultiAlternatives(
        subject=text.subject,
        body=text.body,
        to=[message.recipient.email],
        headers={
            "Message-ID": message_id(message),
            "Date": format_datetime(now),
            "Auto-Submitted": "auto-generated",
        },
    )
    email.attach_alternative(text.page, "text/html")
    return email


def message_id(message: Message) -> str:
    """What mail programs recognise a second copy by."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{message.opaque_id.hex}@{domain}>"


def deliver(email: EmailMultiAlternatives, seconds: float = DEADLINE) -> None:
    """Give the e-mail to the server.

    Raises `Refused` when the server refuses it for good; any other exception means that it may
    be accepted later. After `seconds` the connection is cut, so that nothing is accepted when
    the claim has passed to somebody else.
    """
    ends = time.monotonic() + seconds
    server = mailers.default
    try:
        server.open()
        with _cut_at(ends, server):
            _hand_over(server, email)
    finally:
        # What the server says when parting cannot undo that it accepted the message.
        with contextlib.suppress(Exception):
            server.close()


def _hand_over(server: Any, email: EmailMultiAlternatives) -> None:
    try:
        server.send_messages([email])
    except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError) as answer:
        if _is_permanent(answer):
            raise Refused(str(answer)) from answer
        raise
    except OSError:  # before ValueError, because a failed certificate is both
        raise
    except ValueError as reason:  # an address or a header that cannot be written down
        raise Refused(str(reason)) from reason


def _is_permanent(answer: Answer) -> bool:
    if isinstance(answer, SMTPRecipientsRefused):
        return all(code in PERMANENT for code, _words in answer.recipients.values())
    return answer.smtp_code in PERMANENT


@contextlib.contextmanager
def _cut_at(ends: float, server: Any) -> Iterator[None]:
    """Cut the connection at a moment: a server that answers in drips outlives any time-out."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("The mail server took too long to answer.")
    timer = threading.Timer(left, _cut, [getattr(server, "connection", None)])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(connection: Any) -> None:
    with contextlib.suppress(AttributeError, OSError):
        connection.sock.shutdown(socket.SHUT_RDWR)
