"""Queries about one clinic, or one person, that a page asks again and again in the same words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.models import Clinic, User
from accounts.row_reading import KeptQuery

type Row = tuple[Any, ...]


class Question:
    """A queryset of values about one clinic or person, by what it is written from.

    Which values are given decides the shape of the statement, as does everything under `shape`,
    which comes as it is; every shape is a kept query of its own. A shape may leave out a value,
    as a list of everybody leaves out the day, but never whom it is about.
    """

    def __init__(self, write: Callable[..., QuerySet[Any, Any]]) -> None:
        self._write = write
        self._kept: dict[object, KeptQuery[Row]] = {}

    def rows(self, about: Clinic | User, *shape: object, **values: date | int) -> list[Row]:
        """The rows about this clinic or person."""
        key = (shape, *values)
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = self._keep(type(about), shape, [*values])
        return kept(about.pk, *values.values())

    def row(self, about: Clinic | User, *shape: object, **values: date | int) -> Row:
        """The row about this clinic or person, where there is always one."""
        (row,) = self.rows(about, *shape, **values)
        return row

    def _keep(
        self, kind: type[Clinic | User], shape: Sequence[object], names: Sequence[str]
    ) -> KeptQuery[Row]:
        def build(key: int, *values: date | int) -> QuerySet[Any, Row]:
            return self._write(kind(pk=key), *shape, **dict(zip(names, values, strict=True)))

        return KeptQuery(build, needed=1)
