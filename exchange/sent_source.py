"""A file of messages or resources, opened: what the intake takes, and what is kept of the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from exchange.aliases import NO_ALIASES, Aliases
from exchange.csv_reading import decode
from exchange.fact_rows import UnreadFact
from exchange.fhir_reading import masking as fhir_masking
from exchange.fhir_reading.pool import take_apart as take_resources_apart
from exchange.fhir_reading.results import Told
from exchange.fhir_reading.results import read_results as read_resources
from exchange.grouping import GroupedRows
from exchange.hl7.masking import without_social_numbers
from exchange.hl7.messages import take_apart
from exchange.hl7.results import read_results
from exchange.hl7.text import read_text
from exchange.report import Heard
from exchange.rows import Rejection
from exchange.sent import Fault, RecordNumber, SentResult
from exchange.sent_fields import FHIR_FIELDS, HL7_FIELDS, Fields
from exchange.sent_rows import SentRow


@dataclass
class OpenedMessages:
    """What a file of messages holds; `content` is the file without social security numbers.

    `messages` counts the messages, or the resources, of which it consists. `laboratory` is the one
    that all of it comes from, where a person said so.
    """

    fields: Fields
    content: bytes
    encoding: str
    messages: int
    rows: GroupedRows = field(default_factory=GroupedRows)
    heard: dict[int, Heard] = field(default_factory=dict)
    people: set[tuple[RecordNumber, ...]] = field(default_factory=set)
    aliases: Aliases = NO_ALIASES
    laboratory: str = ""

    def take(self, told: Iterable[Told], zone: tzinfo) -> None:
        """Note what was said for its men, and what cannot be read by its place."""
        for each in told:
            if isinstance(each, Fault):
                self.refuse(each)
            elif isinstance(each, SentResult):
                self.enter(each, zone)
            else:
                self.enter_fact(UnreadFact(each, self.fields))

    def enter(self, result: SentResult, zone: tzinfo) -> None:
        """Note a result for its man."""
        if self.laboratory:
            result = replace(result, laboratory=self.laboratory)
        row = SentRow(result, zone, self.fields, self.aliases)
        self.rows.count += 1
        self.heard[result.line] = row.heard()
        self.people.add(result.person.numbers)
        self.rows.by_number.setdefault(row.record_number, []).append(row)

    def enter_fact(self, fact: UnreadFact) -> None:
        """Note a measure of a scan or a course for its man."""
        self.heard[fact.sent.line] = fact.heard()
        self.people.add(fact.sent.person.numbers)
        self.rows.enter(fact)

    def refuse(self, fault: Fault) -> None:
        """Note what cannot be read, by its place."""
        self.heard[fault.line] = Heard({"place": fault.place})
        self.rows.misshapen.append(Rejection(fault.line, "", fault.reason, fault.kind))


def open_messages(
    content: bytes,
    zone: tzinfo,
    authorities: Collection[str] = (),
    aliases: Aliases = NO_ALIASES,
    laboratory: str = "",
) -> OpenedMessages:
    """Open a file of HL7 v2; raises Unusable. Times without an offset are those of `zone`."""
    text, encoding = read_text(content)
    masked = without_social_numbers(text)
    whole = take_apart(masked)
    kept = content if masked == text else masked.encode(encoding, "replace")
    opened = OpenedMessages(HL7_FIELDS, kept, encoding, whole.count)
    opened.aliases, opened.laboratory = aliases, laboratory
    for message in whole.messages:
        opened.take(read_results(message, authorities), zone)
    opened.take(whole.faults, zone)
    return opened


def open_resources(
    content: bytes,
    zone: tzinfo,
    authorities: Collection[str] = (),
    aliases: Aliases = NO_ALIASES,
    laboratory: str = "",
) -> OpenedMessages:
    """Open a file of FHIR resources; raises Unusable. As `open_messages` otherwise."""
    text, encoding = decode(content)
    masked = fhir_masking.without_social_numbers(text)
    pool = take_resources_apart(masked)
    kept = content if masked == text else masked.encode(encoding, "replace")
    opened = OpenedMessages(FHIR_FIELDS, kept, encoding, len(pool.resources))
    opened.aliases, opened.laboratory = aliases, laboratory
    opened.take(read_resources(pool, authorities), zone)
    return opened
