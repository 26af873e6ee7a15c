"""The two bundles that leave: of one man and of a clinic. Neither leaves without its audit row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from tempfile import SpooledTemporaryFile

from django.utils import timezone

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic, User
from exchange.fhir.records import bundle
from patients.models import PatientDetails

BYTES_IN_MEMORY = 8_000_000
"""A larger bundle waits for its receiver in a file without a name, gone when it is closed."""

BYTES_AT_A_TIME = 65_536


def record_told(details: PatientDetails, *, by: User | None) -> Iterator[str]:
    """A man's record, by his current details, as a FHIR bundle in pieces of JSON."""
    about = details.patient.opaque_id
    clinic, his = details.clinic, details.clinic.patient_details.filter(pk=details.pk)
    write_audit([audit_row(clinic, "record.exported", by=by, subject="fhir", patient=about)])
    return bundle(his, timezone.now())


def records_told(clinic: Clinic, *, by: User | None) -> Iterator[str]:
    """The records of all men of a clinic, read while the pieces are taken."""
    men = clinic.patient_details.current()
    row = audit_row(clinic, "records.exported", by=by, subject="fhir", patients=men.count())
    write_audit([row])
    return bundle(men, timezone.now())


def records_read_through(clinic: Clinic, *, by: User | None) -> Iterator[bytes]:
    """The same, read to the end before the first byte leaves.

    A slow receiver keeps no transaction open, and a fault half-way sends nothing instead of half.
    """
    kept = _kept(records_told(clinic, by=by))
    return chain([next(kept)], kept)


def _kept(pieces: Iterator[str]) -> Iterator[bytes]:
    with SpooledTemporaryFile(BYTES_IN_MEMORY) as file:
        for piece in pieces:
            file.write(piece.encode())
        file.seek(0)
        yield from iter(lambda: file.read(BYTES_AT_A_TIME), b"")
