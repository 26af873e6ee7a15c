"""What a laboratory says of one result, and which of two statements stands. Pure.

A result is announced, released, corrected or withdrawn under one order; messages arrive in any
order and twice. What stands in the end depends on what was said and when, never on which message
came first.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from protocols.targets.quantity import Quantity


class Status(StrEnum):
    """How firm a result is, from the least to what nothing follows."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"

    @property
    def rank(self) -> int:
        """A higher rank stands over a lower one, whenever it was said."""
        return _RANKS[self]


_RANKS = {status: rank for rank, status in enumerate(Status)}


class Key(NamedTuple):
    """One result of one order, whatever was said of it."""

    order: str
    analyte: str


class Said(NamedTuple):
    """A statement as it is compared with others; without a quantity where it withdraws."""

    status: Status
    at: datetime | None
    quantity: Quantity | None


class Statement(NamedTuple):
    """A statement with everything that says where it comes from.

    `source` names in words what brought it, `field` the one that held the value.
    """

    key: Key
    status: Status
    at: datetime | None
    placer: str
    filler: str
    code: str
    authority: str
    message: str
    source: str
    field: str

    def as_said(self, quantity: Quantity | None) -> Said:
        """The statement without its origin."""
        return Said(self.status, self.at, quantity)


class Weight(StrEnum):
    """What a statement means beside the last one on record."""

    NEWS = "news"
    REPEATED = "repeated"
    OLDER = "older"
    CONTRADICTS = "contradicts"


def weigh(new: Said, last: Said | None) -> Weight:
    """Whether a statement stands over the last one on record, or a person has to decide."""
    if last is None:
        return Weight.NEWS
    if new.status == last.status:
        return _weigh_equals(new, last)
    lower, higher = sorted((new, last), key=lambda each: each.status.rank)
    if higher.status is Status.WITHDRAWN and is_later(lower, higher):
        return Weight.CONTRADICTS
    return Weight.NEWS if higher is new else Weight.OLDER


def _weigh_equals(new: Said, last: Said) -> Weight:
    """Preliminary and corrected values may follow one another; two final ones contradict."""
    if new.quantity == last.quantity:
        return Weight.REPEATED
    if new.status is Status.FINAL:
        return Weight.CONTRADICTS
    if is_later(new, last):
        return Weight.NEWS
    return Weight.OLDER if is_later(last, new) else Weight.CONTRADICTS


def is_later(one: Said, other: Said) -> bool:
    """Whether both are dated and the one is the later."""
    return one.at is not None and other.at is not None and one.at > other.at
