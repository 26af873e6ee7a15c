"""PostgreSQL's guard over the audit, and the one part of it that a test database cannot have."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

TABLES = ("accounts_auditrow", "accounts_auditseal")
TRUNCATION = "audit_never_empties"


def let_tables_be_emptied() -> None:
    """Lift the refusal of TRUNCATE, with which Django empties tables after a transactional test.

    UPDATE and DELETE stay refused, so that the whole suite runs under that part of the guard.
    """
    _switch("DISABLE")


@contextmanager
def tables_never_emptied() -> Iterator[None]:
    """The whole guard, as it is in service."""
    _switch("ENABLE ALWAYS")
    try:
        yield
    finally:
        _switch("DISABLE")


@contextmanager
def unguarded() -> Iterator[None]:
    """No guard at all: what somebody can do who owns the database."""
    _switch("DISABLE", "ALL")
    try:
        yield
    finally:
        _switch("ENABLE ALWAYS", "audit_never_changes")


def _switch(how: str, trigger: str = TRUNCATION) -> None:
    if connection.vendor != "postgresql":
        return
    which = "USER" if trigger == "ALL" else trigger
    with connection.cursor() as cursor:
        # A table with foreign keys still to be checked cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER {which}")
