"""Whether a pasted report is this man's and of the day typed: compared, shown, and confirmed.

The comparison travels with the form from one look at it to the next, signed for the person and the
man, so that it cannot get lost before somebody has answered it. It says what differs and which days
the report names, never whose report it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.core import signing

from accounts.models import User
from labs.pasted_identity import About, Said
from patients.forms.days import DayUnreadable, format_day, read_day
from patients.likeness import letters
from patients.models import Patient, PatientDetails

WHOSE = (About.NAME, About.BORN, About.RECORD)
_DAY = re.compile(
    r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
    r"|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{2})(?![0-9])"
    r"|[0-9]{1,2}[-/. ]*[A-Za-z]{3,9}[-/., ]*[0-9]{4}"
    r"|[A-Za-z]{3,9}\.?\s+[0-9]{1,2},?\s+[0-9]{4}"
    r"|[0-9]{8}(?![0-9])"
)
_BETWEEN_NAMES = re.compile(r"[\s,;^/-]+")


@dataclass(frozen=True)
class Compared:
    """One thing a report says of itself, and whether it is so; None where it cannot be compared."""

    said: Said
    agrees: bool | None


@dataclass(frozen=True)
class Doubts:
    """What a person has to answer for: what differs, and the days that reports were drawn on.

    Of a day that can be read in two ways both readings are kept, as the report's one day.
    """

    differs: tuple[str, ...] = ()
    drawn_on: tuple[tuple[str, ...], ...] = ()

    def and_of(self, compared: Sequence[Compared], today: date) -> Doubts:
        """These and those of one more report."""
        differs = {*self.differs, *(each.said.about.value for each in compared if is_other(each))}
        days = (days_of(each.said.text, today) for each in compared if _is_drawn(each))
        drawn = {*self.drawn_on, *(tuple(day.isoformat() for day in each) for each in days if each)}
        in_order = (about.value for about in WHOSE if about.value in differs)
        return Doubts(tuple(in_order), tuple(sorted(drawn)))

    def questions(self, man: PatientDetails, typed: date | None) -> Iterator[str]:
        """What is asked before the form can be saved."""
        if self.differs:
            yield (
                f"The pasted report has another {_listed(self.differs)} than {_named(man)}. Is it "
                "his report? If it is not, leave this page: nothing is saved."
            )
        for days in self.drawn_on:
            if typed and typed.isoformat() not in days:
                said = " or ".join(format_day(date.fromisoformat(day)) for day in days)
                yield (
                    f"The pasted report was drawn on {said}, the date typed is "
                    f"{format_day(typed)}. Correct the date, or confirm that it is right."
                )


def is_other(compared: Compared) -> bool:
    """Whether the report names somebody else in this."""
    return compared.agrees is False and compared.said.about in WHOSE


def _is_drawn(compared: Compared) -> bool:
    return compared.said.about is About.DRAWN


def compare(
    said: Iterable[Said], man: PatientDetails, typed: date | None, today: date
) -> list[Compared]:
    """Hold what a report says of itself against the man and the date of its form."""
    return [Compared(each, _agrees(each, man, typed, today)) for each in said]


def _agrees(said: Said, man: PatientDetails, typed: date | None, today: date) -> bool | None:
    if said.about is About.NAME:
        return _is_his_name(said.text, man)
    if said.about is About.RECORD:
        return _signs(said.text) == _signs(man.record_number)
    day = man.born_on if said.about is About.BORN else typed
    days = days_of(said.text, today)
    return day in days if day and days else None


def _is_his_name(text: str, man: PatientDetails) -> bool | None:
    """Whether both his names stand in a text, in any order, whatever else stands there."""
    if not (letters(man.family_name) and letters(man.given_name)):
        return None
    words = [letters(word) for word in _BETWEEN_NAMES.split(text)]
    pairs = {one + other for one, other in pairwise(words)}
    known = {*words, *pairs}
    first_given = man.given_name.split()[0]
    return _stands(man.family_name, known) and _stands(first_given, known)


def _stands(name: str, known: set[str]) -> bool:
    parts = {letters(part) for part in _BETWEEN_NAMES.split(name)} - {""}
    return letters(name) in known or bool(parts and parts <= known)


def _signs(number: str) -> str:
    """A record number without what laboratories leave out of it."""
    return "".join(each for each in number.casefold() if each.isalnum())


def days_of(text: str, today: date) -> tuple[date, ...]:
    """The day that a text begins with, or the two that it can mean; none where none is read."""
    found = _DAY.search(text)
    try:
        reading = read_day(found[0], today) if found else None
    except DayUnreadable:
        return ()
    return reading.meanings(today, certain=True) if reading else ()


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _named(man: PatientDetails) -> str:
    return f"{man.list_name}, born {format_day(man.born_on)}, record {man.record_number}"


def sealed(doubts: Doubts, user: User, patient: Patient | None) -> str:
    """The doubts for the next look at the form."""
    return signing.dumps(asdict(doubts), salt=_salt(user, patient))


def unsealed(text: str, user: User, patient: Patient | None) -> Doubts:
    """The doubts of the looks before; a text that was tampered with doubts everything."""
    if not text:
        return Doubts()
    try:
        kept: dict[str, Any] = signing.loads(text, salt=_salt(user, patient))
    except signing.BadSignature:
        return Doubts(tuple(about.value for about in WHOSE))
    return Doubts(tuple(kept["differs"]), tuple(tuple(days) for days in kept["drawn_on"]))


def _salt(user: User, patient: Patient | None) -> str:
    return f"inrange.report.{user.pk}.{patient.opaque_id if patient else ''}"
