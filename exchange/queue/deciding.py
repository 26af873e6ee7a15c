"""Settling what waits: a row is read again by what a person said, and taken the one way there is.

Nothing here writes a result by itself. A decision changes how a row is read (whose it is, what its
code or unit means) or what it may replace; then the intake takes it as if it had come like that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic, User
from exchange.codes.aliases import Aliases, aliases_of, with_words
from exchange.intake.batches import take_batch
from exchange.intake.importing import read_rows
from exchange.intake.intake import Intake
from exchange.intake.leaving import first_kind, told
from exchange.intake.report import DUPLICATE, SUPERSEDED, Rejected, Report
from exchange.mapping.declared import Mapping as Columns
from exchange.models import ImportRun, Outcome, WaitingRow
from exchange.queue.rereading import columns_of, number_in, row_again
from exchange.rows.grouping import UnreadRow
from exchange.rows.kinds import Kind
from labs.catalogue import usual_methods
from patients.models import PatientDetails


class SettledMeanwhile(Exception):
    """Somebody else settled one of these rows; nothing was done."""


@dataclass(frozen=True)
class Decision:
    """What a person says about rows that wait.

    `why` is the reason given; with `overrules` they may replace what is on record, and unlikely
    values are stood by. `patient` is the man whose they are, `unit` the unit on the report. In
    bulk only rows are taken that fit a man exactly.
    """

    clinic: Clinic
    by: User
    today: date
    why: str = ""
    overrules: bool = False
    patient: PatientDetails | None = None
    unit: str = ""
    is_bulk: bool = False


@dataclass
class Settled:
    """What came of it: how each row was settled, and why others still wait."""

    report: Report
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    still: dict[int, list[Rejected]] = field(default_factory=dict)


@transaction.atomic
def take_again(rows: Iterable[WaitingRow], decision: Decision) -> Settled:
    """Read rows again and take those that can be taken; the others wait on, with what is wrong now.

    Raises SettledMeanwhile and changes nothing where one of them does not wait any more.
    """
    held = _held(rows, decision.clinic)
    settled = Settled(Report(decision.clinic.slug, "", dry_run=False))
    aliases = aliases_of(decision.clinic)
    groups: dict[tuple[int, int], list[WaitingRow]] = defaultdict(list)
    for row in held:
        groups[row.run_id, row.file_id].append(row)
    for group in groups.values():
        _take_group(group, decision, aliases, settled)
    _write(held, decision, settled)
    return settled


def _held(rows: Iterable[WaitingRow], clinic: Clinic) -> list[WaitingRow]:
    keys = [row.pk for row in rows]
    open_rows = WaitingRow.objects.filter(clinic=clinic).open().filter(pk__in=keys)
    held = list(
        open_rows.select_related("file", "run", "clinic")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if len(held) != len(keys):
        raise SettledMeanwhile
    return held


def _take_group(
    group: Sequence[WaitingRow], decision: Decision, aliases: Aliases, settled: Settled
) -> None:
    """Take the rows of one file that one import left."""
    first = group[0]
    mapping = with_words(columns_of(first), aliases)
    report = Report(decision.clinic.slug, "", dry_run=False)
    intake = _intake(first, mapping, decision, report, group)
    by_number: dict[str, list[UnreadRow]] = defaultdict(list)
    men = _recognised(group, decision)
    for waiting in group:
        man = men.get(waiting.pk)
        row = row_again(waiting, mapping, aliases, man, decision.unit)
        by_number[man.record_number if man else number_in(row, waiting, mapping)].append(row)
    take_batch(intake, read_rows(dict(by_number), intake), {})
    _note(group, report, settled)


def _recognised(group: Sequence[WaitingRow], decision: Decision) -> dict[int, PatientDetails]:
    """The men whom somebody recognised in these rows, now or when a row was first looked at."""
    if decision.patient:
        return {row.pk: decision.patient for row in group}
    keys = {row.patient_id for row in group if row.patient_id}
    details = decision.clinic.patient_details.current().filter(patient__in=keys)
    by_man = {each.patient_id: each for each in details.select_related("patient")}
    return {row.pk: by_man[row.patient_id] for row in group if row.patient_id in by_man}


def _intake(
    first: WaitingRow,
    mapping: Columns,
    decision: Decision,
    report: Report,
    group: Sequence[WaitingRow],
) -> Intake:
    run = ImportRun.objects.create(
        clinic=decision.clinic,
        at=timezone.now(),
        by=decision.by,
        mapping=first.run.mapping,
        authorities=first.run.authorities,
    )
    why = {row.row: decision.why for row in group} if decision.overrules else {}
    return Intake(
        decision.clinic,
        decision.today,
        mapping,
        create_patients=False,
        name=first.file.name,
        file=first.file,
        run=run,
        report=report,
        usual=usual_methods(decision.clinic),
        authorities=tuple(first.run.authorities),
        by=decision.by,
        decided=why,
        is_queue=True,
        sure=frozenset(row.row for row in group if row.patient_id) if decision.is_bulk else None,
    )


def _note(group: Sequence[WaitingRow], report: Report, settled: Settled) -> None:
    """Sort the rows of a file into those that are settled and those that wait on."""
    rejected: Mapping[int, list[Rejected]] = defaultdict(list)
    for each in report.rejected:
        rejected[each.row].append(each)
    for row in group:
        if row.row in rejected:
            why = rejected[row.row]
            if {each.kind for each in why} == {Kind.NOT_FOLLOWED}:
                settled.outcomes[row.pk] = Outcome.NOT_FOLLOWED
            else:
                settled.still[row.pk] = why
            continue
        done = report.outcomes.get((row.file.name, row.row), DUPLICATE)
        repeats = done in {DUPLICATE, SUPERSEDED}
        settled.outcomes[row.pk] = Outcome.ON_RECORD if repeats else Outcome.TAKEN
    settled.report.met |= report.met
    settled.report.outcomes |= report.outcomes
    settled.report.rejected += report.rejected
    settled.report.counts.results_created += report.counts.results_created


def _write(held: Sequence[WaitingRow], decision: Decision, settled: Settled) -> None:
    for row in held:
        if decision.patient:
            row.patient_id = decision.patient.patient_id
        row.unit = decision.unit or row.unit
        if outcome := settled.outcomes.get(row.pk):
            _settle(row, outcome, decision)
        else:
            why = settled.still[row.pk]
            row.kind = first_kind([each.kind for each in why])
            row.told = told(why, row.told["place"])
    WaitingRow.objects.bulk_update(held, WRITTEN, batch_size=500)
    write_audit([_audit(row, decision) for row in held])


WRITTEN = (
    "patient", "unit", "kind", "told", "settled_at", "settled_by", "outcome", "reason",
)  # fmt: skip


def _settle(row: WaitingRow, outcome: Outcome, decision: Decision) -> None:
    row.settled_at, row.settled_by = timezone.now(), decision.by
    row.outcome, row.reason = outcome, decision.why


def _audit(row: WaitingRow, decision: Decision) -> Any:
    man = decision.patient.patient.opaque_id if decision.patient else None
    act = f"waiting.{row.outcome.replace('_', '-')}" if row.outcome else "waiting.tried"
    return audit_row(
        decision.clinic, act, by=decision.by, subject=row.opaque_id, patient=man,
        reason=decision.why, kind=row.kind,
    )  # fmt: skip


@transaction.atomic
def leave_out(rows: Iterable[WaitingRow], outcome: Outcome, decision: Decision) -> None:
    """Take rows off the queue without taking anything from them; raises SettledMeanwhile."""
    held = _held(rows, decision.clinic)
    for row in held:
        _settle(row, outcome, decision)
    WaitingRow.objects.bulk_update(held, WRITTEN, batch_size=500)
    write_audit([_audit(row, decision) for row in held])
