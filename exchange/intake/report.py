"""What an import did, row by row where something is for a person to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from exchange.intake.verdicts import Verdicts, no_verdicts
from exchange.rows.cells import Rejection
from exchange.rows.of_results import SentRow
from exchange.rows.read import LabRow
from exchange.rows.sent_rows import Heard
from patients.models import PatientDetails


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """How one file was read; messages and the patients they name are counted where it has any."""

    file: str
    sha256: str
    format: str
    encoding: str
    delimiter: str
    ignored_columns: tuple[str, ...]
    messages: int | None = None
    patients: int | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a file as a whole cannot be read."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A cell that keeps its row out, and what kind of work that is."""

    file: str
    row: int
    column: str
    reason: str
    kind: str


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


@dataclass(frozen=True, slots=True)
class Met:
    """A row that could be read, beside the man on record who carries its number, if one does.

    `is_exact` says whether record number, whose number it is and birth date agree; `is_unlikely`
    whether a value needs a person's word.
    """

    row: LabRow
    details: PatientDetails | None
    is_exact: bool
    is_unlikely: bool


NEW, DUPLICATE, SUPERSEDED = "new", "duplicate", "superseded"
UPDATED, CORRECTED, WITHDRAWN = "updated", "corrected", "withdrawn"
"""What becomes of a row that is not rejected."""

NOT_TAKEN = "not taken"


@dataclass
class Counts:
    """What was taken. `unchanged` counts rows that brought nothing new."""

    patients_created: int = 0
    draws_created: int = 0
    draws_amended: int = 0
    draws_withdrawn: int = 0
    results_created: int = 0
    results_amended: int = 0
    results_withdrawn: int = 0
    scans_created: int = 0
    courses_created: int = 0
    unchanged: int = 0
    laboratories_created: list[str] = field(default_factory=list)
    to_confirm: list[ToConfirm] = field(default_factory=list)
    verdicts: Verdicts = field(default_factory=no_verdicts)


@dataclass
class Report:
    """The outcome of one import of one or several files.

    With `keeps_rows` it holds every row as it was read, for a person who looks at them. What was
    `heard` by file and place is put into words when somebody asks: most hold thousands.
    """

    clinic: str
    accept: str
    dry_run: bool
    keeps_rows: bool = True
    files: list[OpenedFile] = field(default_factory=list)
    unusable: list[Unread] = field(default_factory=list)
    rows: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    heard: dict[str, Mapping[int, Heard]] = field(default_factory=dict)
    done: dict[str, dict[int, str]] = field(default_factory=dict)
    met: dict[tuple[str, int], Met] = field(default_factory=dict)
    outcomes: dict[tuple[str, int], str] = field(default_factory=dict)
    waiting: int = 0
    run: int | None = None

    def said(self, file: str, row: int) -> dict[str, Any]:
        """What was sent there, as far as it could be read; empty for a row of a table."""
        heard = self.heard.get(file, {}).get(row)
        return heard.told() if heard else {}

    def tell(self, file: str, row: int, done: str) -> None:
        """Note what became of it."""
        self.done.setdefault(file, {})[row] = done
        self.settle(file, row, done)

    def settle(self, file: str, row: int, done: str) -> None:
        """Note what became of a row that nobody hears of but who looks at the rows."""
        if self.keeps_rows:
            self.outcomes[file, row] = done

    def reject(self, file: str, rejections: Sequence[Rejection]) -> None:
        """Note rejected cells of a file."""
        self.rejected += [
            Rejected(file, each.row, each.column, each.reason, each.kind) for each in rejections
        ]

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
        self.waiting = 0
        self.done = {file: dict.fromkeys(rows, NOT_TAKEN) for file, rows in self.done.items()}

    def put_in_order(self) -> None:
        """List what a person looks up in the order of the files and their rows."""
        place = {opened.file: number for number, opened in enumerate(self.files)}
        self.rejected.sort(key=lambda each: (place[each.file], each.row))
        self.counts.to_confirm.sort(key=lambda each: (place[each.file], each.row))

    def as_json(self) -> dict[str, Any]:
        """The report as programs read it."""
        return self.as_kept() | {"results": self.results}

    def as_kept(self) -> dict[str, Any]:
        """The report without the results, which stand in the file and on record."""
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
            "rejected": [self._with_what_was_said(each) for each in self.rejected],
            "waiting": self.waiting,
            **counts,
        }

    def by_file(self) -> dict[str, Any]:
        """The same, and for files of messages what they brought beside how they were read."""
        whole = self.as_json()
        for opened in whole["files"]:
            if opened["messages"] is not None:
                for part in ("results", "rejected"):
                    opened[part] = [each for each in whole[part] if each["file"] == opened["file"]]
        return whole

    @property
    def results(self) -> list[dict[str, Any]]:
        """Every result that a message brought and that is not rejected, with what was done."""
        return list(self.each_result())

    def each_result(self, of_file: str = "") -> Iterator[dict[str, Any]]:
        """The same one by one, in the order of the files or of one of them."""
        names = [of_file] if of_file else [opened.file for opened in self.files]
        for file in names:
            for row, done in sorted(self.done.get(file, {}).items()):
                yield {"file": file, "row": row, **_whole(self.heard[file][row]), "done": done}

    def _with_what_was_said(self, rejected: Rejected) -> dict[str, Any]:
        said = self.said(rejected.file, rejected.row)
        return {"place": f"row {rejected.row}", **said, **asdict(rejected)}

    @property
    def ignored_columns(self) -> list[str]:
        """Columns that no mapping reads, each once."""
        return list(dict.fromkeys(name for each in self.files for name in each.ignored_columns))


def _whole(heard: Heard) -> dict[str, Any]:
    """What was sent, for a result that is taken: in the analyte's own unit too, if it has one."""
    means = heard.means if isinstance(heard, SentRow) else None
    value = means and means.quantity.value.normalize()
    return heard.told() | {
        "canonical_value": None if value is None else f"{value:f}",
        "canonical_unit": means.analyte.canonical.code if means else None,
    }
