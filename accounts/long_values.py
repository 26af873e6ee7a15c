"""One long value of a row, such as the content of a file, written as it is and part by part.

An ordinary statement of this driver is text with its values in it: a file of ten megabytes would be
there three more times, as digits, as the statement, and as what is sent. What is sent at once stays
with the connection until it ends.
"""

from __future__ import annotations

from django.db import connection, models
from psycopg import Cursor, sql

MOST_PARTS, SHORTEST_PART = 8, 1_000_000
"""The server writes the whole anew with every part: few parts for a long value, one for others."""


def fill_long(row: models.Model, field: str, value: bytes) -> None:
    """Fill an empty field of a row that is there, in the transaction that stands."""
    setattr(row, field, value)
    if connection.vendor != "postgresql":
        row.save(update_fields=[field])
        return
    meta = row._meta
    columns = {each.name: each.column or "" for each in meta.concrete_fields}
    statement = sql.SQL("UPDATE {0} SET {1} = {1} || %s WHERE {2} = %s").format(
        sql.Identifier(meta.db_table),
        sql.Identifier(columns[field]),
        sql.Identifier(meta.pk.column or ""),
    )
    length = max(SHORTEST_PART, len(value) // MOST_PARTS + 1)
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        for start in range(0, len(value), length):
            cursor.execute(statement, [value[start : start + length], row.pk])
