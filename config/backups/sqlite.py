"""What SQLite does itself: a copy of one moment, page by page, in either direction."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, connections

PIECE = 1 << 20
COPY = "copy"
"""The name by which the copy is read while it exists."""


@contextmanager
def one_moment(beside: Path) -> Iterator[Path]:
    """A copy of the database that nothing changes, readable under the alias `copy`."""
    with tempfile.TemporaryDirectory(dir=beside) as folder:
        copy = Path(folder) / "copy.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as target:
            connection.connection.backup(target)
        connections.databases[COPY] = {**connections.databases["default"], "NAME": copy}
        try:
            yield copy
        finally:
            connections[COPY].close()
            del connections[COPY], connections.databases[COPY]


def read(copy: Path) -> Iterator[bytes]:
    """The copy, piece by piece."""
    with copy.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def load(pieces: Iterable[bytes], beside: Path) -> None:
    """Fill the empty database with a copy."""
    with tempfile.TemporaryDirectory(dir=beside) as folder:
        copy = Path(folder) / "copy.sqlite3"
        with copy.open("wb") as file:
            file.writelines(pieces)
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as source:
            source.backup(connection.connection)
