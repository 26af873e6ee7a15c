"""The audit as CSV, for a spreadsheet that must not take a word for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.auditing.acts import in_words
from accounts.auditing.records import AuditRow
from accounts.models import Clinic

HEADS = ("number", "at", "who", "what", "code", "patient", "about", "reason")

STARTS_A_FORMULA = tuple("=+-@＝＋－＠\t\r\n|%")
AT_A_TIME = 2000


def safe(cell: object) -> str:
    """A cell that every spreadsheet shows as text: what would be calculated gets an apostrophe."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_A_FORMULA) else text


def csv_lines(clinic: Clinic, rows: QuerySet[AuditRow]) -> Iterator[str]:
    """Line by line, times in the clinic's own zone with their offset."""
    zone = ZoneInfo(clinic.time_zone)
    writer = csv.writer(_Echo())
    yield writer.writerow(HEADS)
    for row in rows.iterator(chunk_size=AT_A_TIME):
        moment = row.at.astimezone(zone).isoformat(timespec="seconds")
        yield writer.writerow(_cells(row, moment))


def _cells(row: AuditRow, moment: str) -> Iterable[str]:
    who = row.by.name if row.by else "The system"
    told = (row.pk, moment, who, in_words(row), row.action, row.patient, row.subject, row.reason)
    return [safe(cell) for cell in told]


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line
