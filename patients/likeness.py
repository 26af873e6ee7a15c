"""Whether two records could be one man's: how names, birth dates and contacts resemble. Pure.

Tried on invented clinics (`tests/unit/patients/test_likeness.py`): of pairs of one man's records
with typing errors, exchanged day and month or another family name, at least 95 in 100 are found,
and of 100 new men at most one is asked about in vain.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

ALIKE = 0.7
"""From this share of common letters on, two names are shown as similar."""

ALMOST_THE_SAME = 0.85
"""From here on a family name counts alone, whatever the given name."""

SHORTEST_PART = 4
"""A shorter name inside a longer one says nothing: Li is part of many names."""

SHORTEST_PHONE = 7
MONTHS = 12


class Why(StrEnum):
    """What makes two records alike."""

    SIMILAR_NAME = "Same birth date, similar family name"
    OTHER_FAMILY = "Same birth date and given name, another family name"
    NAMES_EXCHANGED = "Same birth date, family and given name exchanged"
    DAY_AND_MONTH = "Similar name, day and month of birth exchanged"
    NEAR_DAY = "Same name, birth date differs in one place"
    CONTACT = "Same phone number or e-mail address, similar given name"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a record says the man is, as far as two records are compared by it."""

    family: str
    given: str
    born_on: date
    is_estimated: bool = False
    email: str = ""
    phone: str = ""

    @property
    def contacts(self) -> frozenset[str]:
        """His addresses, so that two spellings of one are equal."""
        digits = "".join(each for each in self.phone if each.isdecimal())
        phone = {digits} if len(digits) >= SHORTEST_PHONE else set()
        return frozenset(phone | ({self.email.casefold()} if self.email else set()))

    @property
    def name(self) -> frozenset[str]:
        """Both names, in whatever order they were typed."""
        return frozenset({letters(self.family), letters(self.given)})


def reasons(one: Identity, other: Identity) -> list[Why]:
    """Why two records could be one man's; nothing where they are two men's to all appearance."""
    found = _by_day(one, other)
    if one.contacts & other.contacts and are_similar(one.given, other.given):
        found.append(Why.CONTACT)
    return found


def _by_day(one: Identity, other: Identity) -> list[Why]:
    if one.is_estimated or other.is_estimated:
        near = abs(one.born_on.year - other.born_on.year) <= 1
        return [Why.NEAR_DAY] if near and _is_same_name(one, other) else []
    if one.born_on == other.born_on:
        return _on_one_day(one, other)
    if one.born_on == exchanged(other.born_on) and _is_similar_name(one, other):
        return [Why.DAY_AND_MONTH]
    near = differ_in_one_place(one.born_on, other.born_on)
    return [Why.NEAR_DAY] if near and _is_same_name(one, other) else []


def _on_one_day(one: Identity, other: Identity) -> list[Why]:
    if _is_similar_family(one, other):
        return [Why.SIMILAR_NAME]
    if _is_crosswise(one, other):
        return [Why.NAMES_EXCHANGED]
    same_given = letters(one.given) and letters(one.given) == letters(other.given)
    return [Why.OTHER_FAMILY] if same_given else []


def _is_similar_family(one: Identity, other: Identity) -> bool:
    """Alike with a similar given name, or so alike that the given name does not matter."""
    if are_similar(one.given, other.given):
        return are_similar(one.family, other.family)
    return are_similar(one.family, other.family, ALMOST_THE_SAME)


def _is_similar_name(one: Identity, other: Identity) -> bool:
    straight = are_similar(one.family, other.family) and are_similar(one.given, other.given)
    return straight or _is_crosswise(one, other)


def _is_crosswise(one: Identity, other: Identity) -> bool:
    return are_similar(one.family, other.given) and are_similar(one.given, other.family)


def _is_same_name(one: Identity, other: Identity) -> bool:
    return bool(letters(one.family)) and one.name == other.name


def are_similar(one: str, other: str, share: float = ALIKE) -> bool:
    """Whether two names could be spellings of one: case, accents and small typos do not count."""
    first, second = sorted((letters(one), letters(other)), key=len)
    if not first:
        return False
    if first == second or (len(first) >= SHORTEST_PART and first in second):
        return True
    return SequenceMatcher(None, first, second).ratio() >= share


@lru_cache(maxsize=65536)
def letters(name: str) -> str:
    """A name without case, accents, spaces and signs."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalpha())


def exchanged(day: date) -> date | None:
    """The same day with day and month exchanged; None where there is no such or no other day."""
    if day.day > MONTHS or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)


def differ_in_one_place(one: date, other: date) -> bool:
    """Whether only the day, only the month or only the year is another."""
    places = ((one.day, other.day), (one.month, other.month), (one.year, other.year))
    return sum(first != second for first, second in places) == 1


def days_near(day: date, years: int) -> list[date]:
    """Every day that differs from this one in one place, within some years either way."""
    span = (day + timedelta(days=number) for number in range(-366, 367))
    beside = [each for each in span if differ_in_one_place(each, day)]
    others = (_in_year(day, day.year + number) for number in range(-years, years + 1))
    return sorted({*beside, *(each for each in others if each and each != day)})


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def candidates[K: Hashable](men: Iterable[tuple[K, Identity]]) -> Iterator[tuple[K, K, list[Why]]]:
    """The pairs that could be one man, each once: only men of one block are compared.

    Blocks are a birth date with its exchanged one, a name, and an address.
    """
    known, compared = dict(men), set()
    for block in _blocks(known).values():
        for one, other in combinations(block, 2):
            pair = frozenset((one, other))
            if len(pair) == 1 or pair in compared:
                continue
            compared.add(pair)
            if found := reasons(known[one], known[other]):
                yield one, other, found


def _blocks[K: Hashable](known: dict[K, Identity]) -> dict[Hashable, list[K]]:
    blocks: dict[Hashable, list[K]] = defaultdict(list)
    for key, man in known.items():
        for mark in {_either_way(man.born_on), man.name, *man.contacts}:
            blocks[mark].append(key)
    return blocks


def _either_way(day: date) -> date:
    """The earlier of a day and its exchanged one: the block that both spellings share."""
    return min(day, exchanged(day) or day)
