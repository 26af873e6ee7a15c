"""What keeps a man, or the whole file, out: the place in the file, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass

HEADER_ROW = 1


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault; `row` is numbered as the spreadsheet shows it, the header is row 1."""

    sheet: str
    row: int
    column: str
    what: str

    def as_json(self) -> dict[str, object]:
        """The fault as a report keeps it."""
        return asdict(self)


class CellRefused(ValueError):
    """One cell cannot be read; the message says what to do."""
