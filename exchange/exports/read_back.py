"""The tables that pages export, read back: every cell as it was before it was made safe.

The worklist and the quality figures are derived from facts, so that there is nothing in them to
record. Whoever keeps such a table, or has it from somebody, gets the exported rows again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.spreadsheet import as_it_was
from exchange.files.csv_reading import SourceRow, Unusable, open_table
from monitoring import flag_sheet
from monitoring.quality import sheets

TABLES = {
    "worklist": flag_sheet.HEADS,
    "quality by month": sheets.MEASURE_HEADS,
    "quality by rule": sheets.RULE_HEADS,
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A table by the name of what it shows, and its rows by the heads of the columns."""

    name: str
    rows: tuple[dict[str, str], ...]


def read_exported(content: bytes) -> Exported:
    """Read a table that a page exported; raises Unusable where it is none, or was cut."""
    for name, heads in TABLES.items():
        try:
            table = open_table(content, heads)
        except Unusable:
            continue
        if table.columns == heads:
            return Exported(name, tuple(_rows(heads, table.rows)))
    raise Unusable(f"This is none of the tables that are exported: {', '.join(TABLES)}.")


def _rows(heads: tuple[str, ...], rows: Iterator[SourceRow]) -> Iterator[dict[str, str]]:
    for row in rows:
        if len(row.cells) != len(heads):
            raise Unusable(f"Row {row.number} has {len(row.cells)} cells, not {len(heads)}.")
        yield dict(zip(heads, map(as_it_was, row.cells), strict=True))
