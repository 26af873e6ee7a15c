"""A file that arrived, as it is looked at before anything of it is taken, and its acceptance.

Looking takes it in and undoes that, so there is no second opinion of what accepting would do.
What is accepted is exactly what was shown: where anything has changed since, it is shown again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.models import User
from exchange.bringing.lines import TAKEN, Line, lines_of
from exchange.intake.effects import Effect, tried
from exchange.intake.importing import VALID_ROWS, Order, ReceivedFile, import_files
from exchange.intake.report import DUPLICATE, SUPERSEDED, Report
from exchange.mapping.reading import read_mapping_of
from exchange.models import Arrival
from patients.forms.confirmation import digest
from patients.models import PatientDetails


class AlreadyDone(Exception):
    """The file was accepted or set aside in the meantime."""


class Changed(Exception):
    """What accepting would do is not what was shown any more."""


@dataclass(frozen=True)
class Looked:
    """What taking a file in would do, row by row."""

    report: Report
    effect: Effect
    lines: tuple[Line, ...]

    @property
    def mark(self) -> str:
        """What a person has before his eyes: it changes as soon as any row does."""
        return digest([repr(line) for line in self.lines])

    @property
    def ready(self) -> list[Line]:
        """Rows that may be accepted together: nothing of who he is is left open."""
        return [line for line in self.lines if line.is_ready]

    @property
    def to_tick(self) -> list[Line]:
        """Rows that are accepted one by one."""
        return [line for line in self.lines if line.can_be_ticked and not line.is_ready]

    @property
    def men(self) -> list[PatientDetails]:
        """Those on record whom the rows are about."""
        return men_met(self.report)


def men_met(report: Report) -> list[PatientDetails]:
    """The men on record whom rows of an import are about, each once."""
    found = {met.details.patient_id: met.details for met in report.met.values() if met.details}
    return list(found.values())


def order_of(arrival: Arrival, by: User, today: date, left_out: dict[int, bool]) -> Order:
    """What the intake is asked to do with a file."""
    declared = arrival.layout.declared if arrival.layout else {}
    return Order(
        clinic=arrival.clinic,
        today=today,
        mapping=read_mapping_of(declared) if declared else None,
        declared=declared,
        accept=VALID_ROWS,
        authorities=tuple(arrival.authorities),
        laboratory=arrival.laboratory.name if arrival.laboratory else "",
        by=by,
        left_out=left_out,
        keeps_rows=True,
    )


def look(arrival: Arrival, by: User, today: date) -> Looked:
    """What accepting a file would do today; nothing of it stays."""

    def act() -> Report:
        return import_files([received(arrival)], order_of(arrival, by, today, {}))

    report, effect = tried(act, men_met, today)
    return Looked(report, effect, tuple(lines_of(report)))


def received(arrival: Arrival) -> ReceivedFile:
    """The file that arrived, as it is kept."""
    file = arrival.file
    return ReceivedFile(arrival.name, bytes(file.content), file.sha256)


@transaction.atomic
def accept(arrival: Arrival, chosen: Collection[int], mark: str, by: User, today: date) -> Report:
    """Take the chosen rows, in one transaction; what is not taken waits for a person.

    Raises AlreadyDone and Changed, and then takes nothing.
    """
    held = arrival.clinic.arrivals.select_for_update(of=("self",)).get(pk=arrival.pk)
    if not held.is_open:
        raise AlreadyDone
    looked = look(held, by, today)
    if looked.mark != mark:
        raise Changed
    left_out = {
        line.number: line.state not in {DUPLICATE, SUPERSEDED}
        for line in looked.lines
        if line.state in {*TAKEN, DUPLICATE, SUPERSEDED} and not _is_chosen(line, chosen)
    }
    report = import_files([received(held)], order_of(held, by, today, left_out))
    held.run_id = report.run
    held.save(update_fields=["run"])
    return report


def _is_chosen(line: Line, chosen: Collection[int]) -> bool:
    return line.can_be_ticked and line.number in chosen
