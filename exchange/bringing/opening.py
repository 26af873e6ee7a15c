"""Bringing a file: it is opened once, kept without what must not be kept, and can be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic, User
from exchange.files.csv_reading import Unusable, decode
from exchange.files.formats import CSV, detect_format
from exchange.files.tables import without_social_numbers
from exchange.intake.keeping import keep_file
from exchange.intake.opening import READERS, Order, ReceivedFile, opened
from exchange.intake.report import Report
from exchange.models import Arrival, ImportedFile, Layout
from labs.models import Laboratory

MOST_BYTES = 5_000_000
MOST_ROWS = 500
"""Rows that a page shows, and that one person looks through; the command takes any number."""

TOO_MANY = (
    f"The file holds {{}} rows; a page shows {MOST_ROWS} at the most. Split it, or have it taken "
    "by the command import_results."
)


@dataclass(frozen=True)
class Bringing:
    """What a person says about a file."""

    laboratory: Laboratory | None = None
    authorities: tuple[str, ...] = ()
    layout: Layout | None = None


def bring(clinic: Clinic, file: ReceivedFile, said: Bringing, *, by: User, today: date) -> Arrival:
    """Keep a file to be looked at; raises Unusable with everything that is wrong with it.

    The same file brought again with the same words is the same arrival, while that is open.
    """
    found = detect_format(file.name, file.content)
    content = _table_to_keep(file) if found == CSV else _to_keep(clinic, file, said, today)
    return _kept(clinic, file, content, said, by)


def _to_keep(clinic: Clinic, file: ReceivedFile, said: Bringing, today: date) -> bytes:
    """What may be kept of messages: no social security numbers."""
    report = Report(clinic.slug, "", dry_run=True)
    order = Order(clinic, today, authorities=said.authorities)
    sources = list(opened(file, order, report, "auto"))
    if report.unusable:
        raise Unusable(*(each.reason for each in report.unusable))
    if (count := sources[0].rows.count + len(sources[0].rows.misshapen)) > MOST_ROWS:
        raise Unusable(TOO_MANY.format(count))
    return sources[0].kept


def _table_to_keep(file: ReceivedFile) -> bytes:
    text, _encoding = decode(file.content)
    if not text.strip().strip("\ufeff\x00"):
        raise Unusable("The file is empty. Export it again.")
    if "\x00" in text:
        raise Unusable("This is not a text file. Export the results as CSV, HL7 v2 or FHIR JSON.")
    if (count := text.count("\n")) > MOST_ROWS + 1:
        raise Unusable(TOO_MANY.format(count))
    return without_social_numbers(file.content)


@transaction.atomic
def _kept(clinic: Clinic, file: ReceivedFile, content: bytes, said: Bringing, by: User) -> Arrival:
    words = {
        "file": keep_file(clinic, file, content),
        "laboratory": said.laboratory,
        "authorities": list(said.authorities),
        "layout": said.layout,
        "run": None,
        "set_aside_at": None,
    }
    if standing := clinic.arrivals.filter(**words).first():
        return standing
    arrival = Arrival.objects.create(
        clinic=clinic,
        name=file.name[:255],
        format=detect_format(file.name, content),
        brought_by=by,
        brought_at=timezone.now(),
        **words,
    )
    write_audit([audit_row(clinic, "file.brought", by=by, subject=arrival.opaque_id)])
    return arrival


@transaction.atomic
def set_aside(arrival: Arrival, *, by: User) -> bool:
    """Take nothing of a file; a copy from which nothing ever came is emptied. Whether it was open.

    What waits in the queue holds its own words.
    """
    held = arrival.clinic.arrivals.select_for_update(of=("self",)).get(pk=arrival.pk)
    if not held.is_open:
        return False
    held.set_aside_at = timezone.now()
    held.save(update_fields=["set_aside_at"])
    others = held.file.arrivals.filter(set_aside_at=None)
    used = held.file.draws.exists() or held.file.received.exists() or held.file.waiting.exists()
    if not used and not others.exists():
        ImportedFile.objects.filter(pk=held.file_id).update(content=b"", name="emptied")
    write_audit([audit_row(held.clinic, "file.set-aside", by=by, subject=held.opaque_id)])
    return True


def is_message(arrival: Arrival) -> bool:
    """Whether a file says itself what it holds."""
    return arrival.format in READERS
