"""Men who might be the same man: same birth date, similar family name."""

from __future__ import annotations

import unicodedata
from datetime import date
from difflib import SequenceMatcher

from accounts.models import Clinic
from patients.models import PatientDetails

ALIKE = 0.7
"""From this share of common letters on, two family names are shown as similar."""


def similar_men(clinic: Clinic, family_name: str, born_on: date) -> list[PatientDetails]:
    """Current men of the clinic born on that day whose family name resembles this one."""
    same_day = clinic.patient_details.current().filter(born_on=born_on).select_related("patient")
    return [man for man in same_day if are_similar(man.family_name, family_name)]


def are_similar(one: str, other: str) -> bool:
    """Whether two names could be spellings of one: case, accents and small typos do not count."""
    first, second = _letters(one), _letters(other)
    if not first or not second:
        return False
    if first in second or second in first:
        return True
    return SequenceMatcher(None, first, second).ratio() >= ALIKE


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalpha())
