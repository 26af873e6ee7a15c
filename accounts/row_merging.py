"""Many rows changed in one statement, as judging a whole clinic anew needs it.

Django's own way asks the database for a choice among all rows for each of them and each field.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import batched
from operator import attrgetter
from typing import Any

from django.db import connection, models
from psycopg import sql

from accounts.few_rows import rewrite_few
from accounts.row_writing import (
    ROWS_AT_A_TIME,
    WORTH_COPYING,
    Read,
    append_rows,
    are_worth_copying,
    reader,
)


def rewrite_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write these fields of rows of one model that exist and that the caller has locked.

    `bulk_update` asks the database for a choice among all rows for each of them and each field.
    A row that is not there, or has no key yet, is inserted. Where many come, those that say the
    same as before are left alone.
    """
    if are_worth_copying(rows):
        append_rows([row for row in rows if row.pk is None])
        for some in batched([row for row in rows if row.pk is not None], ROWS_AT_A_TIME):
            _merge(some, fields)
    elif 0 < len(rows) < WORTH_COPYING:
        rewrite_few(rows, fields)
    elif rows:
        type(rows[0])._base_manager.bulk_create(
            rows,
            batch_size=ROWS_AT_A_TIME,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=list(fields),
        )


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
    return attrgetter(field.attname) if isinstance(field, models.JSONField) else reader(field)
