"""The cells of one row, and everything that is wrong with them, each with what to do. Pure."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as CellsByColumn
from functools import cache
from typing import NamedTuple

from django.db.models import Model

from exchange.files.csv_reading import shortened
from exchange.mapping.declared import Text
from exchange.rows.kinds import Kind

Cells = CellsByColumn[str, str]


class Rejection(NamedTuple):
    """Why a row is not taken: the cell at fault, and what to do."""

    row: int
    column: str
    reason: str
    kind: str = Kind.MALFORMED


class CellRefused(ValueError):
    """One cell cannot be taken."""

    def __init__(self, column: str, reason: str, kind: str = Kind.MALFORMED) -> None:
        super().__init__(reason)
        self.column, self.reason, self.kind = column, reason, kind


class RowRefused(ValueError):
    """A row cannot be taken; `rejections` name every cell at fault."""

    def __init__(self, *rejections: Rejection) -> None:
        super().__init__(f"{len(rejections)} cells at fault")
        self.rejections = rejections


class Attempts:
    """Reads the cells of one row, going on after a refused one so that all are reported."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.rejections: list[Rejection] = []

    def attempt[T](self, read: Callable[..., T], *given: object) -> T | None:
        """What `read` makes of its arguments, or nothing after noting why not."""
        try:
            return read(*given)
        except CellRefused as refused:
            self.rejections.append(
                Rejection(self.number, refused.column, refused.reason, refused.kind)
            )
            return None

    def refusal(self) -> RowRefused:
        """The row as it is refused, each cell once."""
        by_column = {each.column: each for each in reversed(self.rejections)}
        return RowRefused(*[*by_column.values()][::-1])


@cache
def longest(model: type[Model], field: str) -> int:
    """How many characters a field keeps."""
    return getattr(model._meta.get_field(field), "max_length", None) or 0


def refuse_long(column: str, text: str, most: int) -> None:
    """Refuse a cell that would have to be cut."""
    if len(text) > most:
        raise CellRefused(
            column,
            f"“{shortened(text)}” has {len(text)} characters, at most {most} are kept. "
            "Shorten the cell; nothing is cut silently.",
        )


def refuse_zero_byte(column: str) -> None:
    """Refuse a cell with a sign that no database keeps in a text."""
    raise CellRefused(column, "The cell holds a zero byte. Export the file again.")


def text_of(cells: Cells, source: Text) -> str:
    """A text of the row, or the one that is the same for all."""
    return source.fixed if source.column is None else cells[source.column]
