"""The one way in for results that a laboratory sends as a file.

Open, validate, match the man, map, compare with what is on record, write, judge, report. All
files of one import stand or fall together in one transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from django.db import transaction
from django.utils import timezone

from accounts.audit import audit_row, write_audit
from accounts.models import AuditRow
from exchange.intake.batches import take_batch
from exchange.intake.intake import Intake
from exchange.intake.keeping import keep_file
from exchange.intake.leaving import leave_waiting, settle_repeated
from exchange.intake.meeting import unlikely
from exchange.intake.opening import READERS, Order, ReceivedFile, Source, opened
from exchange.intake.report import Report
from exchange.models import ImportRun
from exchange.rows.cells import Rejection, RowRefused
from exchange.rows.grouping import UnreadRow
from exchange.rows.kinds import Kind
from exchange.rows.of_facts import FactRow, UnreadFact
from exchange.rows.read import LabRow
from labs.catalogue import usual_methods
from monitoring.status.collector import collector_at_rest, sweep

__all__ = ["ALL_OR_NOTHING", "VALID_ROWS", "Order", "ReceivedFile", "import_files"]

ALL_OR_NOTHING, VALID_ROWS = "all-or-nothing", "valid-rows"
MEN_PER_BATCH = 500


def import_files(files: Sequence[ReceivedFile], order: Order, *, format: str = "auto") -> Report:  # noqa: A002
    """Import results from files; the report says what was done and what was not.

    A dry run does everything and undoes it. With rejected rows, `ALL_OR_NOTHING` undoes
    everything and `VALID_ROWS` takes the others. With an unusable file nothing is tried.
    """
    report = Report(order.clinic.slug, order.accept, order.dry_run, order.keeps_rows)
    apart = _told_apart(files)
    with collector_at_rest():
        sources = [source for file in apart for source in opened(file, order, report, format)]
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
    is_sent = bool(report.files) and all(each.format in READERS for each in report.files)
    return VALID_ROWS if is_sent else ALL_OR_NOTHING


def _take_all_or_undo(sources: Sequence[Source], order: Order, report: Report) -> None:
    with transaction.atomic():
        _take_sources(sources, order, report)
        is_refused = bool(report.rejected) and report.accept == ALL_OR_NOTHING
        if is_refused:
            report.take_nothing()
        if is_refused or order.dry_run:
            transaction.set_rollback(True)


def _take_sources(sources: Sequence[Source], order: Order, report: Report) -> None:
    run = ImportRun.objects.create(
        clinic=order.clinic,
        at=timezone.now(),
        by=order.by,
        mapping=order.declared,
        authorities=list(order.authorities),
    )
    report.run = run.pk
    for source in sources:
        _take_source(source, order, run, report)
    report.put_in_order()
    run.report = report.as_kept()
    run.save(update_fields=["report"])
    write_audit([_audit(run, report)])


def _audit(run: ImportRun, report: Report) -> AuditRow:
    names = [each.file for each in report.files]
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
        waiting=report.waiting,
    )


def _take_source(source: Source, order: Order, run: ImportRun, report: Report) -> None:
    intake = _intake(source, order, run, report)
    report.heard[intake.name] = source.heard
    report.rows += source.rows.count
    report.reject(intake.name, source.rows.misshapen)
    men = source.rows.men()
    while batch := list(islice(men, MEN_PER_BATCH)):
        rows = {number: source.rows.of(number) for number in batch}
        facts = {number: source.rows.facts.get(number, []) for number in batch}
        take_batch(intake, read_rows(rows, intake), _read_facts(facts, intake))
        sweep()
    leave_waiting(source, intake)
    settle_repeated(source, intake)


def _intake(source: Source, order: Order, run: ImportRun, report: Report) -> Intake:
    return Intake(
        order.clinic,
        order.today,
        source.mapping,
        order.create_patients,
        source.file.name,
        keep_file(order.clinic, source.file, source.kept),
        run,
        report,
        usual_methods(order.clinic),
        order.authorities,
        order.by,
        order.left_out,
    )


def _read_facts(batch: dict[str, list[UnreadFact]], intake: Intake) -> dict[str, list[FactRow]]:
    rows: dict[str, list[FactRow]] = {}
    for number, of_one_man in batch.items():
        for unread in of_one_man:
            try:
                row = unread.read(intake.mapping, intake.today)
            except RowRefused as refused:
                intake.report.reject(intake.name, refused.rejections)
                continue
            if row.about.number in intake.left_out:
                intake.report.reject(intake.name, [_not_accepted(row.about, intake)])
            else:
                rows.setdefault(number, []).append(row)
    return rows


def read_rows(batch: Mapping[str, Sequence[UnreadRow]], intake: Intake) -> dict[str, list[LabRow]]:
    """The rows of some men, read; what cannot be, or was not accepted, is rejected."""
    rows: dict[str, list[LabRow]] = {}
    for number, of_one_man in batch.items():
        for unread in of_one_man:
            try:
                row = unread.read(intake.mapping, intake.today, intake.usual)
            except RowRefused as refused:
                intake.report.reject(intake.name, refused.rejections)
                continue
            if row.number in intake.left_out:
                intake.report.reject(intake.name, [_not_accepted(row, intake)])
            else:
                rows.setdefault(number, []).append(row)
    return rows


def _not_accepted(row: LabRow, intake: Intake) -> Rejection:
    """Why a row waits that nothing speaks against."""
    column = intake.mapping.record_number
    if any(found.entry.to_confirm for found in row.results):
        return unlikely(row)
    reason = "Nobody accepted this row when the file was looked at."
    return Rejection(row.number, column, reason, Kind.NOT_ACCEPTED)
