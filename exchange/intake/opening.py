"""What an import is asked to do, and a file opened for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from collections.abc import Mapping as ByRow
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Clinic, User
from exchange.codes.aliases import aliases_of, with_words
from exchange.files.csv_reading import Unusable, open_table
from exchange.files.formats import CSV, FHIR, HL7, detect_format
from exchange.files.tables import without_social_numbers
from exchange.intake.report import OpenedFile, Report
from exchange.intake.source import Asked, open_messages, open_resources
from exchange.mapping.declared import Mapping
from exchange.rows.grouping import GroupedRows, group_rows
from exchange.rows.sent_rows import Heard

READERS = {HL7: open_messages, FHIR: open_resources}
"""The formats that say themselves what they hold."""


@dataclass(frozen=True)
class ReceivedFile:
    """A file as it arrived; `fingerprint` is that of the original where this is the copy kept."""

    name: str
    content: bytes
    fingerprint: str = ""

    @property
    def sha256(self) -> str:
        """The fingerprint of the content as it came."""
        return self.fingerprint or hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Order:
    """What is asked for: whose file it is, how it reads, and what may be done with it.

    `declared` is the mapping as it was written, kept with the import. `authorities` are those
    whose record numbers count in messages; empty where nobody said so. `accept` left out takes
    valid rows of messages, which nobody here can correct, and of spreadsheets all or nothing.
    `laboratory` is where messages come from, if a person said so. `left_out` are rows that `by`
    did not accept, each with whether it waits for a decision. `keeps_rows` where a person looks at
    each row afterwards; a command's files are too long for that.
    """

    clinic: Clinic
    today: date
    mapping: Mapping | None = None
    declared: dict[str, Any] = field(default_factory=dict)
    create_patients: bool = False
    accept: str = ""
    dry_run: bool = False
    authorities: tuple[str, ...] = ()
    laboratory: str = ""
    by: User | None = None
    left_out: ByRow[int, bool] = field(default_factory=dict)
    keeps_rows: bool = False


@dataclass(frozen=True)
class Source:
    """A file that could be opened: its rows by record number, and those that are no rows.

    `kept` is the content to keep; `heard` is what was sent, by its place.
    """

    file: ReceivedFile
    mapping: Mapping
    opened: OpenedFile
    rows: GroupedRows
    kept: bytes
    heard: ByRow[int, Heard] = field(default_factory=dict)


def opened(file: ReceivedFile, order: Order, report: Report, format_asked: str) -> Iterator[Source]:
    """The file opened; where it cannot be, the report says why."""
    found = detect_format(file.name, file.content) if format_asked == "auto" else format_asked
    try:
        source = _source(file, order, found)
    except Unusable as refused:
        report.find_unusable(file.name, refused.sentences)
        return
    report.files.append(source.opened)
    yield source


def _source(file: ReceivedFile, order: Order, found: str) -> Source:
    return _table(file, order.mapping, order.clinic) if found == CSV else _sent(file, order, found)


def _sent(file: ReceivedFile, order: Order, found: str) -> Source:
    zone, aliases = ZoneInfo(order.clinic.time_zone), aliases_of(order.clinic)
    asked = Asked(zone, order.authorities, aliases, order.laboratory)
    whole = READERS[found](file.content, asked)
    counts = {"messages": whole.messages, "patients": len(whole.rows.people)}
    opened = OpenedFile(file.name, file.sha256, found, whole.encoding, "", (), **counts)
    return Source(file, whole.fields.mapping, opened, whole.rows, whole.content, whole.rows.heard)


def _table(file: ReceivedFile, mapping: Mapping | None, clinic: Clinic) -> Source:
    content = without_social_numbers(file.content)
    if mapping is None:
        raise Unusable("A CSV file needs a mapping (--mapping), which says what its columns mean.")
    if mapping.long:
        mapping = with_words(mapping, aliases_of(clinic))
    table = open_table(content, mapping.columns)
    ignored = tuple(name for name in table.columns if name and name not in mapping.columns)
    opened = OpenedFile(file.name, file.sha256, CSV, table.encoding, table.delimiter, ignored)
    return Source(file, mapping, opened, group_rows(table, mapping), content)
