"""Rows of a model written by the database itself, from one statement that makes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection, models

Cursor = Any


def insert(
    cursor: Cursor,
    model: type[models.Model],
    columns: Mapping[str, str],
    source: str,
    known: Mapping[str, Any],
) -> int:
    """Write rows of a model and return how many.

    `columns` gives an SQL expression for a column; what it leaves out takes the default of its
    field. `source` is what follows FROM; `known` are the values of its placeholders.
    """
    wanted = {**_defaults(model), **columns}
    quoted = ", ".join(connection.ops.quote_name(name) for name in wanted)
    said = f"({quoted}) SELECT {', '.join(wanted.values())} FROM {source}"
    cursor.execute(f"INSERT INTO {_table(model)} {said}", known)
    written: int = cursor.rowcount
    return written


def _defaults(model: type[models.Model]) -> dict[str, str]:
    """What every column that may not stay empty holds where nothing is said about it."""
    fields = (each for each in model._meta.concrete_fields if not each.null)
    return {
        str(field.column): _literal(field.get_default())
        for field in fields
        if not field.primary_key and (field.has_default() or field.empty_strings_allowed)
    }


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(value)
    text = json.dumps(value) if isinstance(value, dict | list) else str(value)
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def keys_go_on(cursor: Cursor, model: type[models.Model]) -> None:
    """Let the keys that the database gives out follow those that were given by number."""
    sequence = f"pg_get_serial_sequence('{model._meta.db_table}', 'id')"
    last = f"(SELECT coalesce(max(id), 1) FROM {_table(model)})"
    cursor.execute(f"SELECT setval({sequence}, {last})")


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
