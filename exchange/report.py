"""What an import did, row by row where something is for a person to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from exchange.csv_reading import named_columns
from exchange.rows import Rejection
from exchange.verdicts import Verdicts, no_verdicts


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """How one file was read."""

    file: str
    sha256: str
    format: str
    encoding: str
    delimiter: str
    ignored_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a file as a whole cannot be read."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A cell that keeps its row out."""

    file: str
    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A result that is possible but unlikely: taken, and open until somebody confirms it."""

    file: str
    row: int
    column: str
    analyte: str
    value: str
    unit: str
    reason: str


@dataclass
class Counts:
    """What was taken. `unchanged` counts rows that brought nothing new."""

    patients_created: int = 0
    draws_created: int = 0
    draws_amended: int = 0
    results_created: int = 0
    unchanged: int = 0
    laboratories_created: list[str] = field(default_factory=list)
    to_confirm: list[ToConfirm] = field(default_factory=list)
    verdicts: Verdicts = field(default_factory=no_verdicts)


@dataclass
class Report:
    """The outcome of one import of one or several files."""

    clinic: str
    accept: str
    dry_run: bool
    files: list[OpenedFile] = field(default_factory=list)
    unusable: list[Unread] = field(default_factory=list)
    rows: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)

    def reject(self, file: str, rejections: Sequence[Rejection]) -> None:
        """Note rejected cells of a file."""
        self.rejected += [Rejected(file, each.row, each.column, each.reason) for each in rejections]

    def find_unusable(self, file: str, reasons: Sequence[str]) -> None:
        """Note why a file as a whole cannot be read."""
        self.unusable += [Unread(file, reason) for reason in reasons]

    @property
    def rejected_rows(self) -> int:
        """How many rows are kept out."""
        return len({(each.file, each.row) for each in self.rejected})

    def take_nothing(self) -> None:
        """The whole import is refused: whatever was counted as taken was not."""
        self.counts = Counts()

    def put_in_order(self) -> None:
        """List what a person looks up in the order of the files and their rows."""
        place = {opened.file: number for number, opened in enumerate(self.files)}
        self.rejected.sort(key=lambda each: (place[each.file], each.row))
        self.counts.to_confirm.sort(key=lambda each: (place[each.file], each.row))

    def as_json(self) -> dict[str, Any]:
        """The report as programs read it."""
        counts = asdict(self.counts)
        return {
            "clinic": self.clinic,
            "accept": self.accept,
            "dry_run": self.dry_run,
            "files": [asdict(each) for each in self.files],
            "unusable": [asdict(each) for each in self.unusable],
            "ignored_columns": self.ignored_columns,
            "rows": self.rows,
            "patients_created": counts.pop("patients_created"),
            "draws_created": counts.pop("draws_created"),
            "results_created": counts.pop("results_created"),
            "unchanged": counts.pop("unchanged"),
            "rejected": [asdict(each) for each in self.rejected],
            **counts,
        }

    @property
    def ignored_columns(self) -> list[str]:
        """Columns that no mapping reads, each once."""
        return list(dict.fromkeys(name for each in self.files for name in each.ignored_columns))


def summary(report: Report) -> Iterator[str]:
    """The report as a person reads it."""
    for opened in report.files:
        yield f"{opened.file}: {opened.encoding}, {opened.delimiter}"
    if report.ignored_columns:
        yield f"Columns not read: {named_columns(report.ignored_columns)}"
    yield from (f"{refusal.file}: {refusal.reason}" for refusal in report.unusable)
    for rejection in report.rejected:
        place = f", {rejection.column}" if rejection.column else ""
        yield f"{rejection.file}, row {rejection.row}{place}: {rejection.reason}"
    for open_value in report.counts.to_confirm:
        yield f"{open_value.file}, row {open_value.row}: to be confirmed: {open_value.reason}"
    yield from _verdict_lines(report.counts.verdicts)
    yield from _count_lines(report)


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
        f"{counts.results_created} results {created}; {counts.draws_amended} draws amended; "
        f"{counts.unchanged} rows unchanged; {len(counts.to_confirm)} results to confirm; "
        f"{report.rejected_rows} rows rejected."
    )
    if counts.laboratories_created:
        yield f"Laboratories new in this clinic: {', '.join(counts.laboratories_created)}"
