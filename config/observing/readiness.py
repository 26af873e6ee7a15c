"""What the product needs and whether it has it, one sentence for each that is amiss."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from kombu.exceptions import OperationalError as QueueError

from accounts.models import AuditRow, AuditSeal
from config.backups.making import age_of_latest
from config.celery import app
from monitoring.mail.watching import silent_passes

NEEDED = ("database", "tables")
"""Without these no page is shown; without the others pages are shown, and something waits."""

OLDEST_BACKUP = timedelta(hours=26)
"""A day, and the time that making one may take."""

SEALED_WITHIN = timedelta(minutes=5)
SECONDS_FOR_QUEUE = 2


def amiss(now: datetime) -> dict[str, str]:
    """What is wrong, by what it is wrong with: a sentence, empty where nothing is."""
    found: dict[str, str] = {}
    for name, ask in ASKED.items():
        is_in_reach = not any(found.get(each) for each in NEEDED) or name == "queue"
        found[name] = ask(now) if is_in_reach else "Not asked: the database is not as it has to be."
    return found


def _database(_now: datetime) -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "The database does not answer."
    return ""


def _tables(_now: datetime) -> str:
    missing = _brought() - MigrationRecorder(connection).applied_migrations().keys()
    return f"{len(missing)} migrations are not applied: run migrate." if missing else ""


@cache
def _brought() -> frozenset[tuple[str, str]]:
    """The migrations that this version brings; read once, which takes a while."""
    return frozenset(MigrationLoader(None).graph.nodes)


def _queue(_now: datetime) -> str:
    try:
        with app.connection_for_write() as queue:
            queue.ensure_connection(max_retries=1, timeout=SECONDS_FOR_QUEUE)
    except (QueueError, OSError):
        return "The queue does not answer: passes begin late, and nothing is lost."
    return ""


def _passes(now: datetime) -> str:
    silent = silent_passes(now)
    return f"Silent: {', '.join(silent)}. Are worker and schedule running?" if silent else ""


def _audit(now: datetime) -> str:
    head = AuditSeal.objects.head()
    late = AuditRow.objects.filter(pk__gt=head.to_id if head else 0, at__lt=now - SEALED_WITHIN)
    return "The audit is not being sealed: see the worker's log." if late.exists() else ""


def last_seal() -> datetime | None:
    """When the audit was sealed last."""
    head = AuditSeal.objects.head()
    return head.sealed_at if head else None


def _backup(now: datetime) -> str:
    age = age_of_latest(settings.BACKUP_DIR, now)
    if age is None:
        return "There is no backup."
    hours = int(age.total_seconds() // 3600)
    return f"The latest backup is {hours} hours old." if age > OLDEST_BACKUP else ""


ASKED: dict[str, Callable[[datetime], str]] = {
    "database": _database,
    "tables": _tables,
    "queue": _queue,
    "passes": _passes,
    "audit": _audit,
    "backup": _backup,
}
"""Everything that is asked, in the order in which one depends on the other."""
