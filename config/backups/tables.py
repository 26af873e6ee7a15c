"""What the tables hold, in figures that can be compared: rows, and a hash over all of them.

Read as the database keeps it, not as this version's models see it: a backup of an earlier version
is compared before it is brought up to date.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

WORDS = {"text", "character varying", "character"}
"""Types that another server may sort otherwise; their keys are sorted by their bytes."""


@dataclass(frozen=True)
class Content:
    """How many rows a table has, and the SHA-256 of all of them in the order of their keys."""

    rows: int
    sha256: str


Contents = dict[str, Content]


def contents(alias: str = "default") -> Contents:
    """Every table of a database, by name."""
    connection = connections[alias]
    read = _of_postgresql if connection.vendor == "postgresql" else _of_sqlite
    return {table: read(connection, table) for table in sorted(table_names(alias))}


def table_names(alias: str = "default") -> list[str]:
    """The tables of the product; empty for a database that nothing was done with."""
    return connections[alias].introspection.table_names()


def differences(wanted: Contents, found: Contents) -> list[str]:
    """What is not as it was, table by table; empty where everything is."""
    return list(_differences(wanted, found))


def _differences(wanted: Contents, found: Contents) -> Iterator[str]:
    for table in sorted(wanted.keys() | found.keys()):
        before, after = wanted.get(table), found.get(table)
        if before is None or after is None:
            yield f"{table}: {'was not there before' if before is None else 'is missing'}."
        elif before.rows != after.rows:
            yield f"{table}: {before.rows} rows before, {after.rows} now."
        elif before != after:
            yield f"{table}: {before.rows} rows as before, but not the same ones."


def as_plain(found: Contents) -> dict[str, dict[str, Any]]:
    """For a file."""
    return {table: asdict(content) for table, content in found.items()}


def from_plain(told: dict[str, dict[str, Any]]) -> Contents:
    """Out of a file."""
    return {table: Content(**content) for table, content in told.items()}


def _of_postgresql(connection: BaseDatabaseWrapper, table: str) -> Content:
    """The server writes the rows out as text, which is quick, and the same on every server."""
    quote, hashed, rows = connection.ops.quote_name, sha256(), 0
    with connection.cursor() as cursor:
        cursor.execute("SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET bytea_output = 'hex'")
        columns = ", ".join(_keys_of_postgresql(cursor, table))
        statement = f"COPY (SELECT * FROM {quote(table)} ORDER BY {columns}) TO STDOUT"  # noqa: S608 - names out of the catalogue
        with cursor.copy(statement) as copied:
            for some in copied:
                hashed.update(some)
                # A line break within a value is written as \n, so each one ends a row.
                rows += bytes(some).count(b"\n")
    return Content(rows, hashed.hexdigest())


def _keys_of_postgresql(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT quote_ident(a.attname), format_type(a.atttypid, NULL)"
        " FROM pg_index i JOIN pg_attribute a"
        " ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
        " WHERE i.indrelid = to_regclass(%s) AND i.indisprimary ORDER BY a.attnum",
        [f'"{table}"'],
    )
    keys = [f'{name} COLLATE "C"' if kind in WORDS else name for name, kind in cursor.fetchall()]
    return keys or ["1"]


def _of_sqlite(connection: BaseDatabaseWrapper, table: str) -> Content:
    hashed, rows = sha256(), 0
    connection.ensure_connection()
    quoted = connection.ops.quote_name(table)
    # Past Django's cursor: its converters would read values as this version's models do.
    statement = f"SELECT * FROM {quoted} ORDER BY rowid"  # noqa: S608 - a name out of the catalogue
    with closing(connection.connection.cursor()) as cursor:
        for row in cursor.execute(statement):
            hashed.update(f"{row!r}\n".encode())
            rows += 1
    return Content(rows, hashed.hexdigest())
