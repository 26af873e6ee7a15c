"""What a message may say: counts, days and opaque codes. A name or a value has no place here."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID


class Item(NamedTuple):
    """One duty as a message names it: four signs, the days it waits, and what its link is for."""

    code: str
    days: int
    opaque_id: UUID


class Waiting(NamedTuple):
    """What waits for one person of the staff: how much, for how many days at most, and which.

    `to_decide` counts men about whom something is to be decided, `overdue` duties that are
    overdue; `items` are those with a link of their own, the longest waiting first.
    """

    to_decide: int
    decide_days: int
    overdue: int
    overdue_days: int
    items: tuple[Item, ...]

    @property
    def total(self) -> int:
        """Everything that waits."""
        return self.to_decide + self.overdue


class Invitation(NamedTuple):
    """All that a message to a patient says of its clinic: a neutral name and a number to call."""

    sender: str
    phone: str
