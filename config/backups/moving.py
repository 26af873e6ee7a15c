"""Bringing the records of a trial from SQLite over to PostgreSQL, and proving that none changed.

The two keep values differently, so both are read as this version's models read them, and that is
what is compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.db.models.query import QuerySet

from accounts.models import AuditRow, Clinic
from config.backups.tables import Content, Contents, differences

TRIAL = "trial"
"""The alias of the SQLite file while it is read."""


def move_from(path: Path) -> Contents:
    """Bring everything over in one transaction, or nothing; what there is now.

    Raises CommandError where something is not as it has to be, or comes out otherwise.
    """
    if connection.vendor != "postgresql":
        raise CommandError("DATABASE_URL has to name the PostgreSQL database to move to.")
    try:
        with _trial(path), transaction.atomic():
            _refuse_unlike()
            _empty_out()
            return _bring_over()
    except DatabaseError as refusal:
        # Its words could hold a value; table and constraint cannot.
        told = getattr(refusal.__cause__, "diag", None)
        where = f"{told.table_name} ({told.constraint_name})" if told else type(refusal).__name__
        raise CommandError(f"Nothing was moved: PostgreSQL refuses rows of {where}.") from None


def _bring_over() -> Contents:
    for model in _models():
        _copy(model)
    _continue_numbers()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    before, after = as_read(TRIAL), as_read("default")
    if found := differences(before, after):
        raise CommandError("\n".join(["Nothing was moved; it came out otherwise.", *found]))
    return after


def as_read(alias: str) -> Contents:
    """What the models read, table by table, whichever database keeps it."""
    return {model._meta.db_table: _content(model, alias) for model in _models()}


def _content(model: type[Model], alias: str) -> Content:
    hashed, rows = sha256(), 0
    for row in _rows(model, alias):
        hashed.update(json.dumps(row, default=_spelled, sort_keys=True).encode() + b"\n")
        rows += 1
    return Content(rows, hashed.hexdigest())


def _spelled(value: object) -> str:
    """What JSON has no word for, in one spelling."""
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def _models() -> list[type[Model]]:
    managed = (each for each in apps.get_models(include_auto_created=True) if each._meta.managed)
    return sorted(managed, key=lambda model: model._meta.db_table)


NUMBERS = {"AutoField", "BigAutoField", "OneToOneField"}
"""Kinds of key that both databases sort in one way."""


def _rows(model: type[Model], alias: str) -> Iterable[tuple[Any, ...]]:
    """Every row, also of tables whose managers show only some, in an order both agree on."""
    names, key = [field.attname for field in model._meta.concrete_fields], model._meta.pk
    every: QuerySet[Any, tuple[Any, ...]] = QuerySet(model, using=alias).values_list(*names)
    if key.get_internal_type() in NUMBERS:
        return every.order_by("pk").iterator(chunk_size=2000)
    place = names.index(key.attname)
    return sorted(every, key=lambda row: str(row[place]))


@contextmanager
def _trial(path: Path) -> Iterator[None]:
    if not path.is_file():
        raise CommandError(f"{path} is no file. Name the trial's inrange.sqlite3.")
    connections.databases[TRIAL] = {
        **connections.databases["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {},
    }
    try:
        yield
    finally:
        connections[TRIAL].close()
        del connections[TRIAL], connections.databases[TRIAL]


def _refuse_unlike() -> None:
    """Both must have this version's tables, and the new one nobody's records."""
    for alias, name in ((TRIAL, "trial"), ("default", "PostgreSQL database")):
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError(f"The {name} has the tables of another version: run migrate on it.")
    if Clinic.objects.exists() or AuditRow.objects.exists():
        raise CommandError("The PostgreSQL database holds records already. Name a new one.")


def _empty_out() -> None:
    """Take away what migrating wrote by itself; the trial has its own of it."""
    with connection.cursor() as cursor:
        for model in _models():
            if QuerySet(model).exists():
                cursor.execute(f"DELETE FROM {_quoted(model._meta.db_table)}")  # noqa: S608 - a table of the models


def _copy(model: type[Model]) -> None:
    fields = model._meta.concrete_fields
    columns = ", ".join(_quoted(str(field.column)) for field in fields)
    statement = f"COPY {_quoted(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copying:
        for row in _rows(model, TRIAL):
            pairs = zip(fields, row, strict=True)
            copying.write_row([field.get_db_prep_save(value, connection) for field, value in pairs])


def _continue_numbers() -> None:
    """New rows are numbered behind those that came over."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
