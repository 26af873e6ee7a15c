"""Many rows in one statement, as imports of a year's results need it.

Django's own ways build an expression for each value. Where thousands of rows come at once, on
PostgreSQL new ones are copied in and changed ones meet the rows that stand.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import batched
from operator import attrgetter
from typing import Any

from django.db import connection, models
from psycopg import sql

ROWS_AT_A_TIME = 2000
WORTH_COPYING = 100
"""Fewer rows are written by one ordinary statement, which costs less to begin."""

Read = Callable[[Any], object]


def append_rows(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, which are left without their keys.

    What they point at has been saved. Defaults and times of recording are those of the fields.
    """
    if connection.vendor == "postgresql" and len(rows) >= WORTH_COPYING:
        _copy(rows)
    elif rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=ROWS_AT_A_TIME)


def rewrite_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write these fields of rows of one model that exist and that the caller has locked.

    `bulk_update` asks the database for a choice among all rows for each of them and each field.
    A row that is not there is inserted. Where many come, those that say the same as before are
    left alone.
    """
    if connection.vendor == "postgresql" and len(rows) >= WORTH_COPYING:
        for some in batched(rows, ROWS_AT_A_TIME):
            _merge(some, fields)
    elif rows:
        type(rows[0])._base_manager.bulk_create(
            rows,
            batch_size=ROWS_AT_A_TIME,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=list(fields),
        )


def _copy(rows: Sequence[models.Model]) -> None:
    meta = rows[0]._meta
    fields = [each for each in meta.concrete_fields if not each.primary_key]
    readers = [_reader(each) for each in fields]
    columns = sql.SQL(", ").join([sql.Identifier(each.column or "") for each in fields])
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(meta.db_table), columns)
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy(into) as copy,
    ):
        for row in rows:
            copy.write_row([read(row) for read in readers])


def _merge(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """One statement with one value, a document, instead of one for each field of each row."""
    meta = rows[0]._meta
    columns = {field.column or "": _plain(field) for field in meta.concrete_fields}
    named = {field.name: field.column or "" for field in meta.concrete_fields}
    written = [sql.Identifier(named[name]) for name in fields]
    document = [{name: read(row) for name, read in columns.items()} for row in rows]
    with connection.cursor() as cursor:
        statement = _MERGE.format(
            table=sql.Identifier(meta.db_table),
            key=sql.Identifier(meta.pk.column or ""),
            columns=_listed(sql.Identifier(name) for name in columns),
            written=_listed(written),
            before=_listed(sql.SQL("standing.{}").format(each) for each in written),
            after=_listed(sql.SQL("excluded.{}").format(each) for each in written),
        )
        cursor.execute(statement, [json.dumps(document, default=str)])


_MERGE = sql.SQL("""
    INSERT INTO {table} AS standing ({columns})
    SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)
    ON CONFLICT ({key}) DO UPDATE SET ({written}) = ROW ({after})
    WHERE ({before}) IS DISTINCT FROM ({after})
""")


def _listed(parts: Iterable[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(parts)


def _plain(field: models.Field[Any, Any]) -> Read:
    """What gives the value of a field as a document holds it."""
    return attrgetter(field.attname) if isinstance(field, models.JSONField) else _reader(field)


def _reader(field: models.Field[Any, Any]) -> Read:
    """What gives the value of a field as the driver takes it."""
    if isinstance(field, models.ForeignKey):
        return _key(field)
    stored = attrgetter(field.attname)
    if isinstance(field, models.CharField | models.TextField):
        return lambda row: None if (value := stored(row)) is None else str(value)
    if isinstance(field, models.JSONField):
        return lambda row: field.get_db_prep_save(stored(row), connection)
    if isinstance(field, models.DateField):
        return lambda row: field.pre_save(row, add=True)
    return stored


def _key(field: models.ForeignKey[Any, Any]) -> Read:
    """The key of what a row points at: it may have got it after the row was built."""
    target = field.target_field.attname

    def key(row: models.Model) -> object:
        pointed_at = field.get_cached_value(row, default=None)
        return getattr(row, field.attname) if pointed_at is None else getattr(pointed_at, target)

    return key
