"""A file of messages or resources, opened: what the intake takes, and what is kept of the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import tzinfo

from exchange.codes.aliases import NO_ALIASES, Aliases
from exchange.fhir_reading.json_text import read_documents
from exchange.fhir_reading.masking import hidden_in
from exchange.fhir_reading.pool import gather
from exchange.fhir_reading.results import Told
from exchange.fhir_reading.results import read_results as read_resources
from exchange.files.csv_reading import decode
from exchange.hl7.masking import without_social_numbers
from exchange.hl7.messages import Transmission, take_apart
from exchange.hl7.results import read_results
from exchange.hl7.text import read_text
from exchange.intake.report import Heard
from exchange.rows.cells import Rejection
from exchange.rows.fields import FHIR_FIELDS, HL7_FIELDS, Fields
from exchange.rows.grouping import GroupedRows
from exchange.rows.of_facts import UnreadFact
from exchange.rows.of_results import Reading, SentRow
from exchange.sent.result import Fault, RecordNumber, SentResult


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


@dataclass
class OpenedMessages:
    """What a file of messages holds; `content` is the file without social security numbers.

    `messages` counts the messages, or the resources, of which it consists.
    """

    reading: Reading
    content: bytes
    encoding: str
    messages: int = 0
    rows: GroupedRows = field(default_factory=GroupedRows)
    heard: dict[int, Heard] = field(default_factory=dict)
    people: set[tuple[RecordNumber, ...]] = field(default_factory=set)
    laboratory: str = ""

    @property
    def fields(self) -> Fields:
        """What the format calls its parts."""
        return self.reading.fields

    def take(self, told: Iterable[Told]) -> None:
        """Note what was said for its men, and what cannot be read by its place."""
        for each in told:
            if isinstance(each, Fault):
                self.refuse(each)
            elif isinstance(each, SentResult):
                self.enter(each)
            else:
                self.enter_fact(UnreadFact(each, self.fields))

    def enter(self, result: SentResult) -> None:
        """Note a result for its man."""
        if self.laboratory:
            result = result._replace(laboratory=self.laboratory)
        row = SentRow(result, self.reading)
        self.rows.count += 1
        self.heard[result.line] = Heard(row.told)
        self.people.add(result.person.numbers)
        self.rows.by_number.setdefault(row.record_number, []).append(row)

    def enter_fact(self, fact: UnreadFact) -> None:
        """Note a measure of a scan or a course for its man."""
        self.heard[fact.sent.line] = Heard(fact.told)
        self.people.add(fact.sent.person.numbers)
        self.rows.enter(fact)

    def refuse(self, fault: Fault) -> None:
        """Note what cannot be read, by its place."""
        self.heard[fault.line] = Heard(fault.told)
        self.rows.misshapen.append(Rejection(fault.line, "", fault.reason, fault.kind))


def open_messages(content: bytes, asked: Asked) -> OpenedMessages:
    """Open a file of HL7 v2; raises Unusable."""
    text, encoding = read_text(content)
    masked = without_social_numbers(text)
    whole = Transmission()
    opened = _opened(HL7_FIELDS, content, (text, masked, encoding), asked)
    for message in take_apart(masked, whole):
        opened.take(read_results(message, asked.authorities))
    opened.take(whole.faults)
    opened.messages = whole.count
    return opened


def open_resources(content: bytes, asked: Asked) -> OpenedMessages:
    """Open a file of FHIR resources; raises Unusable."""
    text, encoding = decode(content)
    documents = read_documents(text)
    masked = hidden_in(text, documents)
    pool = gather(documents if masked == text else read_documents(masked))
    written = (text, masked, encoding)
    opened = _opened(FHIR_FIELDS, content, written, asked)
    opened.take(read_resources(pool, asked.authorities))
    opened.messages = len(pool.resources)
    return opened


def _opened(
    fields: Fields, content: bytes, written: tuple[str, str, str], asked: Asked
) -> OpenedMessages:
    """A file as nothing was taken from it yet: `written` is its text, what is kept, its encoding.

    What must not be kept is written over; where there is none of that, the file stays as it came.
    """
    text, masked, encoding = written
    kept = content if masked == text else masked.encode(encoding, "replace")
    reading = Reading(asked.zone, fields, asked.aliases)
    return OpenedMessages(reading, kept, encoding, laboratory=asked.laboratory)
