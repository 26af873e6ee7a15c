"""The audit as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts import spreadsheet
from accounts.auditing.acts import in_words
from accounts.auditing.records import AuditRow
from accounts.models import Clinic

HEADS = ("number", "at", "who", "what", "code", "patient", "about", "reason")

AT_A_TIME = 2000


def csv_lines(clinic: Clinic, rows: QuerySet[AuditRow]) -> Iterator[str]:
    """Line by line, times in the clinic's own zone with their offset."""
    zone = ZoneInfo(clinic.time_zone)
    told = (_cells(row, zone) for row in rows.iterator(chunk_size=AT_A_TIME))
    return spreadsheet.csv_lines(HEADS, told)


def _cells(row: AuditRow, zone: ZoneInfo) -> Iterable[object]:
    moment = row.at.astimezone(zone).isoformat(timespec="seconds")
    who = row.by.name if row.by else "The system"
    return (
        row.pk,
        moment,
        who,
        in_words(row),
        row.action,
        row.patient,
        row.subject,
        row.reason,
    )
