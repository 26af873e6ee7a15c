"""Many new rows at once, as imports of a year's results need it.

Django's own way builds an expression for each value. Where thousands of rows come at once,
PostgreSQL has them copied in. How rows that stand are changed is in `row_merging`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models
from psycopg import sql

from accounts.few_rows import insert_few

ROWS_AT_A_TIME = 2000
WORTH_COPYING = 100
"""Fewer rows are written by one ordinary statement, which costs less to begin."""

Read = Callable[[Any], object]
Names = Sequence[str]
Values = tuple[object, ...]


def append_rows(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, which are left without their keys.

    What they point at has been saved. Defaults and times of recording are those of the fields.
    """
    if are_worth_copying(rows):
        _copy(rows, [each for each in rows[0]._meta.concrete_fields if not each.primary_key])
    else:
        _insert(rows)


def append_keyed(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, which have their keys afterwards.

    To be told the key of each inserted row costs more than to take the keys beforehand.
    """
    if not are_worth_copying(rows):
        _insert(rows)
        return
    for row, key in zip(rows, _new_keys(type(rows[0]), len(rows)), strict=True):
        row.pk, row._state.adding, row._state.db = key, False, connection.alias
    _copy(rows, type(rows[0])._meta.concrete_fields)


def append_values(model: type[models.Model], names: Names, rows: Sequence[Values]) -> None:
    """Insert new rows given as plain values in the order of `names`, the model's attributes.

    What is not named has its default in the database, or none.
    """
    if are_worth_copying(rows):
        columns = {field.attname: field.column or "" for field in model._meta.concrete_fields}
        _copy_values(model, [columns[name] for name in names], rows)
    else:
        append_rows([model(**dict(zip(names, row, strict=True))) for row in rows])


def _insert(rows: Sequence[models.Model]) -> None:
    if 0 < len(rows) < WORTH_COPYING:
        insert_few(rows)
    elif rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=ROWS_AT_A_TIME)


def are_worth_copying(rows: Sequence[object]) -> bool:
    """Whether so many rows come that the database has a quicker way than an ordinary statement."""
    return connection.vendor == "postgresql" and len(rows) >= WORTH_COPYING


def _new_keys(model: type[models.Model], count: int) -> list[int]:
    """Keys that nobody else gets, as the database would have given them."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(%s, %s)",
            [table, key, 1, count],
        )
        return [number for (number,) in cursor.fetchall()]


def _copy(rows: Sequence[models.Model], fields: Sequence[models.Field[Any, Any]]) -> None:
    readers = [reader(each) for each in fields]
    values = (tuple([read(row) for read in readers]) for row in rows)
    _copy_values(type(rows[0]), [each.column or "" for each in fields], values)


def _copy_values(model: type[models.Model], columns: Names, rows: Iterable[Values]) -> None:
    named = sql.SQL(", ").join([sql.Identifier(each) for each in columns])
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), named)
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy(into) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def reader(field: models.Field[Any, Any]) -> Read:
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
