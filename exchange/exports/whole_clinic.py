"""Everything that a clinic owns, as one file: for moving away, and for keeping.

A zip archive of JSON Lines, one file for each table with every column as stored, and a manifest
with the count and the hash of each. The same records give the same bytes. Passwords, second
proofs and sessions stay here: they are worth nothing elsewhere.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BinaryField, Model, QuerySet

from accounts.models import Clinic, User
from exchange.exports.belonging import own_models, rows_of_clinic

LAYOUT = 1
"""Raised when the shape of the archive changes."""

AT_A_TIME, FILES_AT_A_TIME = 1000, 4
LEFT_OUT = {"password", "last_login", "sign_in_round"}
"""Columns of a person that let somebody in, or say when."""


@dataclass(frozen=True)
class Table:
    """What the manifest says of one file."""

    file: str
    rows: int
    sha256: str
    columns: list[str]


def write_archive(clinic: Clinic, target: IO[bytes]) -> list[Table]:
    """Write the archive of a clinic, all of it as it stood at one moment."""
    with one_moment(), ZipFile(target, "w", ZIP_DEFLATED) as archive:
        tables = [_write(archive, rows) for rows in _tables(clinic)]
        with archive.open(_entry("manifest.json"), "w") as file:
            file.write(_manifest(clinic, tables))
    return tables


@contextmanager
def one_moment() -> Iterator[None]:
    """Nothing that others save meanwhile is half in the archive."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _tables(clinic: Clinic) -> Iterator[QuerySet[Model]]:
    yield User.objects.filter(memberships__clinic=clinic).order_by("pk")
    for model in own_models():
        if (rows := rows_of_clinic(model, clinic)) is not None:
            yield rows


def _write(archive: ZipFile, rows: QuerySet[Model]) -> Table:
    table = rows.model._meta.db_table
    fields = (field.attname for field in rows.model._meta.concrete_fields)
    columns = [name for name in fields if rows.model is not User or name not in LEFT_OUT]
    content, count = sha256(), 0
    with archive.open(_entry(f"{table}.jsonl"), "w", force_zip64=True) as file:
        for row in rows.values(*columns).iterator(chunk_size=_at_a_time(rows.model)):
            line = _as_json(row) + b"\n"
            content.update(line)
            count += 1
            file.write(line)
    return Table(f"{table}.jsonl", count, content.hexdigest(), columns)


def _at_a_time(model: type[Model]) -> int:
    """How many rows are held at once: few where each may hold a whole file."""
    holds_files = any(isinstance(field, BinaryField) for field in model._meta.concrete_fields)
    return FILES_AT_A_TIME if holds_files else AT_A_TIME


def _entry(name: str) -> ZipInfo:
    """An entry without a moment of its own, readable by its owner alone."""
    entry = ZipInfo(name)
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
    return entry


def _manifest(clinic: Clinic, tables: list[Table]) -> bytes:
    said = {
        "layout": LAYOUT,
        "inrange": settings.VERSION,
        "clinic": clinic.slug,
        "tables": [asdict(table) for table in tables],
    }
    return json.dumps(said, indent=2).encode() + b"\n"


def _as_json(row: dict[str, Any]) -> bytes:
    return json.dumps(row, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: object) -> str:
    """Bytes in base64; dates, decimals and identifiers as they are written."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value)
