"""A mail server that writes down what it takes before it says so, and misbehaves as planned."""

import json
import os
import random
import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path

UNKNOWN = "unknown"
"""A recipient with this in the address does not exist here: 550."""


class Trouble(StrEnum):
    """What can go wrong with one mail, or while the server greets whoever brings it."""

    BUSY = "421 instead of a greeting"
    SILENT = "no greeting"
    HALF_A_LINE = "half a greeting"
    DRIPPING = "an answer line by line, outlasting a lease"
    SENDER_PUT_OFF = "451 to the sender"
    RECIPIENT_PUT_OFF = "450 to the recipient"
    CONTENT_PUT_OFF = "451 to the content"
    CUT_BEFORE = "cut before the content was taken"
    STUCK = "no answer to the content, which was not taken"
    CUT_AFTER = "cut after the content was taken"
    LATE_ANSWER = "content taken, answered when nobody waits any more"


LEAVES_IN_DOUBT = {Trouble.CUT_AFTER, Trouble.LATE_ANSWER}


@dataclass(frozen=True)
class Accepted:
    """One mail that the server made itself responsible for."""

    message_id: str
    recipient: str
    written: str
    at: float


@dataclass(frozen=True)
class Plan:
    """How often each trouble happens, of so many mails in a hundred, and to how many."""

    percent: tuple[tuple[Trouble, float], ...] = ()
    at_most: int = 1_000_000
    answer_takes: float = 0.0
    patience: float = 2.0
    drip_takes: float = 0.0


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine; `accepted` and `happened` are what came of it."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, journal: Path, seed: int = 0, plan: Plan | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Dialogue)
        self.plan, self._chance = plan or Plan(), random.Random(seed)
        self.accepted: list[Accepted] = []
        self.happened: Counter[Trouble] = Counter()
        self.in_doubt = 0
        """How often a mail was taken and its sender said nothing any more: he may not know it."""
        self._journal, self._lock = journal.open("ab"), threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def trouble(self) -> Trouble | None:
        """What will happen to the next mail."""
        with self._lock:
            place = self._chance.uniform(0, 100)
            if self.happened.total() >= self.plan.at_most:
                return None
            for trouble, share in self.plan.percent:
                if (place := place - share) < 0:
                    self.happened[trouble] += 1
                    return trouble
        return None

    def left_in_doubt(self) -> None:
        """A sender is gone without a farewell after his mail was taken."""
        with self._lock:
            self.in_doubt += 1

    def take(self, mail: bytes, recipient: str) -> None:
        """Write it down for good; only then may the server say that it has it."""
        headers = BytesHeaderParser().parsebytes(mail)
        date = parsedate_to_datetime(headers["Date"]).isoformat() if headers["Date"] else ""
        entry = Accepted(headers["Message-ID"] or "", recipient, date, time.time())
        with self._lock:
            self._journal.write(json.dumps(asdict(entry)).encode() + b"\n")
            self._journal.flush()
            os.fsync(self._journal.fileno())
            self.accepted.append(entry)

    def distinct(self) -> int:
        """How many different messages it has."""
        with self._lock:
            return len({entry.message_id for entry in self.accepted})

    def handle_error(self, request: object, client_address: object) -> None:
        """Senders are killed in these tests; a broken connection is no news."""

    def end(self) -> None:
        """Stop listening, as a server that is down."""
        self.shutdown()
        self.server_close()
        self._journal.close()


class Gone(Exception):
    """The sender has hung up."""


class Dialogue(socketserver.StreamRequestHandler):
    """One connection of one sender."""

    server: MailServer
    trouble: Trouble | None
    is_fresh = True
    owes_a_word = False

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def finish(self) -> None:
        if self.owes_a_word:
            self.server.left_in_doubt()
        with suppress(OSError):
            super().finish()

    def handle(self) -> None:
        self.trouble = self.server.trouble()
        try:
            if self._answers("220", "ready"):
                self._converse()
        except (Gone, OSError):
            return

    def _answers(self, code: str, words: str) -> bool:
        """Greet, or answer to the beginning of a mail; whether the conversation goes on."""
        match self.trouble:
            case Trouble.BUSY:
                self._say("421 too busy")
                return False
            case Trouble.SILENT:
                self._wait_until_gone()
                return False
            case Trouble.HALF_A_LINE:
                self.wfile.write(f"{code} mail.exam".encode())
                return False
        self._say(f"{code} {words}")
        return True

    def _begin_mail(self) -> bool:
        """The first mail has the trouble of its connection, each further one its own."""
        if not self.is_fresh:
            self.trouble = self.server.trouble()
        self.is_fresh = False
        if self.trouble == Trouble.SENDER_PUT_OFF:
            self._say("451 not now")
            return True
        return self._answers("250", "fine")

    def _drip(self) -> None:
        """Say lines for so long that no single wait lasts, only all of them together."""
        pause = 0.1
        for _ in range(round(self.server.plan.drip_takes / pause)):
            self._say("250-wait")
            time.sleep(pause)

    def _converse(self) -> None:
        recipient = ""
        while True:
            line = self._hear()
            verb = line[:4].upper()
            self.owes_a_word = False
            if verb == b"QUIT":
                self._say("221 bye")
                return
            if verb == b"DATA":
                if not self._take_content(recipient):
                    return
            elif verb == b"MAIL":
                if not self._begin_mail():
                    return
            elif verb == b"RCPT":
                recipient = line[8:].strip().strip(b"<>").decode()
                self._say(self._answer_about(recipient))
            elif verb == b"EHLO" and self.trouble == Trouble.DRIPPING:
                self._drip()
                self._say("250 fine")
            else:
                self._say("250 fine")

    def _answer_about(self, recipient: str) -> str:
        if UNKNOWN in recipient:
            return "550 no such user"
        return "450 later" if self.trouble == Trouble.RECIPIENT_PUT_OFF else "250 fine"

    def _take_content(self, recipient: str) -> bool:
        """Whether the conversation goes on."""
        if self.trouble == Trouble.CUT_BEFORE:
            return False
        self._say("354 go on")
        mail = self._hear_content()
        match self.trouble:
            case Trouble.CONTENT_PUT_OFF:
                self._say("451 disk is full")
                return True
            case Trouble.STUCK:
                self._wait_until_gone()
                return False
        self.server.take(mail, recipient)
        self.owes_a_word = True
        if self.trouble in LEAVES_IN_DOUBT:
            if self.trouble == Trouble.LATE_ANSWER:
                self._wait_until_gone()
            return False
        time.sleep(self.server.plan.answer_takes)
        self._say("250 taken")
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def _hear(self) -> bytes:
        line = self.rfile.readline(70_000)
        if not line.endswith(b"\n"):
            raise Gone
        return line

    def _hear_content(self) -> bytes:
        lines = []
        while (line := self._hear()) not in (b".\r\n", b".\n"):
            lines.append(line)
        return b"".join(lines)

    def _wait_until_gone(self) -> None:
        """Say nothing until the sender has lost its patience, or for so long that it had to."""
        self.connection.settimeout(self.server.plan.patience)
        self.rfile.read(1)


@contextmanager
def mail_server(journal: Path, seed: int = 0, plan: Plan | None = None) -> Iterator[MailServer]:
    """A mail server for as long as the block lasts."""
    server = MailServer(journal, seed, plan)
    try:
        yield server
    finally:
        server.end()
