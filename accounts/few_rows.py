"""A few rows of one model written by one statement, worded from the model itself.

Django's own way builds an expression for each value of each row, which for the few rows that one
save writes costs several times what the database does with them. The values are prepared by the
same fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


def insert_few(rows: Sequence[models.Model]) -> None:
    """Insert rows, each of which gets its key unless it has one."""
    meta = rows[0]._meta
    key = connection.ops.quote_name(meta.pk.column or "")
    with connection.cursor() as cursor:
        _execute(cursor, rows, f"RETURNING {key}")
        keys = cursor.fetchall()
    for row, (given,) in zip(rows, keys, strict=True):
        row.pk, row._state.adding, row._state.db = given, False, connection.alias


def rewrite_few(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write these fields of rows that exist; a row that does not, or has no key, is inserted."""
    meta, quoted = rows[0]._meta, connection.ops.quote_name
    named = {each.name: each.column for each in meta.concrete_fields}
    columns = [quoted(named[name] or "") for name in fields]
    written = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns)
    with connection.cursor() as cursor:
        ending = f"ON CONFLICT ({quoted(meta.pk.column or '')}) DO UPDATE SET {written}"
        _execute(cursor, rows, ending)


def _execute(cursor: CursorWrapper, rows: Sequence[models.Model], ending: str) -> None:
    new_key = "NULL" if connection.vendor == "sqlite" else "DEFAULT"
    values = ", ".join(_places(type(row), "%s" if row.pk else new_key) for row in rows)
    own = connections[connection.alias]  # asked for each value, it would be looked up each time
    said: list[Any] = [value for row in rows for value in _stored(row, own)]
    cursor.execute(f"{_beginning(type(rows[0]))} VALUES {values} {ending}", said)


@cache
def _beginning(model: type[models.Model]) -> str:
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(each.column or "") for each in model._meta.concrete_fields)
    return f"INSERT INTO {quoted(model._meta.db_table)} ({columns})"


@cache
def _places(model: type[models.Model], key: str) -> str:
    """Where the values of a row go, its key's in particular."""
    places = (key if each.primary_key else "%s" for each in model._meta.concrete_fields)
    return f"({', '.join(places)})"


def _stored(row: models.Model, own: BaseDatabaseWrapper) -> list[object]:
    """The values of a row as the database takes them, but for a key that it has not got yet."""
    return [
        each.get_db_prep_save(_said(row, each), own)
        for each in row._meta.concrete_fields
        if row.pk or not each.primary_key
    ]


def _said(row: models.Model, field: models.Field[Any, Any]) -> object:
    """What a row says; the key of what it points at may have come after the row was built."""
    if not isinstance(field, models.ForeignKey):
        return field.pre_save(row, add=True)
    pointed_at = field.get_cached_value(row, default=None)
    named = row if pointed_at is None else pointed_at
    return getattr(named, field.attname if pointed_at is None else field.target_field.attname)
