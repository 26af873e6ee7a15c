"""Restoring a backup into an empty database, and proving that everything is as it was."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from accounts.auditing.anchor import Anchor, Head
from accounts.auditing.sealing import anchor_in_use
from accounts.auditing.verifying import verify_audit
from config.backups import postgresql, sqlite
from config.backups.envelope import Damaged, OtherKey, opened
from config.backups.making import LENGTH
from config.backups.tables import Contents, contents, differences, from_plain, table_names

LONGEST_MANIFEST = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself: when, from what, and the figures of every table."""

    made_at: str
    version: str
    engine: str
    server: str
    tables: Contents
    audit: Head | None

    @property
    def rows(self) -> int:
        """In all tables."""
        return sum(content.rows for content in self.tables.values())

    def __str__(self) -> str:
        made = f"made at {self.made_at} by version {self.version} from {self.engine} {self.server}"
        return f"{made.strip()}: {self.rows} rows in {len(self.tables)} tables"


def check_backup(path: Path, keys: Sequence[bytes]) -> Manifest:
    """Open a backup from its beginning to its end, and say what it holds. Raises CommandError."""
    manifest, pieces = _read(path, keys)
    for _piece in pieces:
        pass
    return manifest


def restore_backup(path: Path, keys: Sequence[bytes]) -> Manifest:
    """Fill the empty database and hold it against the backup. Raises CommandError.

    The file is read twice: nothing is written before it has been proved to its end.
    """
    manifest = check_backup(path, keys)
    if table_names():
        raise CommandError(
            "The database is not empty, and nothing is restored over records. "
            "Name a new, empty database in DATABASE_URL, or in INRANGE_DATA a new folder."
        )
    if manifest.engine != connection.vendor:
        raise CommandError(
            f"The backup is one of {manifest.engine}, the database is {connection.vendor}. "
            "Restore it where it came from, then bring it over with `move_to_postgresql`."
        )
    _, pieces = _read(path, keys)
    if connection.vendor == "postgresql":
        postgresql.load(pieces)
    else:
        sqlite.load(pieces, settings.RECORDS_DIR)
    _compare(manifest)
    return manifest


def _compare(manifest: Manifest) -> None:
    if found := differences(manifest.tables, contents()):
        raise CommandError(
            "\n".join(["What was restored is not what was saved; do not use it.", *found])
        )


def _read(path: Path, keys: Sequence[bytes]) -> tuple[Manifest, Iterator[bytes]]:
    """What a backup says about itself, and its content, proved while it is read."""
    content = _proved(path, keys)
    begun = bytearray()
    for piece in content:
        begun += piece
        if len(begun) > LENGTH.size + LONGEST_MANIFEST:
            break
    length: int = LENGTH.unpack(begun[: LENGTH.size])[0]
    end = LENGTH.size + length
    manifest = _manifest(json.loads(begun[LENGTH.size : end]))
    return manifest, chain([bytes(begun[end:])], content)


def _proved(path: Path, keys: Sequence[bytes]) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from opened(file, keys)
    except (Damaged, OtherKey) as reason:
        raise CommandError(f"{path.name} is not restored. {reason}") from reason
    except OSError as reason:
        raise CommandError(f"{path} cannot be read: {reason.strerror}.") from reason


def _manifest(told: dict[str, Any]) -> Manifest:
    head = Head(**told["audit"]) if told["audit"] else None
    given = {**told, "tables": from_plain(told["tables"]), "audit": head}
    return Manifest(**given)


def is_current() -> bool:
    """Whether the tables are those of this version; an older backup is migrated first."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def audit_faults(manifest: Manifest) -> list[str]:
    """What is wrong with the chain of the restored audit, up to the seal that was its last."""
    with tempfile.TemporaryDirectory() as folder:
        anchor = Anchor(Path(folder) / "anchor.jsonl")
        if manifest.audit:
            anchor.add(manifest.audit)
        return verify_audit(anchor).faults


def anchor_goes_on(manifest: Manifest) -> bool:
    """Whether the sealer can go on with the anchor that the settings name."""
    head = anchor_in_use().latest()
    return head is None or head == manifest.audit
