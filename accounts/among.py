"""`patient__among=keys`: a row of one of many men, the keys handed over as one value.

Django's own `in` hands over a value for each key: for a block of men and each of the statements
that judge them, writing those out took longer than the database took to find the rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignKey, Lookup
from django.db.models.sql.compiler import SQLCompiler


@ForeignKey.register_lookup
class Among(Lookup):
    """Whether the row a key points at is one of those given by their keys."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """One array on PostgreSQL."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*values, keys_as_stored(self.rhs, connection)]

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, Any]:
        """One JSON document on SQLite, which has no arrays."""
        column, values = self.process_lhs(compiler, connection)
        keys = keys_as_stored(self.rhs, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*values, keys]  # noqa: S608


def keys_as_stored(keys: Iterable[int], connection: BaseDatabaseWrapper) -> list[int] | str:
    """The keys as each database takes them."""
    return json.dumps([*keys]) if connection.vendor == "sqlite" else [*keys]
