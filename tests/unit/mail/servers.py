"""Mail servers that answer as they are told, in place of the real one."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected
from ssl import SSLCertVerificationError
from typing import Any

from django.core.mail.backends.locmem import EmailBackend

SOMEBODY = "somebody@clinic.example"

ANSWERS: dict[str, Exception] = {
    "greylisted": SMTPRecipientsRefused({SOMEBODY: (450, b"Try later")}),
    "unknown recipient": SMTPRecipientsRefused({SOMEBODY: (550, b"No such user")}),
    "sender refused": SMTPSenderRefused(550, b"Not from you", "inrange@localhost"),
    "sender put off": SMTPSenderRefused(451, b"Not now", "inrange@localhost"),
    "content refused": SMTPDataError(554, b"Not accepted"),
    "busy": SMTPDataError(451, b"Local error"),
    "hung up": SMTPServerDisconnected("Connection unexpectedly closed"),
    "no answer": TimeoutError("timed out"),
    "nobody there": ConnectionRefusedError(111, "Connection refused"),
    "wrong certificate": SSLCertVerificationError("certificate has expired"),
    "invalid address": ValueError("Invalid address"),
}


class Answering(EmailBackend):
    """Takes what is given to it, unless it was told to answer otherwise."""

    answer: Exception | None = None
    only_to: str = ""
    fails_to_open: Exception | None = None
    fails_to_close: Exception | None = None

    def open(self) -> None:
        if self.fails_to_open:
            raise self.fails_to_open

    def close(self) -> None:
        if self.fails_to_close:
            raise self.fails_to_close

    def send_messages(self, messages: Any) -> int:
        [email] = messages
        if self.answer and self.only_to in email.to[0]:
            raise self.answer
        return super().send_messages(messages)
