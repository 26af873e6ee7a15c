"""What a seal's hash covers: its rows, its place in the chain, and the hash before it.

So no row below the latest seal can be changed, taken away, added or moved without this hash and
every later one being another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from json import JSONEncoder
from typing import NamedTuple

from django.db.models import QuerySet

from accounts.auditing.records import AuditRow, AuditSeal

BEGINNING = "0" * 64
"""What the first seal has as the hash before it."""

MARK_LENGTH = 16
AT_A_TIME = 2000

SEALED = (
    "id",
    "clinic_id",
    "at",
    "by_id",
    "action",
    "subject",
    "patient",
    "detail",
    "reason",
    "submission",
)
"""What of a row is sealed, in this order: every column."""

canonical = JSONEncoder(sort_keys=True, separators=(",", ":"), default=str).encode
"""One spelling for the same content: sorted keys, ASCII, no spaces."""


class Line(NamedTuple):
    """One row of the audit as it goes into a hash."""

    key: int
    text: bytes

    @property
    def mark(self) -> str:
        """A short hash of the row by itself, to find it again when a seal is broken."""
        return sha256(self.text).hexdigest()[:MARK_LENGTH]


def lines(rows: QuerySet[AuditRow]) -> Iterator[Line]:
    """The rows in the order of their keys, each in its one spelling."""
    for values in rows.order_by("pk").values_list(*SEALED).iterator(chunk_size=AT_A_TIME):
        yield Line(values[0], canonical(values).encode())


def chain_hash(seal: AuditSeal, rows: Iterable[Line], before: str) -> str:
    """What the hash of a seal must be over these rows, after the hash `before`."""
    chain = sha256(before.encode())
    count = 0
    for row in rows:
        chain.update(row.text + b"\n")
        count += 1
    moment = seal.sealed_at.astimezone(UTC).isoformat()
    place = [seal.number, moment, seal.from_id, seal.to_id, seal.count, count]
    chain.update(canonical(place).encode())
    return chain.hexdigest()


def next_seal(last: AuditSeal | None, rows: list[Line], at: datetime) -> AuditSeal:
    """The link that follows `last` and covers these rows; not saved."""
    seal = AuditSeal(
        number=last.number + 1 if last else 1,
        sealed_at=at,
        from_id=last.to_id + 1 if last else 1,
        to_id=rows[-1].key,
        count=len(rows),
        marks=[[row.key, row.mark] for row in rows],
    )
    seal.hash = chain_hash(seal, rows, last.hash if last else BEGINNING)
    return seal
