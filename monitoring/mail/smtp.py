"""The way to a mail server: Django's, over a connection that can be cut at any moment."""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
from functools import partial
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends import smtp

from monitoring.mail.writing import Email

ATOM, LABEL = r"[A-Za-z0-9_+-]+", r"[A-Za-z0-9-]+"

PLAIN_ADDRESS = re.compile(rf"{ATOM}(?:\.{ATOM})*@{LABEL}(?:\.{LABEL})*")
"""An address as nearly everybody has one: nothing of it is quoted or has to be encoded."""


class EmailBackend(smtp.EmailBackend):
    """Whatever waits for the server fails at once when another thread calls `cut`.

    That holds from the first moment: also while the server greets, encrypts or lets somebody in.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._wire: socket.socket | None = None
        self._is_cut = False

    @property
    def connection_class(self) -> Any:
        """What Django dials with; encryption from the first byte is not offered."""
        return partial(_Dialled, self)

    def prep_address(self, address: str, force_ascii: bool = True) -> str:
        """The address alone. To read one by its full grammar takes long; a plain one needs none."""
        if PLAIN_ADDRESS.fullmatch(address):
            return address
        return str(super().prep_address(address, force_ascii))

    def _send(self, email_message: EmailMessage) -> bool:
        """Give an e-mail to the server; one that was written before is not written again."""
        if not (isinstance(email_message, Email) and email_message.on_the_line):
            return bool(super()._send(email_message))  # type: ignore[misc]
        sender, *recipients = map(
            self.prep_address, [email_message.from_email, *email_message.recipients()]
        )
        content = email_message.on_the_line
        self.connection.sendmail(sender, recipients, content)  # type: ignore[union-attr]
        return True

    def watch(self, wire: socket.socket) -> None:
        """Keep a handle on a connection: its own object is given up when encryption begins."""
        self._forget()
        if self._is_cut:
            raise TimeoutError("The mail server took too long to answer.")
        self._wire = wire.dup()

    def cut(self) -> None:
        """End the connection, or one that is only being made."""
        self._is_cut = True
        if self._wire:
            with contextlib.suppress(OSError):
                self._wire.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Part from the server."""
        try:
            super().close()
        finally:
            self._forget()

    def _forget(self) -> None:
        if self._wire:
            self._wire.close()
            self._wire = None


class _Dialled(smtplib.SMTP):
    """A dialogue whose backend knows its connection before the server has said a word."""

    def __init__(self, backend: EmailBackend, *where: Any, **options: Any) -> None:
        self._backend = backend
        super().__init__(*where, **options)

    def _get_socket(self, *where: Any) -> socket.socket:
        wire: socket.socket = super()._get_socket(*where)  # type: ignore[misc]
        try:
            self._backend.watch(wire)
        except TimeoutError:
            wire.close()
            raise
        return wire
