"""Queries that Django puts into words once, and that are asked again about somebody else.

To build a query and to word it takes Django several times as long as PostgreSQL takes to answer.
What is asked in the same words whenever something about one man is saved is worded the first time
and kept (docs/adr/0078-queries-worded-once.md). What a query finds is never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, connections, models

from accounts.among import keys_as_stored

type Value = int | UUID | date | list[int]

STAND_INS: dict[type, Callable[[int], Value]] = {
    int: lambda place: -(2**53) - place,
    UUID: lambda place: UUID(int=2**127 - place),
    date: lambda place: date(1, 1, 1 + place),
    list: lambda place: [-(2**53) - place],
}
"""What stands in the words where a value of a kind is to come: nothing else ever says the same."""

FIELDS: dict[type, models.Field[Any, Any]] = {
    int: models.BigIntegerField(),
    UUID: models.UUIDField(),
    date: models.DateField(),
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
    """A query by plain values; `build` puts them into filters and decides nothing by them."""

    def __init__(self, build: Callable[..., models.QuerySet[Any, R]]) -> None:
        self.build, self._worded = build, dict[str, _Worded]()

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
        if {place.value for place in places} != set(range(len(kinds))):
            raise TypeError("A kept query must ask for each of its values as it was given.")
        converters = compiler.get_converters([each for each, *_ in compiler.select])
        compiler.connection = None  # what is kept holds no thread's connection
        return _Worded(rows, compiler, words, parameters, places, converters)


def _as_stored(value: Value) -> object:
    if isinstance(value, list):
        return keys_as_stored(value, connection)
    return FIELDS[type(value)].get_db_prep_value(value, connection)
