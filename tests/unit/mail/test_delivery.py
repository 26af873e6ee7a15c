"""Giving an e-mail to a server that may be slow, unwilling or silent, in a bounded time."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import chain, repeat
from smtplib import SMTPDataError
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from monitoring.mail import delivery
from monitoring.mail.claiming import LEASE
from monitoring.mail.delivery import Line, Refused
from monitoring.mail.sending import PASS_LASTS

GREETING, WELCOME, FINE, GO_ON = "220 here", "250 here", "250 fine", "354 go on"
SUCCESS = {"": GREETING, "EHLO": WELCOME, "MAIL": FINE, "RCPT": FINE, "DATA": GO_ON, ".": FINE}

EMAIL = EmailMultiAlternatives("Subject", "Body", "inrange@clinic.example", ["a@clinic.example"])

HANDSHAKE = "220 go on, in drips…"
LONG_RECORD = b"\x16\x03\x03\x40\x00"
"""How a message of an encrypted dialogue begins that is 16 kilobytes long (RFC 8446, 5.1)."""

SHORT = 0.6
"""Seconds of a deadline that a test can wait for."""


class Server:
    """Speaks just enough SMTP, with an answer for each command that a test can replace.

    An answer of `None` is silence; an answer ending in `…` comes in drips that never end.
    """

    def __init__(self, answers: dict[str, str | None]) -> None:
        self.answers = SUCCESS | answers
        self.accepted = self.greeted = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.stopped = threading.Event()

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while not self.stopped.is_set():
                self.converse(self.listener.accept()[0])

    def converse(self, caller: socket.socket) -> None:
        self.greeted += 1
        with caller as peer, peer.makefile("rb") as lines:
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
        is_handshake = words == HANDSHAKE
        peer.sendall(b"220 go on\r\n" if is_handshake else words[:3].encode() + b"-")
        drips = chain(LONG_RECORD if is_handshake else b"", repeat(ord("x")))
        while not self.stopped.wait(0.05):
            try:
                peer.sendall(bytes([next(drips)]))
            except OSError:
                break
        return False


def deliver(email: EmailMultiAlternatives, seconds: float = delivery.DEADLINE) -> None:
    with closing(Line()) as line:
        line.deliver(email, seconds)


@contextmanager
def serving(settings: Any, **answers: str | None) -> Iterator[Server]:
    server = Server({command.replace("greeting", ""): words for command, words in answers.items()})
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    host, port = server.listener.getsockname()
    backend = "monitoring.mail.smtp.EmailBackend"
    options = {"host": host, "port": port, "timeout": 5}
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
    try:
        yield server
    finally:
        server.stopped.set()
        server.listener.shutdown(socket.SHUT_RDWR)
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


@pytest.mark.parametrize("command", ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize("words", [None, "250…"], ids=["silent", "in drips"])
def test_slow_server_is_cut_off_at_the_deadline(
    settings: Any, command: str, words: str | None
) -> None:
    began = time.monotonic()
    with serving(settings, **{command: words}):
        with pytest.raises(OSError):
            deliver(EMAIL, seconds=SHORT)
        assert SHORT <= time.monotonic() - began < SHORT + 2


def test_a_server_that_drips_while_encrypting_is_cut_off_too(settings: Any) -> None:
    began = time.monotonic()
    with serving(settings, EHLO="250-here\r\n250 STARTTLS", STAR=HANDSHAKE):
        settings.MAILERS["default"]["OPTIONS"]["use_tls"] = True
        with pytest.raises(OSError):
            deliver(EMAIL, seconds=SHORT)
    assert SHORT <= time.monotonic() - began < SHORT + 2


def test_control_without_a_handle_on_it_a_dripping_greeting_outlasts_the_deadline(
    settings: Any,
) -> None:
    """Django's own way to the server is out of reach until the server has greeted."""
    with serving(settings, greeting="220…") as server:
        settings.MAILERS["default"]["BACKEND"] = "django.core.mail.backends.smtp.EmailBackend"
        threading.Timer(4 * SHORT, server.stopped.set).start()
        began = time.monotonic()
        with pytest.raises(OSError):
            deliver(EMAIL, seconds=SHORT)
        assert time.monotonic() - began >= 3 * SHORT


def test_a_line_is_kept_for_the_next_message(settings: Any) -> None:
    with serving(settings) as server, closing(Line()) as line:
        for _ in range(3):
            line.deliver(EMAIL)
    assert (server.accepted, server.greeted) == (3, 1)


def test_a_refused_message_does_not_end_the_line(settings: Any) -> None:
    with serving(settings, RCPT="550 no such user") as server, closing(Line()) as line:
        for _ in range(2):
            with pytest.raises(Refused):
                line.deliver(EMAIL)
    assert server.greeted == 1


def test_after_a_failure_the_next_message_gets_a_line_of_its_own(settings: Any) -> None:
    with serving(settings, **{".": "451 later"}) as server, closing(Line()) as line:
        with pytest.raises(SMTPDataError):
            line.deliver(EMAIL)
        server.answers["."] = FINE
        line.deliver(EMAIL)
    assert (server.accepted, server.greeted) == (1, 2)


def test_a_line_is_left_before_the_server_grows_tired_of_it(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "MOST_ON_ONE_LINE", 2)
    with serving(settings) as server, closing(Line()) as line:
        for _ in range(5):
            line.deliver(EMAIL)
    assert (server.accepted, server.greeted) == (5, 3)


def test_nothing_is_handed_over_after_the_deadline(settings: Any) -> None:
    with serving(settings) as server, pytest.raises(TimeoutError):
        deliver(EMAIL, seconds=0)
    assert server.accepted == 0


def test_nobody_there(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    options = {"host": "127.0.0.1", "port": port, "timeout": 1}
    backend = "monitoring.mail.smtp.EmailBackend"
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
    """The last message of a pass is begun within a minute, and its claim is no older than that."""
    longest = PASS_LASTS.total_seconds() + delivery.DEADLINE
    assert LEASE.total_seconds() > longest * 2
