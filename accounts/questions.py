"""Statements about one clinic, or one person, that Django writes once and that are asked again.

Writing a statement costs Django several times what answering it costs PostgreSQL, and a page asks
the same few each time. A question is an ordinary queryset, written down with stand-ins where the
clinic and the values will be; each asking puts the real ones into their places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from accounts.models import Clinic, User

type Row = tuple[Any, ...]

STAND_INS: dict[type, Callable[[int], object]] = {
    int: lambda number: 9_000_000_000_000_000_000 + number,
    date: lambda number: date(3, 1, 1 + number),
    datetime: lambda number: datetime(3, 1, 1, second=number, tzinfo=UTC),
}
"""Keys and days that nothing has, so that each is found again in the statement."""

BEGINNINGS = ("9000000000000000", "000")
"""How everything begins that is worked out of a stand-in."""


class Blank(NamedTuple):
    """The place of a value in a statement, by the name under which it is given."""

    name: str


class Written(NamedTuple):
    """A statement with blanks, and how what it answers becomes Python's."""

    sql: str
    parts: Sequence[object]
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]

    def asked(self, values: dict[str, date | int]) -> list[Row]:
        """The rows for these values."""
        adapt = connection.ops.adapt_unknown_value
        given: Any = [
            adapt(values[part.name]) if isinstance(part, Blank) else part for part in self.parts
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, given)
            return [self._converted(row) for row in cursor.fetchall()]

    def _converted(self, row: Row) -> Row:
        changed = list(row)
        for place, converters, expression in self.converters:
            for convert in converters:
                changed[place] = convert(changed[place], expression, connection)
        return tuple(changed)


class Question:
    """A queryset of values about one clinic or person, by what it is written from.

    The writing function must hand its values on as they come: what it worked out of a stand-in
    would stay in the statement for good, and is refused. Which values are given decides the shape
    of the statement, as does everything under `shape`, which comes as it is.
    """

    def __init__(self, write: Callable[..., QuerySet[Any, Any]]) -> None:
        self._write = write
        self._written: dict[object, Written] = {}

    def rows(self, about: Clinic | User, *shape: object, **values: date | int) -> list[Row]:
        """The rows about this clinic or person."""
        key = (connection.vendor, shape, *values)
        if (written := self._written.get(key)) is None:
            written = self._written[key] = self._down(type(about), shape, values)
        return written.asked({"about": about.pk, **values})

    def row(self, about: Clinic | User, *shape: object, **values: date | int) -> Row:
        """The row about this clinic or person, where there is always one."""
        (row,) = self.rows(about, *shape, **values)
        return row

    def _down(
        self, kind: type[Clinic | User], shape: Sequence[object], values: dict[str, date | int]
    ) -> Written:
        """The statement, written down with stand-ins."""
        kinds = {"about": int} | {name: type(value) for name, value in values.items()}
        given: dict[str, Any] = {
            name: STAND_INS[kind](number) for number, (name, kind) in enumerate(kinds.items())
        }
        about = kind(pk=given["about"])
        asked = self._write(about, *shape, **{name: given[name] for name in values})
        compiler = asked.query.get_compiler(connection.alias)
        sql, parts = compiler.as_sql()
        fields = [selected[0] for selected in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(fields).items()
        return Written(sql, _blanked(parts, given), [(place, *each) for place, each in converters])


def _blanked(parts: Iterable[object], given: dict[str, object]) -> list[object]:
    """What fills a statement, with a blank in the place of each stand-in."""
    adapt = connection.ops.adapt_unknown_value
    blanks = [(adapt(stand_in), Blank(name)) for name, stand_in in given.items()]
    filled = [next((blank for value, blank in blanks if part == value), part) for part in parts]
    if left := [part for part in filled if str(part).startswith(BEGINNINGS)]:
        raise ValueError(f"Worked out of a stand-in: {left}.")
    return filled
