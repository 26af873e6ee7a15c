"""A file of messages or resources, opened: what the intake takes, and what is kept of the file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from exchange.codes.aliases import NO_ALIASES, Aliases
from exchange.fhir_reading.json_text import read_documents
from exchange.fhir_reading.masking import hidden_in
from exchange.fhir_reading.pool import gather
from exchange.fhir_reading.results import read_results as read_resources
from exchange.files.csv_reading import decode
from exchange.hl7.masking import without_social_numbers
from exchange.hl7.messages import Transmission, take_apart
from exchange.hl7.text import read_text
from exchange.rows.fields import FHIR_FIELDS, HL7_FIELDS, Fields
from exchange.rows.of_messages import MessageRows
from exchange.rows.of_results import Reading
from exchange.rows.sent_rows import ResourceRows, SentRows


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be read: times without an offset are those of `zone`.

    `authorities` are those whose record numbers count, all where none is named; `laboratory` is
    the one that all of it comes from, where a person said so.
    """

    zone: tzinfo
    authorities: Collection[str] = ()
    aliases: Aliases = NO_ALIASES
    laboratory: str = ""

    def of(self, fields: Fields) -> dict[str, Any]:
        """The same for the rows of a format."""
        reading = Reading(self.zone, fields, self.aliases)
        return {
            "reading": reading,
            "authorities": self.authorities,
            "laboratory": self.laboratory,
        }


@dataclass(frozen=True, slots=True)
class OpenedMessages:
    """What a file of messages holds; `content` is the file without social security numbers.

    `messages` counts the messages, or the resources, of which it consists.
    """

    content: bytes
    encoding: str
    messages: int
    rows: SentRows

    @property
    def fields(self) -> Fields:
        """What the format calls its parts."""
        return self.rows.reading.fields


def open_messages(content: bytes, asked: Asked) -> OpenedMessages:
    """Open a file of HL7 v2; raises Unusable."""
    text, encoding = read_text(content)
    masked = without_social_numbers(text)
    rows, whole = MessageRows(**asked.of(HL7_FIELDS)), Transmission()
    for message in take_apart(masked, whole):
        rows.enter_message(message)
    for fault in whole.faults:
        rows.refuse(fault)
    return OpenedMessages(_kept(content, text, masked, encoding), encoding, whole.count, rows)


def open_resources(content: bytes, asked: Asked) -> OpenedMessages:
    """Open a file of FHIR resources; raises Unusable."""
    text, encoding = decode(content)
    documents = read_documents(text)
    masked = hidden_in(text, documents)
    pool = gather(documents if masked == text else read_documents(masked))
    rows = ResourceRows(**asked.of(FHIR_FIELDS))
    rows.take(read_resources(pool, asked.authorities))
    kept = _kept(content, text, masked, encoding)
    return OpenedMessages(kept, encoding, len(pool.resources), rows)


def _kept(content: bytes, text: str, masked: str, encoding: str) -> bytes:
    """What must not be kept is written over; without any of that, a file stays as it came."""
    return content if masked == text else masked.encode(encoding, "replace")
