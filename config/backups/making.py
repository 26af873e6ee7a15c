"""Making a backup: what the database holds at one moment, its figures first, in one sealed file."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from accounts.auditing.anchor import Head
from accounts.models import AuditSeal
from config.backups import postgresql, sqlite
from config.backups.envelope import Sealing
from config.backups.tables import as_plain, contents
from exchange.files.private_file import private_file

PATTERN = "inrange-*.backup"
NAME = "inrange-%Y%m%dT%H%M%SZ.backup"
LENGTH = struct.Struct(">I")


def make_backup(folder: Path, key: bytes, now: datetime) -> Path:
    """Write one; it has its name only once it is whole. Raises CommandError."""
    target = folder / now.astimezone(UTC).strftime(NAME)
    with private_file(target) as file, _moment() as (manifest, pieces):
        told = json.dumps({**manifest, "made_at": now.isoformat()}).encode()
        envelope = Sealing(file, key)
        envelope.write(LENGTH.pack(len(told)) + told)
        for piece in pieces:
            envelope.write(piece)
        envelope.close()
    return target


@contextmanager
def _moment() -> Iterator[tuple[dict[str, Any], Iterator[bytes]]]:
    """The figures of a moment, and the content of the same moment."""
    if connection.vendor == "postgresql":
        with postgresql.one_moment() as snapshot:
            yield _manifest(postgresql.server_version()), postgresql.dump(snapshot)
    else:
        with sqlite.one_moment(settings.RECORDS_DIR) as copy:
            yield _manifest("", sqlite.COPY), sqlite.read(copy)


def _manifest(server: str, alias: str = "default") -> dict[str, Any]:
    seal = AuditSeal.objects.using(alias).order_by("number").last()
    return {
        "version": settings.VERSION,
        "engine": connection.vendor,
        "server": server,
        "tables": as_plain(contents(alias)),
        "audit": asdict(Head.of(seal)) if seal else None,
    }


def backups_in(folder: Path) -> Sequence[Path]:
    """The backups of a folder, oldest first."""
    return sorted(path for path in folder.glob(PATTERN) if made_at(path))


def made_at(path: Path) -> datetime | None:
    """When a backup was made, as its name says; None for a file of another name."""
    try:
        return datetime.strptime(path.name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def age_of_latest(folder: Path | None, now: datetime) -> timedelta | None:
    """How old the latest backup is; None where there is none."""
    moment = latest_in(folder)
    return now - moment if moment else None


def latest_in(folder: Path | None) -> datetime | None:
    """When the latest backup of a folder was made; None where there is none."""
    found = backups_in(folder) if folder and folder.is_dir() else []
    return made_at(found[-1]) if found else None


def forget_before(folder: Path, moment: datetime) -> int:
    """Take away what is older; the latest one stays whatever its age. Returns how many went."""
    old = [path for path in backups_in(folder)[:-1] if (made := made_at(path)) and made < moment]
    for path in old:
        try:
            path.unlink()
        except OSError as reason:
            raise CommandError(f"{path} cannot be taken away: {reason.strerror}.") from reason
    return len(old)
