"""The one way in for results that a laboratory sends as a file.

Open, validate, match the man, map, compare with what is on record, write, judge, report. All
files of one import stand or fall together in one transaction.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.audit import audit_row, write_audit
from accounts.models import AuditRow, Clinic
from exchange.batches import take_batch
from exchange.csv_reading import Unusable, open_table
from exchange.fact_rows import FactRow, UnreadFact
from exchange.formats import CSV, FHIR, HL7, detect_format
from exchange.grouping import GroupedRows, UnreadRow, group_rows
from exchange.mapping import Mapping
from exchange.models import ImportedFile, ImportRun
from exchange.report import Heard, OpenedFile, Report
from exchange.rows import LabRow, RowRefused
from exchange.sent_rows import with_canonical
from exchange.sent_source import open_messages, open_resources
from exchange.taking import Intake
from labs.catalogue import usual_methods

ALL_OR_NOTHING, VALID_ROWS = "all-or-nothing", "valid-rows"
MEN_PER_BATCH = 500
READERS = {HL7: open_messages, FHIR: open_resources}
"""The formats that say themselves what they hold."""


@dataclass(frozen=True)
class ReceivedFile:
    """A file as it arrived."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The fingerprint of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Order:
    """What is asked for: whose file it is, how it reads, and what may be done with it.

    `declared` is the mapping as it was written, kept with the import. `authorities` are those
    whose record numbers count in messages; empty where nobody said so. `accept` left out takes
    valid rows of messages, which nobody here can correct, and of spreadsheets all or nothing.
    """

    clinic: Clinic
    today: date
    mapping: Mapping | None = None
    declared: dict[str, Any] = field(default_factory=dict)
    create_patients: bool = False
    accept: str = ""
    dry_run: bool = False
    authorities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A file that could be opened: its rows by record number, and those that are no rows.

    `kept` is the content to keep; `heard` are the lines of messages for the report.
    """

    file: ReceivedFile
    mapping: Mapping
    opened: OpenedFile
    rows: GroupedRows
    kept: bytes
    heard: dict[int, Heard] = field(default_factory=dict)


def import_files(files: Sequence[ReceivedFile], order: Order, *, format: str = "auto") -> Report:  # noqa: A002
    """Import results from files; the report says what was done and what was not.

    A dry run does everything and undoes it. With rejected rows, `ALL_OR_NOTHING` undoes
    everything and `VALID_ROWS` takes the others. With an unusable file nothing is tried.
    """
    report = Report(order.clinic.slug, order.accept, order.dry_run)
    apart = _told_apart(files)
    sources = [source for file in apart for source in _opened(file, order, report, format)]
    report.accept = order.accept or _usual(report)
    if not report.unusable:
        _take_all_or_undo(sources, order, report)
    return report


def _told_apart(files: Sequence[ReceivedFile]) -> Iterator[ReceivedFile]:
    """Files of one name, which come from different folders, by a number behind it."""
    seen: Counter[str] = Counter()
    for file in files:
        seen[file.name] += 1
        times = seen[file.name]
        yield file if times == 1 else replace(file, name=f"{file.name} ({times})")


def _usual(report: Report) -> str:
    """What is done with rejected rows where nobody asked for anything."""
    is_sent = bool(report.files) and all(opened.format in READERS for opened in report.files)
    return VALID_ROWS if is_sent else ALL_OR_NOTHING


def _take_all_or_undo(sources: Sequence[Source], order: Order, report: Report) -> None:
    with transaction.atomic():
        _take_sources(sources, order, report)
        is_refused = bool(report.rejected) and report.accept == ALL_OR_NOTHING
        if is_refused:
            report.take_nothing()
        if is_refused or order.dry_run:
            transaction.set_rollback(True)


def _opened(
    file: ReceivedFile, order: Order, report: Report, format_asked: str
) -> Iterator[Source]:
    found = detect_format(file.name, file.content) if format_asked == "auto" else format_asked
    try:
        source = _source(file, order, found)
    except Unusable as refused:
        report.find_unusable(file.name, refused.sentences)
        return
    report.files.append(source.opened)
    yield source


def _source(file: ReceivedFile, order: Order, found: str) -> Source:
    return _table(file, order.mapping) if found == CSV else _sent(file, order, found)


def _sent(file: ReceivedFile, order: Order, found: str) -> Source:
    whole = READERS[found](file.content, ZoneInfo(order.clinic.time_zone), order.authorities)
    counts = {"messages": whole.messages, "patients": len(whole.people)}
    opened = OpenedFile(file.name, file.sha256, found, whole.encoding, "", (), **counts)
    return Source(file, whole.fields.mapping, opened, whole.rows, whole.content, whole.heard)


def _table(file: ReceivedFile, mapping: Mapping | None) -> Source:
    if mapping is None:
        raise Unusable("A CSV file needs a mapping (--mapping), which says what its columns mean.")
    table = open_table(file.content, mapping.columns)
    ignored = tuple(name for name in table.columns if name and name not in mapping.columns)
    opened = OpenedFile(file.name, file.sha256, CSV, table.encoding, table.delimiter, ignored)
    return Source(file, mapping, opened, group_rows(table, mapping), file.content)


def _take_sources(sources: Sequence[Source], order: Order, report: Report) -> None:
    run = ImportRun.objects.create(clinic=order.clinic, at=timezone.now(), mapping=order.declared)
    for source in sources:
        _take_source(source, order, run, report)
    report.put_in_order()
    run.report = report.as_json()
    run.save(update_fields=["report"])
    write_audit([_audit(run, report)])


def _audit(run: ImportRun, report: Report) -> AuditRow:
    names = [opened.file for opened in report.files]
    return audit_row(
        run.clinic,
        "results.imported",
        by=run.by,
        subject=run.pk,
        reason=f"Imported from {', '.join(names)}",
        rows=report.rows,
        rejected=report.rejected_rows,
        patients_created=report.counts.patients_created,
        draws_created=report.counts.draws_created,
        draws_amended=report.counts.draws_amended,
        results_created=report.counts.results_created,
        unchanged=report.counts.unchanged,
    )


def _take_source(source: Source, order: Order, run: ImportRun, report: Report) -> None:
    file = source.file
    kept, _ = ImportedFile.objects.get_or_create(
        clinic=order.clinic,
        sha256=file.sha256,
        defaults={
            "name": file.name,
            "content": source.kept,
            "received_at": timezone.now(),
        },
    )
    intake = Intake(
        order.clinic,
        order.today,
        source.mapping,
        order.create_patients,
        file.name,
        kept,
        run,
        report,
        usual_methods(order.clinic),
        order.authorities,
    )
    for line, heard in source.heard.items():
        report.hear(file.name, line, heard)
    report.rows += source.rows.count
    report.reject(file.name, source.rows.misshapen)
    men = source.rows.men()
    while batch := list(islice(men, MEN_PER_BATCH)):
        rows = _read({number: source.rows.by_number.pop(number, []) for number in batch}, intake)
        facts = {number: source.rows.facts.pop(number, []) for number in batch}
        take_batch(intake, rows, _read_facts(facts, intake))


def _read_facts(batch: dict[str, list[UnreadFact]], intake: Intake) -> dict[str, list[FactRow]]:
    rows: dict[str, list[FactRow]] = {}
    for number, of_one_man in batch.items():
        for unread in of_one_man:
            try:
                row = unread.read(intake.mapping, intake.today)
            except RowRefused as refused:
                intake.report.reject(intake.name, refused.rejections)
            else:
                rows.setdefault(number, []).append(row)
    return rows


def _read(batch: dict[str, list[UnreadRow]], intake: Intake) -> dict[str, list[LabRow]]:
    rows: dict[str, list[LabRow]] = {}
    for number, of_one_man in batch.items():
        for unread in of_one_man:
            try:
                row = unread.read(intake.mapping, intake.today, intake.usual)
            except RowRefused as refused:
                intake.report.reject(intake.name, refused.rejections)
            else:
                rows.setdefault(number, []).append(row)
                _hear_whole(row, intake)
    return rows


def _hear_whole(row: LabRow, intake: Intake) -> None:
    heard = intake.report.heard.get((intake.name, row.number))
    if heard:
        intake.report.hear(intake.name, row.number, with_canonical(heard, row))
