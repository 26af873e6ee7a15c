"""Erasing a man: the one way in which recorded facts ever leave, and what stays of him.

Everything that says who he is or how he was goes: every version of every fact, what was derived
from them, the duties and messages about him, unsaved drafts at his pages, and the laboratory files
that name him, which are emptied as a whole because a line cannot be taken out of a file without
forging it. The audit stays as it is, sealed: it names him by an opaque id that then leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Model, Q, QuerySet

from accounts.audit import audit_row, write_audit
from accounts.models import Draft, User
from exchange.exports.belonging import own_models, rows_about
from exchange.files.csv_reading import Unusable
from exchange.models import (
    Arrival,
    ImportedDraw,
    ImportedFile,
    ImportRun,
    MovingIn,
    WaitingRow,
)
from exchange.moving_in.opening import open_sheets
from exchange.rows.identity import normal_number
from labs.models import DexaScan, Draw
from patients.facts import Fact
from patients.models import Patient, PatientDetails
from patients.recording import lock_clinic, lock_men
from protocols.models import TherapyEvent

ERASED = "patient.erased"
ONE_DAY = timedelta(days=1)


class Kept(Exception):
    """He is not erased; the message says why."""


@dataclass(frozen=True)
class Erasure:
    """What would go of whom, why, and until when the law lets the clinic keep it."""

    man: Patient
    reason: str
    by: User
    kept_until: date
    counts: dict[str, int]

    @property
    def code(self) -> str:
        """What confirms exactly this erasure: it changes with his records and with the reason."""
        said = [str(self.man.opaque_id), self.man.facts_version, self.reason, self.by.pk]
        return sha256(repr((said, sorted(self.counts.items()))).encode()).hexdigest()[:12]


def planned(man: Patient, *, reason: str, by: User) -> Erasure:
    """Count what would go; nothing is changed."""
    counts = {rows.model._meta.db_table: rows.count() for rows in _rows(man)}
    return Erasure(man, reason, by, kept_until(man), {name: n for name, n in counts.items() if n})


def kept_until(man: Patient) -> date:
    """Until when his records have to be kept: years after the last thing recorded about him."""
    last = (
        man.versions_of(kind).aggregate(last=Max("recorded_at"))["last"]
        for kind in Fact.__subclasses__()
    )
    day = man.clinic.local_day(max(moment for moment in last if moment))
    return _years_later(day, settings.RETENTION_YEARS)


def _years_later(day: date, years: int) -> date:
    """The same day of the calendar; the last of February in a leap year is met a day later."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return (day + ONE_DAY).replace(year=day.year + years)


def erase(plan: Erasure, *, code: str, today: date, early: bool = False) -> None:
    """Do what was planned, in one transaction with its audit row. Raises Kept and changes nothing.

    `early` erases him before the end of the retention; the audit says so.
    """
    with transaction.atomic():
        (man,) = lock_men(plan.man.clinic, [plan.man.pk])
        lock_clinic(man.clinic)
        _check(planned(man, reason=plan.reason, by=plan.by), code, today, early)
        _empty_files(man)
        for rows in _rows(man):
            rows.order_by()._raw_delete(rows.db)
        write_audit([_row(plan, early)])


def _check(plan: Erasure, code: str, today: date, early: bool) -> None:
    if plan.man.details.is_followed:
        raise Kept("He is followed here. Record his discharge or death first.")
    if today < plan.kept_until and not early:
        raise Kept(f"His records have to be kept until {plan.kept_until:%d-%b-%Y}.")
    if code != plan.code:
        raise Kept("The code confirms another erasure: look at the plan again.")


def _row(plan: Erasure, early: bool) -> Any:
    man = plan.man
    return audit_row(
        man.clinic,
        ERASED,
        by=plan.by,
        subject=man.opaque_id,
        patient=man.opaque_id,
        reason=plan.reason,
        rows=plan.counts,
        before_retention_ended=early,
    )


def _rows(man: Patient) -> Iterator[QuerySet[Model]]:
    """Everything about him, rows that point at others first."""
    documents = _imported_kinds(man)
    yield ImportedDraw.objects.filter(file__clinic=man.clinic, draw__in=documents).order_by("pk")
    yield WaitingRow.objects.filter(clinic=man.clinic).filter(_waits_for(man)).order_by("pk")
    at_his_pages = Draft.objects.filter(clinic=man.clinic, path__contains=str(man.opaque_id))
    yield at_his_pages.order_by("pk")
    for model in reversed(own_models()):
        if (rows := rows_about(model, man)) is not None:
            yield rows


def _imported_kinds(man: Patient) -> set[UUID]:
    """His documents of the kinds that a file can bring."""
    kinds = (Draw, DexaScan, TherapyEvent)
    return {
        key for kind in kinds for key in man.versions_of(kind).values_list("document", flat=True)
    }


def _waits_for(man: Patient) -> Q:
    """Rows of the queue that name a record number of his; those of others hold their own words."""
    numbers = man.versions_of(PatientDetails).values_list("record_number", flat=True)
    return Q(record_number__in=set(numbers)) | Q(patient=man)


def _empty_files(man: Patient) -> None:
    """Empty the files that name him, and the reports of the runs that read them."""
    files = {file.sha256: file.pk for file in _naming(man)}
    linked = ImportedDraw.objects.filter(file__in=files.values()).values_list("run", flat=True)
    runs = {*linked, *_runs_that_read(man, set(files))}
    ImportRun.objects.filter(pk__in=runs).update(report={})
    MovingIn.objects.filter(file__in=files.values()).update(report={})
    ImportedFile.objects.filter(pk__in=files.values()).update(content=b"", name="emptied")
    Arrival.objects.filter(file__in=files.values()).update(name="emptied")


def _runs_that_read(man: Patient, fingerprints: set[str]) -> Iterator[int]:
    """Runs whose report names one of the files, whether anything was taken from it or not."""
    for run in ImportRun.objects.filter(clinic=man.clinic).iterator(chunk_size=10):
        if fingerprints & {opened["sha256"] for opened in run.report.get("files", ())}:
            yield run.pk


def _naming(man: Patient) -> Iterator[ImportedFile]:
    """The files in which a record number of his stands, or from which a draw of his came."""
    numbers = set(man.versions_of(PatientDetails).values_list("record_number", flat=True))
    documents = _imported_kinds(man)
    sources = set(ImportedDraw.objects.filter(draw__in=documents).values_list("file", flat=True))
    for file in ImportedFile.objects.filter(clinic=man.clinic).iterator(chunk_size=10):
        if file.pk in sources or _holds(bytes(file.content), numbers):
            yield file


def _holds(content: bytes, numbers: set[str]) -> bool:
    """Whether a record number stands in a file: in a cell of a spreadsheet, else anywhere."""
    try:
        sheets = open_sheets(content)
    except Unusable:
        words = (number.encode(code) for number in numbers for code in ("utf-8", "utf-16-le"))
        return any(word in content for word in words)
    texts = (
        normal_number(cell.text) for sheet in sheets for row in sheet.rows for cell in row.cells
    )
    return not numbers.isdisjoint(texts)
