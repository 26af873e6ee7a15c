"""Whether a row speaks of the man who carries its record number. Pure.

The record number finds him; the birth date must agree, or the row is refused. Where only an age
is known, the birth date is an estimate and agrees within what the age leaves open.
"""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

from monitoring.judgement.day import add_months

MONTHS_OF_A_YEAR = 12
MIDDLE_OF_A_YEAR = (7, 1)  # month and day: the guess that is wrong by half a year at most
HIGHEST_AGE = 120


class Birth(NamedTuple):
    """A birth date, and the span that the true one lies in where it is an estimate."""

    on: date
    earliest: date
    latest: date
    is_estimated: bool = False

    def agrees(self, other: Birth) -> bool:
        """Whether both can be the same man's."""
        return self.earliest <= other.latest and other.earliest <= self.latest


def stated_birth(on: date) -> Birth:
    """A birth date that was given as such."""
    return Birth(on, on, on)


def birth_from_age(age: int, collected_on: date) -> Birth:
    """The birth date of a man of whom only his age in whole years on a day is known.

    It is the 1 July on which a man of exactly that age on that day can have been born.
    """
    latest = add_months(collected_on, -age * MONTHS_OF_A_YEAR)
    earliest = add_months(collected_on, -(age + 1) * MONTHS_OF_A_YEAR) + timedelta(days=1)
    middle = date(latest.year, *MIDDLE_OF_A_YEAR)
    if middle > latest:
        middle = date(latest.year - 1, *MIDDLE_OF_A_YEAR)
    return Birth(middle, earliest, latest, is_estimated=True)


def recorded_birth(on: date, *, is_estimated: bool) -> Birth:
    """A birth date on record; an estimate may be wrong by a year either way."""
    if not is_estimated:
        return stated_birth(on)
    before, after = add_months(on, -MONTHS_OF_A_YEAR), add_months(on, MONTHS_OF_A_YEAR)
    return Birth(on, before, after, is_estimated=True)


def names_agree(recorded: str, stated: str) -> bool:
    """Whether two family names can be one man's; a missing name speaks neither way."""
    if not recorded or not stated:
        return True
    return _folded(recorded) == _folded(stated)


def one_spelling(name: str) -> str:
    """A name as typed, with single spaces and one spelling of its accents."""
    return unicodedata.normalize("NFC", " ".join(name.split()))


def normal_number(text: str) -> str:
    """A record number as forms store it: single spaces, otherwise as written."""
    return " ".join(text.split())


def _folded(name: str) -> str:
    return "".join(each for each in one_spelling(name).casefold() if each.isalnum())
