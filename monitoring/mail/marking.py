"""Noting that the server took a message, together with the audit row that says so.

This is written once for every mail, between one and the next. Django would put the two statements
together anew each time, and a transaction of two needs four journeys to the database. PostgreSQL
takes both as one statement, which is put together once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Field, Model

from accounts.audit import write_audit
from accounts.models import AuditRow
from monitoring.mail.wording import Text
from monitoring.models import Message, MessageState

Values = Mapping[str, object]
Names = tuple[str, ...]


def mark_sent(message: Message, text: Text, now: datetime, row: AuditRow) -> bool:
    """Note a claimed message as sent, and write the audit row: both, or neither.

    Neither is written where the claim had ended; whether they were.
    """
    noted = {
        "state": MessageState.SENT,
        "sent_at": now,
        "lease": None,
        "leased_until": None,
        "last_error": "",
        **text._asdict(),
    }
    if connection.vendor == "postgresql":
        return _mark_at_once(message, noted, row)
    with transaction.atomic():
        ours = Message.objects.leased_as(message).update(**noted)
        if ours:
            write_audit([row])
    return bool(ours)


def _mark_at_once(message: Message, noted: Values, row: AuditRow) -> bool:
    """Mark and tell in one statement, which tells of nothing where nothing was marked."""
    claim = {"id": message.pk, "state": MessageState.LEASED, "lease": message.lease}
    told = {
        name: getattr(row, name)
        for name, field in _fields(AuditRow).items()
        if not field.primary_key
    }
    statement = _statement(tuple(noted), tuple(claim), tuple(told))
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [*_stored(Message, noted), *_stored(Message, claim), *_stored(AuditRow, told)],
        )
        return bool(cursor.rowcount)


@cache
def _statement(noted: Names, claim: Names, told: Names) -> str:
    changes = ", ".join(f"{column} = %s" for column in _columns(Message, noted))
    still_ours = " AND ".join(f"{column} = %s" for column in _columns(Message, claim))
    columns = ", ".join(_columns(AuditRow, told))
    values = ", ".join("%s" for _ in told)
    return (
        f"WITH marked AS (UPDATE {Message._meta.db_table} SET {changes} "  # noqa: S608 - no value
        f"WHERE {still_ours} RETURNING id) "
        f"INSERT INTO {AuditRow._meta.db_table} ({columns}) SELECT {values} FROM marked"
    )


@cache
def _fields(model: type[Model]) -> dict[str, Field[Any, Any]]:
    return {field.attname: field for field in model._meta.concrete_fields}


def _columns(model: type[Model], names: Names) -> list[str]:
    return [f'"{_fields(model)[name].column}"' for name in names]


def _stored(model: type[Model], values: Values) -> Iterator[Any]:
    """Values as the database keeps them."""
    fields = _fields(model)
    return (fields[name].get_db_prep_save(value, connection) for name, value in values.items())
