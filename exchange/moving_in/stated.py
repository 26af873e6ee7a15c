"""A fact that a row states, not written yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exchange.moving_in.comparing import Difference
from exchange.moving_in.faults import Fault
from exchange.moving_in.reading import Row
from patients.facts import Fact, Part


@dataclass(frozen=True)
class Stated:
    """A fact that a row states, with its parts."""

    row: Row
    fact: Fact
    parts: Sequence[Part]


def conflict(row: Row, found: Difference) -> Fault:
    """What a row states otherwise than the record."""
    what = (
        f"This is on record as {found.held}, the file says {found.stated}. Nothing is "
        "overwritten: if the file is right, amend the record on his page; if not, correct the file."
    )
    return row.fault(found.column, what)
