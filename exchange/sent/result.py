"""A laboratory's result as it was sent, whatever format it came in. Pure; nothing is judged.

A file holds these by the ten thousand, so that they are tuples: made, compared and found again at
once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

MALFORMED, NOT_A_RESULT = "malformed", "not_a_result"
RECORD_NUMBER_TYPES = ("MR", "PI", "")
"""Types of identifier that can be a record number, the best first (HL7 table 0203); accounts,
licences and insurances are not."""


class NoValue(ValueError):
    """What was sent holds nothing that is one number; the message says what it holds."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What of a file cannot be taken, where it stands, and why."""

    line: int
    place: str
    kind: str
    reason: str

    def told(self) -> dict[str, Any]:
        """It for the report."""
        return {"place": self.place}


class RecordNumber(NamedTuple):
    """A record number and who gave it; `authority` is empty where the sender names nobody."""

    number: str
    authority: str


class Person(NamedTuple):
    """Somebody as a sender describes him; birth date and sex as written."""

    numbers: tuple[RecordNumber, ...]
    born: str
    family_name: str
    given_name: str
    sex: str = ""


NOBODY = Person((), "", "", "")


class Identifier(NamedTuple):
    """A number of a person: its type, and the names of who gave it, the usual one first."""

    kind: str
    number: str
    authorities: tuple[str, ...]


class Code(NamedTuple):
    """What was measured, in one system of codes."""

    code: str
    system: str
    text: str


class SentResult(NamedTuple):
    """One result. `typed` is None where no single value was sent, `no_value` says why.

    `order` tells which statements speak of one result. `collected` and `reported` are as written;
    the first is the best word on when blood was drawn. `line` is its number within the file.
    """

    line: int
    place: str
    message: str
    laboratory: str
    person: Person
    order: str
    placer: str
    filler: str
    codes: tuple[Code, ...]
    typed: str | None
    no_value: str
    unit: str
    reference_range: str
    status: str
    collected: str
    reported: str
    method: str = ""

    @property
    def name(self) -> str:
        """What was measured, in words where the sender has them."""
        named = [each.text or each.code for each in self.codes]
        return next((each for each in named if each), "")


def record_numbers(
    identifiers: Iterable[Identifier], authorities: Collection[str]
) -> tuple[RecordNumber, ...]:
    """The numbers of the best type there is; with `authorities` only those that they gave."""
    found: dict[str, list[RecordNumber]] = {kind: [] for kind in RECORD_NUMBER_TYPES}
    accepted = {each.casefold() for each in authorities}
    for each in identifiers:
        names = {name.casefold() for name in each.authorities}
        is_asked_for = not accepted or names & accepted
        if each.kind in found and each.number and is_asked_for:
            found[each.kind].append(RecordNumber(each.number, _first(each.authorities)))
    best = next((numbers for numbers in found.values() if numbers), [])
    return tuple(dict.fromkeys(best))


def _first(authorities: Iterable[str]) -> str:
    return next((name for name in authorities if name), "")
