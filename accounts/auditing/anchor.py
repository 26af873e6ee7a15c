"""The heads of the chain, kept outside the database: one line of JSON for each.

A chain cut off at its end is a chain without a fault. Only somebody who remembers how far it went
can tell; this file does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC
from json import dumps, loads
from pathlib import Path

from accounts.auditing.records import AuditSeal

LONGEST_LINES = 4096
"""Bytes at the end of the file that hold its last line for certain."""


@dataclass(frozen=True)
class Head:
    """How far the chain went at a moment: its latest seal, that one's hash, rows and time."""

    seal: int
    hash: str
    count: int
    at: str

    @classmethod
    def of(cls, seal: AuditSeal) -> Head:
        """The head that a seal makes."""
        moment = seal.sealed_at.astimezone(UTC).isoformat()
        return cls(seal.number, seal.hash, seal.count, moment)


class Unreadable(Exception):
    """A line of the file is no head: the file was damaged or written to by somebody else."""


class Anchor:
    """The file. It is only ever added to."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def heads(self) -> Iterator[Head]:
        """Every head, the earliest first; none where there is no file. Raises Unreadable."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, start=1):
                yield self._read(f"Line {number}", line)

    def latest(self) -> Head | None:
        """The head that was added last. Raises Unreadable."""
        if not self.path.exists():
            return None
        with self.path.open("rb") as file:
            file.seek(max(0, self.path.stat().st_size - LONGEST_LINES))
            end = file.read().decode(errors="replace").splitlines()
        return self._read("The last line", end[-1]) if end else None

    def add(self, head: Head) -> None:
        """Add a head and see it onto the disk. Raises OSError."""
        line = f"{dumps(asdict(head))}\n".encode()
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            before = os.fstat(descriptor).st_size
            if os.write(descriptor, line) < len(line):
                # A full disk takes half a line; the whole one is added at the next pass.
                os.ftruncate(descriptor, before)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _read(self, which: str, line: str) -> Head:
        try:
            return Head(**loads(line))
        except (TypeError, ValueError) as reason:
            raise Unreadable(f"{which} of {self.path} is no head of a chain.") from reason
