"""Giving an e-mail to a server that may be slow, unwilling or silent, in a bounded time."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from monitoring.mail import delivery
from monitoring.mail.claiming import LEASE
from monitoring.mail.delivery import Refused, deliver

GREETING, WELCOME, FINE, GO_ON = "220 here", "250 here", "250 fine", "354 go on"
SUCCESS = {"": GREETING, "EHLO": WELCOME, "MAIL": FINE, "RCPT": FINE, "DATA": GO_ON, ".": FINE}

EMAIL = EmailMultiAlternatives("Subject", "Body", "inrange@clinic.example", ["a@clinic.example"])

SHORT = 0.6
"""Seconds of a deadline that a test can wait for."""


class Server:
    """Speaks just enough SMTP, with an answer for each command that a test can replace.

    An answer of `None` is silence; an answer ending in `…` comes in drips that never end.
    """

    def __init__(self, answers: dict[str, str | None]) -> None:
        self.answers = SUCCESS | answers
        self.accepted = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.stopped = threading.Event()

    def serve(self) -> None:
        with self.listener.accept()[0] as peer, peer.makefile("rb") as lines:
            if not self.answer(peer, ""):
                return
            for line in lines:
                command = line.decode()[:4].strip().upper()
                if command == "QUIT" or not self.answer(peer, command):
                    return
                if command == "DATA" and not self.take_content(peer, lines):
                    return

    def take_content(self, peer: socket.socket, lines: Any) -> bool:
        for line in lines:
            if line == b".\r\n":
                return self.answer(peer, ".")
        return False

    def answer(self, peer: socket.socket, command: str) -> bool:
        words = self.answers.get(command, "500 what")
        if words is None:
            self.stopped.wait(10)
            return False
        if words.endswith("…"):
            return self.drip(peer, words)
        self.accepted += command == "." and words.startswith("2")
        peer.sendall(f"{words}\r\n".encode())
        return True

    def drip(self, peer: socket.socket, words: str) -> bool:
        peer.sendall(words[:3].encode() + b"-")
        while not self.stopped.wait(0.05):
            try:
                peer.sendall(b"x")
            except OSError:
                break
        return False


@contextmanager
def serving(settings: Any, **answers: str | None) -> Iterator[Server]:
    server = Server({command.replace("greeting", ""): words for command, words in answers.items()})
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    host, port = server.listener.getsockname()
    backend = "django.core.mail.backends.smtp.EmailBackend"
    options = {"host": host, "port": port, "timeout": 5}
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
    try:
        yield server
    finally:
        server.stopped.set()
        server.listener.close()
        thread.join(5)


def test_server_takes_it(settings: Any) -> None:
    with serving(settings) as server:
        deliver(EMAIL)
    assert server.accepted == 1


@pytest.mark.parametrize(
    ("answers", "is_final"),
    [
        pytest.param({"RCPT": "550 no such user"}, True, id="unknown recipient"),
        pytest.param({"RCPT": "450 greylisted"}, False, id="recipient later"),
        pytest.param({"MAIL": "553 not you"}, True, id="sender refused"),
        pytest.param({"MAIL": "421 too busy"}, False, id="sender later"),
        pytest.param({"DATA": "554 no"}, True, id="no content"),
        pytest.param({".": "552 too large"}, True, id="content refused"),
        pytest.param({".": "451 try later"}, False, id="content later"),
        pytest.param({"greeting": "554 go away"}, False, id="refuses everybody"),
    ],
)
def test_refusal(settings: Any, answers: dict[str, str], is_final: bool) -> None:
    with serving(settings, **answers) as server:
        with pytest.raises(Exception) as refusal:
            deliver(EMAIL)
        assert isinstance(refusal.value, Refused) is is_final
    assert server.accepted == 0


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize("words", [None, "250…"], ids=["silent", "in drips"])
def test_slow_server_is_cut_off_at_the_deadline(
    settings: Any, command: str, words: str | None
) -> None:
    began = time.monotonic()
    with serving(settings, **{command: words}):
        with pytest.raises(OSError):
            deliver(EMAIL, seconds=SHORT)
        assert SHORT <= time.monotonic() - began < SHORT + 2


def test_nothing_is_handed_over_after_the_deadline(settings: Any) -> None:
    with serving(settings) as server, pytest.raises(TimeoutError):
        deliver(EMAIL, seconds=0)
    assert server.accepted == 0


def test_nobody_there(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    options = {"host": "127.0.0.1", "port": port, "timeout": 1}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
    with pytest.raises(ConnectionRefusedError):
        deliver(EMAIL)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("a@clinic.example\r\nBcc: b@evil.example", id="second line"),
        pytest.param("no address at all", id="no address"),
        pytest.param("a@b@c", id="two at signs"),
    ],
)
def test_address_that_cannot_be_written_is_refused(settings: Any, address: str) -> None:
    email = EmailMultiAlternatives("Subject", "Body", "inrange@clinic.example", [address])
    with serving(settings) as server, pytest.raises(Refused):
        deliver(email)
    assert server.accepted == 0


def test_deadline_lies_well_inside_the_lease() -> None:
    assert LEASE.total_seconds() > delivery.DEADLINE * 2
