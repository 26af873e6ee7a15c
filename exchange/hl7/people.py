"""Whom a message speaks of: record numbers with their authority, birth date, name. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from exchange.hl7.segments import Segment, nth
from exchange.sent.result import Identifier, Person, record_numbers


def read_person(pid: Segment, authorities: Collection[str] = ()) -> Person:
    """Read a PID segment; with `authorities` only record numbers that they gave count."""
    numbers = record_numbers(_identifiers(pid), authorities)
    return Person(numbers, pid.text(7), pid.text(5), pid.text(5, 2), pid.text(8))


def _identifiers(pid: Segment) -> Iterator[Identifier]:
    for written in pid.repetitions(3):
        components = pid.marks.components(written)
        yield Identifier(nth(components, 5).upper(), components[0], (_authority(pid, written),))


def _authority(pid: Segment, written: str) -> str:
    """The name of who gave a number, else the universal identifier that stands for it."""
    raw = nth(written.split(pid.marks.component), 4)
    parts = [pid.marks.plain(each) for each in raw.split(pid.marks.part)]
    return parts[0] or nth(parts, 2)
