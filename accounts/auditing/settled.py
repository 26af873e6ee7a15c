"""Up to which key the audit can no longer change: every lower key is committed or gone for good.

Keys are given out before their transaction commits, and so they do not become visible in their
order. On PostgreSQL a transaction that writes the audit holds a lock on the table from before its
first key until its end. So: read the last key given out, then see who holds that lock, and wait for
those to end. Whoever comes later gets a higher key. Nobody ever waits for the sealer.
"""

from __future__ import annotations

import time

from django.db import connection

from accounts.auditing.records import AuditRow

PATIENCE_SECONDS = 5.0
BETWEEN_LOOKS_SECONDS = 0.05

LAST_KEY = "SELECT last_value FROM {sequence}"
WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND pid IS DISTINCT FROM pg_backend_pid()
"""

TABLE = AuditRow._meta.db_table


def settled_up_to(patience: float = PATIENCE_SECONDS) -> int | None:
    """The last settled key; None while a transaction that began before has not ended."""
    if connection.vendor != "postgresql":
        # One writer at a time: what is visible was committed in the order of its keys.
        return AuditRow.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    last = _last_key_given_out()
    return last if _have_ended(_writers(), patience) else None


def _last_key_given_out() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [TABLE])
        (sequence,) = cursor.fetchone()
        cursor.execute(LAST_KEY.format(sequence=sequence))
        return int(cursor.fetchone()[0])


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, [TABLE])
        return {row[0] for row in cursor.fetchall()}


def _have_ended(writers: set[str], patience: float) -> bool:
    until = time.monotonic() + patience
    while writers and time.monotonic() < until:
        time.sleep(BETWEEN_LOOKS_SECONDS)
        writers &= _writers()
    return not writers
