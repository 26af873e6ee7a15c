"""What PostgreSQL's own programs do: a dump of one moment, and a database made from it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO

from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

PIECE = 1 << 20

DUMP = ["pg_dump", "--format=custom", "--compress=3", "--no-owner", "--no-privileges"]
RESTORE = [
    "pg_restore",
    "--no-owner",
    "--no-privileges",
    "--exit-on-error",
    "--single-transaction",
]
"""All or nothing: a restore that stops leaves the database empty."""


@contextmanager
def one_moment() -> Iterator[str]:
    """A view of the database that nothing changes; whoever names it sees the same."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def dump(snapshot: str) -> Iterator[bytes]:
    """The database as it was at that moment. Raises CommandError."""
    with _program([*DUMP, f"--snapshot={snapshot}"], _place(), stdout=subprocess.PIPE) as program:
        assert program.stdout  # noqa: S101 - asked for above
        while piece := program.stdout.read(PIECE):
            yield piece


def load(pieces: Iterable[bytes]) -> None:
    """Fill the empty database with a dump. Raises CommandError."""
    options, database = _place()[:-1], _place()[-1]
    command = [*RESTORE, f"--dbname={database}"]
    with _program(command, options, stdin=subprocess.PIPE) as program:
        assert program.stdin  # noqa: S101 - asked for above
        with program.stdin as target:
            for piece in pieces:
                target.write(piece)


def server_version() -> str:
    """Of the server that is connected."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0]).split(" ", maxsplit=1)[0]


def _place() -> list[str]:
    """The options that lead to the database; its name is the last one."""
    return DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])[0][1:]


def _secrets() -> dict[str, str]:
    return DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])[1] or {}


@contextmanager
def _program(
    command: list[str],
    place: list[str],
    *,
    stdin: int | None = subprocess.DEVNULL,
    stdout: int | None = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[bytes]]:
    """One of the programs at work; raises CommandError with its last words where it fails."""
    with tempfile.TemporaryFile() as words:
        try:
            program = subprocess.Popen(  # noqa: S603 - the command is written above
                [*command, *place],
                stdin=stdin,
                stdout=stdout,
                stderr=words,
                env=os.environ | _secrets(),
            )
        except FileNotFoundError:
            raise CommandError(
                f"{command[0]} is missing: install PostgreSQL's client programs, "
                "of the server's version or a later one."
            ) from None
        try:
            with program:
                yield program
        except BrokenPipeError:
            pass  # it ended before everything was written; why, is in its words
        except BaseException:
            program.kill()
            program.wait()
            raise
        if program.returncode != 0:
            raise CommandError(f"{command[0]} failed: {_last_words(words)}")


def _last_words(words: IO[bytes]) -> str:
    words.seek(0)
    return words.read().decode(errors="replace").strip()[-800:]
