"""What a person typed would be asked, asked of a scan or a course that was sent. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from exchange.rows.cells import Rejection, RowRefused
from exchange.rows.kinds import Kind


class NotTaken(ValueError):
    """Something that was sent cannot become a fact: the field at fault, and what to do."""

    def __init__(self, field: str, reason: str, kind: Kind = Kind.NOT_A_RESULT) -> None:
        super().__init__(reason)
        self.field, self.reason, self.kind = field, reason, kind


def refused(line: int, found: Iterator[tuple[str, str, Kind]]) -> None:
    """Raise RowRefused where anything was found against a line."""
    if rejections := [Rejection(line, *each) for each in found]:
        raise RowRefused(*rejections)
