"""How the tables of a laboratory are laid out: the columns of a file, and saving what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic, User
from exchange.files.csv_reading import open_table
from exchange.mapping.declared import DateFormat
from exchange.models import Arrival, Layout
from labs.models import Laboratory

FIRST_ROWS = 5

DATE_ORDERS = (
    ("%Y-%m-%d", "2014-01-31"),
    ("%d.%m.%Y", "31.01.2014 (day first)"),
    ("%d/%m/%Y", "31/01/2014 (day first)"),
    ("%m/%d/%Y", "01/31/2014 (month first)"),
    ("%d-%b-%Y", "31-Jan-2014"),
    ("%Y-%m-%d %H:%M", "2014-01-31 08:30"),
    ("%m/%d/%Y %H:%M", "01/31/2014 08:30 (month first)"),
)
"""How dates may be written, each with how the 31 January 2014 looks in it."""


@dataclass(frozen=True)
class Sample:
    """A table before anybody has said what its columns mean."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def first_rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows that a page shows."""
        return self.rows[:FIRST_ROWS]

    def of(self, column: str) -> list[str]:
        """What stands in a column, empty cells left out."""
        place = self.columns.index(column)
        return [row[place] for row in self.rows if place < len(row) and row[place]]


def sample_of(arrival: Arrival) -> Sample:
    """The columns and rows of a table that arrived; raises Unusable."""
    table = open_table(bytes(arrival.file.content), ())
    rows = tuple(tuple(cell.strip() for cell in row.cells) for row in table.rows)
    return Sample(table.columns, rows)


def unread_dates(values: Sequence[str], pattern: str) -> list[str]:
    """Values that are no dates when written so."""
    return [text for text in values if not _is_date(text, pattern)]


def _is_date(text: str, pattern: str) -> bool:
    try:
        DateFormat(pattern).read(text)
    except ValueError:
        return False
    return True


@transaction.atomic
def save_layout(
    clinic: Clinic, place: str, name: str, declared: dict[str, Any], *, by: User
) -> Layout:
    """Keep what the columns mean under a name; an earlier layout of that name is replaced."""
    known = clinic.laboratories.filter(name__iexact=place).order_by("pk").first()
    laboratory = known or _new(clinic, place)
    clinic.layouts.filter(name=name, is_used=True).update(is_used=False)
    layout = Layout.objects.create(
        clinic=clinic,
        laboratory=laboratory,
        name=name,
        declared={**declared, "laboratory": {"fixed": laboratory.name}},
        saved_by=by,
        saved_at=timezone.now(),
    )
    write_audit([audit_row(clinic, "layout.saved", by=by, subject=layout.pk, name=name)])
    return layout


def _new(clinic: Clinic, place: str) -> Laboratory:
    clinic.laboratories.of(clinic, place)
    return clinic.laboratories.get(name=place)


def lay_out(arrival: Arrival, layout: Layout) -> bool:
    """Read a table that arrived by a layout from now on; whether it was still open."""
    open_ones = arrival.clinic.arrivals.filter(pk=arrival.pk, run=None, set_aside_at=None)
    return bool(open_ones.update(layout=layout))
