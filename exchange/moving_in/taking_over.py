"""Keeping, checking and taking over a file: all of it in one transaction, or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic, User
from exchange.files.csv_reading import Unusable
from exchange.models import ImportedFile, ImportRun, MovingIn
from exchange.moving_in.checking import Check, check_contents, desk_of
from exchange.moving_in.opening import open_sheets
from exchange.moving_in.reading import Contents, read_contents
from exchange.moving_in.report import MovingReport, report_of
from exchange.moving_in.writing import write_men
from monitoring.judgement import Refused
from patients.recording import lock_clinic, lock_men

ALL_OR_NOTHING, VALID_MEN = "all-or-nothing", "valid-men"
LONGEST_NAME = 255

TAKEN_BEFORE = "This file was taken over already. Nothing was taken twice."
BLOCKED = "Nothing was taken over: sheets or columns are at fault. Correct the file first."
FAULTY = (
    "Nothing was taken over: there are faults. Correct the file, or take over the patients without "
    "a fault."
)
NOBODY = "Nothing was taken over: no patient of the file is without a fault."
CHANGED = (
    "Nothing was taken over: the clinic's records have changed since the check. This is what the "
    "file would bring now; look at it and take it over then."
)
MET = "Nothing was taken over: somebody registered the same patients meanwhile. Check again."


class NotTaken(Exception):
    """Nothing was taken over; the message says why."""


class FoundNow(NotTaken):
    """Nor can it be as it was asked; `report` is what the file would bring now."""

    def __init__(self, why: str, report: MovingReport) -> None:
        super().__init__(why)
        self.report = report


def checked(clinic: Clinic, name: str, content: bytes, *, by: User, today: date) -> MovingReport:
    """Check a file and write nothing; raises Unusable."""
    desk = desk_of(clinic, by, today)
    contents = read_contents(open_sheets(content), today, desk.people)
    return report_of(check_contents(contents, desk), name, hashlib.sha256(content).hexdigest())


@transaction.atomic
def keep_checked(clinic: Clinic, name: str, content: bytes, *, by: User, today: date) -> MovingIn:
    """Keep a file as it came, with what it would bring; raises Unusable and keeps nothing."""
    report = checked(clinic, name, content, by=by, today=today)
    file = _kept(clinic, name, content, report.sha256)
    standing = clinic.movings_in.filter(file=file, run=None).first()
    moving = standing or MovingIn(clinic=clinic, file=file)
    moving.checked_at, moving.checked_by = timezone.now(), by
    moving.report = replace(report, files=[{"file": file.name, "sha256": file.sha256}]).as_json()
    moving.save()
    write_audit([audit_row(clinic, "moving-in.checked", by=by, subject=moving.opaque_id)])
    return moving


def _kept(clinic: Clinic, name: str, content: bytes, sha256: str) -> ImportedFile:
    given = {"name": name[-LONGEST_NAME:], "content": content, "received_at": timezone.now()}
    file, _ = ImportedFile.objects.get_or_create(clinic=clinic, sha256=sha256, defaults=given)
    if not file.content:
        raise Unusable(
            "This very file named a patient who was erased since, so that it is not taken in "
            "again. Leave him out and save it anew."
        )
    return file


def take_over(moving: MovingIn, *, accept: str, mark: str, by: User, today: date) -> MovingReport:
    """Take a checked file over, if it still brings what its reader was shown (`mark`).

    Raises NotTaken, and nothing is written, where it does not, where it was taken before, and
    where faults keep out what `accept` asks for.
    """
    sheets = open_sheets(bytes(moving.file.content))
    try:
        with transaction.atomic():
            _lock(moving)
            desk = desk_of(moving.clinic, by, today)
            contents = read_contents(sheets, today, desk.people)
            _lock_men(moving.clinic, contents)
            check = check_contents(contents, desk)
            report = report_of(check, moving.file.name, moving.file.sha256)
            _refuse_unless(report, accept, mark)
            return _written(moving, check, report, by)
    except FoundNow as found:
        moving.report = found.report.as_json()
        moving.save(update_fields=["report"])
        raise
    except Refused as refused:
        raise NotTaken(f"Nothing was taken over: {refused.why}.") from None
    except IntegrityError as clash:
        if "record_number" not in str(clash):
            raise
        raise NotTaken(MET) from None


def _lock(moving: MovingIn) -> None:
    if MovingIn.objects.select_for_update(of=("self",)).get(pk=moving.pk).run_id:
        raise NotTaken(TAKEN_BEFORE)


def _lock_men(clinic: Clinic, contents: Contents) -> None:
    """Nobody writes about these men, and nobody registers one, while they are compared."""
    named = clinic.patient_details.current().filter(record_number__in=list(contents.rows))
    lock_men(clinic, named.values_list("patient_id", flat=True))
    lock_clinic(clinic)


def _refuse_unless(report: MovingReport, accept: str, mark: str) -> None:
    if mark != report.mark:
        raise FoundNow(CHANGED, report)
    if report.is_blocked:
        raise FoundNow(BLOCKED, report)
    if report.faults and accept != VALID_MEN:
        raise FoundNow(FAULTY, report)
    if report.faults and not report.counts.men:
        raise FoundNow(NOBODY, report)


def _written(moving: MovingIn, check: Check, report: MovingReport, by: User) -> MovingReport:
    taken = replace(report, is_taken=True)
    moving.run = ImportRun.objects.create(
        clinic=moving.clinic, at=timezone.now(), by=by, report=taken.as_json()
    )
    write_men(check, moving.file, moving.run, by)
    moving.report = taken.as_json()
    moving.save(update_fields=["run", "report"])
    counts = report.counts
    row = audit_row(
        moving.clinic,
        "moving-in.taken",
        by=by,
        subject=moving.opaque_id,
        reason=f"Moved in from {moving.file.name}",
        patients_created=counts.men_new,
        patients_added_to=counts.men_added_to,
        patients_left_out=len(report.left_out),
        facts=sum(counts.facts.values()),
    )
    write_audit([row])
    return taken
