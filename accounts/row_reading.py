"""Queries that Django puts into words once, and that are asked again about somebody else.

To build a query and to word it takes Django several times as long as PostgreSQL takes to answer.
What is asked in the same words whenever something about one man is saved is worded the first time
and kept (docs/adr/0078-queries-worded-once.md). What a query finds is never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, connections, models

from accounts.among import keys_as_stored

type Value = int | UUID | date | list[int]

STAND_INS: dict[type, Callable[[int], Value]] = {
    int: lambda place: 9_000_000_000_000_000_000 + place,
    UUID: lambda place: UUID(int=2**127 - place),
    date: lambda place: date(3, 1, 1 + place),
    datetime: lambda place: datetime(3, 1, 1, second=place, tzinfo=UTC),
    list: lambda place: [9_000_000_000_000_000_000 + place],
}
"""What stands in the words where a value of a kind is to come: nothing else ever says the same."""

BEGINNINGS = ("9000000000000000", "000")
"""How everything begins that is worked out of a stand-in for a number, a day or a moment."""

FIELDS: dict[type, models.Field[Any, Any]] = {
    int: models.BigIntegerField(),
    UUID: models.UUIDField(),
    date: models.DateField(),
    datetime: models.DateTimeField(),
}
"""What gives a value of a kind as each database takes it."""


class _Place(NamedTuple):
    """One of a statement's parameters, and which of the values stands there."""

    parameter: int
    value: int


@dataclass
class _Worded:
    """A query in the words of one kind of database, and where its values stand in them."""

    rows: models.QuerySet[Any, Any]
    compiler: Any
    words: str
    parameters: Sequence[object]
    places: Sequence[_Place]
    converters: Any

    def asked(self, values: Sequence[Value]) -> list[Any]:
        """What it finds now for these values, as its query would give it."""
        said = list(self.parameters)
        for place in self.places:
            said[place.parameter] = _as_stored(values[place.value])
        compiler = copy(self.compiler)
        compiler.connection = connections[connection.alias]  # each thread has one of its own
        compiler.as_sql = lambda *_a, **_k: (self.words, said)
        compiler.get_converters = lambda _fields: self.converters
        found: Any = self.rows._iterable_class
        return [*found(_Asked(self.rows, compiler))]


class _Asked:
    """Stands for a query where its rows are made of what the database answers."""

    def __init__(self, rows: models.QuerySet[Any, Any], compiler: Any) -> None:
        self.model, self.db, self.query = rows.model, rows.db, self
        self._fetch_mode = rows._fetch_mode  # type: ignore[attr-defined]
        self._known_related_objects: dict[Any, Any] = {}
        self.get_compiler = lambda *_a, **_k: compiler


class KeptQuery[R]:
    """A query by plain values; `build` puts them into filters and decides nothing by them.

    The first `needed` values, or all of them, must stand in the words; none may stand there as
    what was worked out of it, because that would stand there for good.
    """

    def __init__(
        self, build: Callable[..., models.QuerySet[Any, R]], needed: int | None = None
    ) -> None:
        self.build, self._needed, self._worded = build, needed, dict[str, _Worded]()

    def __call__(self, *values: Value) -> list[R]:
        """What the query finds now."""
        worded = self._worded.get(connection.vendor)
        if worded is None:
            worded = self._worded[connection.vendor] = self._word([type(each) for each in values])
        return worded.asked(values)

    def _word(self, kinds: Sequence[type]) -> _Worded:
        stand_ins = [STAND_INS[kind](place) for place, kind in enumerate(kinds)]
        rows = self.build(*stand_ins)
        compiler = rows.query.get_compiler(connection=connection)
        words, parameters = compiler.as_sql()
        said = [_as_stored(each) for each in stand_ins]
        places = [_Place(n, said.index(each)) for n, each in enumerate(parameters) if each in said]
        self._check(parameters, places, len(kinds))
        converters = compiler.get_converters([each for each, *_ in compiler.select])
        compiler.connection = None  # what is kept holds no thread's connection
        return _Worded(rows, compiler, words, parameters, places, converters)

    def _check(self, parameters: Sequence[object], places: Sequence[_Place], values: int) -> None:
        """Refuse words in which a value is lost or changed: they would answer something else."""
        if not {*range(values)[: self._needed]} <= {place.value for place in places}:
            raise TypeError("A kept query must ask for each of its values as it was given.")
        as_given = {place.parameter for place in places}
        others = (each for n, each in enumerate(parameters) if n not in as_given)
        if left := [each for each in others if str(each).startswith(BEGINNINGS)]:
            raise TypeError(f"A kept query must not work anything out of its values: {left}.")


def _as_stored(value: Value) -> object:
    if isinstance(value, list):
        return keys_as_stored(value, connection)
    return FIELDS[type(value)].get_db_prep_value(value, connection)
