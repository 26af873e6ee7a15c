"""The report of an import as a person reads it, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from exchange.files.csv_reading import named_columns
from exchange.files.formats import FHIR
from exchange.intake.report import OpenedFile, Rejected, Report
from exchange.intake.verdicts import Verdicts


def summary(report: Report) -> Iterator[str]:
    """The report as a person reads it."""
    for opened in report.files:
        yield f"{opened.file}: {opened.encoding}, {_contents(opened)}"
    if report.ignored_columns:
        yield f"Columns not read: {named_columns(report.ignored_columns)}"
    yield from (f"{refusal.file}: {refusal.reason}" for refusal in report.unusable)
    for rejection in report.rejected:
        column = f", {rejection.column}" if rejection.column else ""
        yield f"{rejection.file}, {_row(report, rejection)}{column}: {rejection.reason}"
    for open_value in report.counts.to_confirm:
        yield f"{open_value.file}, row {open_value.row}: to be confirmed: {open_value.reason}"
    yield from _verdict_lines(report.counts.verdicts)
    yield from _count_lines(report)


def _contents(opened: OpenedFile) -> str:
    if opened.messages is None:
        return opened.delimiter
    what = "resources" if opened.format == FHIR else "messages"
    return f"{opened.messages} {what} about {opened.patients} patients"


_NAMED_BY = ("analyte", "code_text", "code")


def _row(report: Report, rejection: Rejected) -> str:
    said = report.said(rejection.file, rejection.row)
    if not said:
        return f"row {rejection.row}"
    named = next((f" ({name})" for part in _NAMED_BY if (name := said.get(part))), "")
    return f"row {rejection.row}, {said['place']}{named}"


def _verdict_lines(verdicts: Verdicts) -> Iterator[str]:
    for name, counts in verdicts.items():
        if any(counts.values()):
            parts = ", ".join(f"{word.replace('_', ' ')} {n}" for word, n in counts.items())
            yield f"{name.replace('_', ' ')}: {parts}"


def _count_lines(report: Report) -> Iterator[str]:
    counts = report.counts
    created = "would be created" if report.dry_run else "created"
    yield (
        f"{report.rows} rows: {counts.patients_created} patients, {counts.draws_created} draws and "
        f"{counts.results_created} results {created}; {counts.draws_amended} draws amended, "
        f"{counts.draws_withdrawn} withdrawn; {counts.results_amended} results replaced, "
        f"{counts.results_withdrawn} withdrawn; "
        f"{counts.unchanged} rows unchanged; {len(counts.to_confirm)} results to confirm; "
        f"{report.rejected_rows} rows rejected."
    )
    if counts.laboratories_created:
        yield f"Laboratories new in this clinic: {', '.join(counts.laboratories_created)}"
