"""What a run leaves outside the database and the pages, and words looked for in all of it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from urllib.parse import unquote_plus

from tests.fault.mail_server import MailServer

PACKED = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")
"""How a queue carries the body of a task."""

DATABASE = "inrange.sqlite3"


class KeepingServer(MailServer):
    """A mail server that keeps every mail whole."""

    def __init__(self, journal: Path) -> None:
        self.mails: list[bytes] = []
        super().__init__(journal)

    def take(self, mail: bytes, recipient: str) -> None:
        self.mails.append(mail)
        super().take(mail, recipient)


@dataclass
class Traces:
    """Everything of a run that can be read elsewhere than in the database and on a page."""

    places: dict[str, list[str]] = field(default_factory=dict)

    def keep(self, place: str, *texts: str) -> None:
        self.places.setdefault(place, []).extend(texts)

    def tell(self, words: Sequence[str]) -> list[str]:
        """Where which of these words is found."""
        return [
            f"{place}: {word}"
            for place, texts in self.places.items()
            for word in words
            if any(word.casefold() in text for text in _readable(texts))
        ]


def _readable(texts: Sequence[str]) -> Iterator[str]:
    """Each text as it stands, as an address is read, and with what is packed in it."""
    for text in texts:
        yield text.casefold()
        yield unquote_plus(text).casefold()
        for packed in PACKED.findall(text):
            yield _unpacked(packed).casefold()


def _unpacked(packed: str) -> str:
    try:
        return base64.b64decode(packed, validate=True).decode(errors="replace")
    except binascii.Error:
        return ""


def words_of_mail(mail: bytes) -> Iterator[str]:
    """A mail as it went over the line, its headers and its parts as they are read."""
    yield mail.decode(errors="replace")
    whole = message_from_bytes(mail)
    yield from (f"{name}: {value}" for name, value in whole.items())
    for part in whole.walk():
        if not part.is_multipart():
            yield part.get_payload(decode=True).decode(errors="replace")


def files_of(folder: Path) -> Iterator[str]:
    """Every file of the records but the database: name and content."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(DATABASE):
            yield f"{path.relative_to(folder)} {path.read_bytes().decode(errors='replace')}"
