"""Targets moved for a clinic, for a laboratory with its method, or for one man.

The most specific override decides, parameter by parameter: the patient's before the
laboratory's, the laboratory's before the clinic's, the clinic's before the rule book. Within one
of these the override of the latest day decides, and of two of one day the one recorded last. A
number of None gives the parameter back from that day on.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import product

from protocols.targets.book import (
    ESTRADIOL_LEAST_WIDTH,
    PLACES,
    OutOfRange,
    Place,
    Targets,
    number_of,
)

BOOK = Targets()

OVERRIDABLE: Mapping[str, Place] = {
    parameter: place
    for parameter, place in PLACES.items()
    if place.lowest is not None and place.highest is not None and not place.fixed
}
"""The numbers that may be moved, each with its range."""

ASSAYED = {
    "e2_lo": "estradiol",
    "e2_hi": "estradiol",
    "ratio_min": "estradiol",
    "tt_lo": "testosterone_total",
    "tt_hi": "testosterone_total",
}
"""What depends on laboratory and method, with the analyte whose method is asked for.

A hematocrit is counted, and a waiting time is nobody's assay: neither is moved for a laboratory.
"""

ENDS = {
    "testosterone": ("tt_lo", "tt_hi"),
    "estradiol": ("e2_lo", "e2_hi"),
    "ratio": ("ratio_min",),
    "hematocrit": ("hct_limit",),
}


class Level(StrEnum):
    """For whom a number is moved, the least specific first."""

    CLINIC = "clinic"
    LABORATORY = "laboratory"
    PATIENT = "patient"

    @property
    def owner(self) -> str:
        """Whose target it is, as a page says it."""
        return _OWNERS[self]


_OWNERS = {
    Level.CLINIC: "the clinic's own",
    Level.LABORATORY: "this laboratory and method's own",
    Level.PATIENT: "this patient's own",
}


@dataclass(frozen=True, slots=True)
class Override:
    """Numbers moved from a day on; laboratory and method only where it is a laboratory's.

    `row` tells which one of the clinic's it is, so that it alone can be taken back; two rows may
    say the same.
    """

    level: Level
    since: date
    numbers: Mapping[str, Decimal | None]
    laboratory: Hashable = None
    method: str = ""
    row: Hashable = field(default=None, compare=False)

    @property
    def words(self) -> str:
        """Whose it is and since when: "this patient's own since 01-Mar-2026"."""
        return f"{self.level.owner} since {self.since:%d-%b-%Y}"

    def concerns(self, parameter: str, assay: "Assay") -> bool:
        """Whether it reaches a number of a result measured there and so."""
        if self.level is not Level.LABORATORY:
            return True
        method = assay.methods.get(ASSAYED.get(parameter, ""))
        return self.laboratory == assay.laboratory and self.method == method


@dataclass(frozen=True, slots=True)
class Assay:
    """Where a draw was measured, and how, analyte by analyte."""

    laboratory: Hashable = None
    methods: Mapping[str, str] = field(default_factory=dict)


NOWHERE = Assay()

Standing = Mapping[str, Override]


@dataclass(frozen=True, slots=True)
class InForce:
    """Every override that concerns one man, in the order recorded."""

    overrides: tuple[Override, ...] = ()

    def on(self, day: date) -> Targets:
        """The targets in force on a day, whatever laboratory is used."""
        return self.at_draw(day, NOWHERE)

    def at_draw(self, day: date, assay: Assay) -> Targets:
        """The targets in force for a draw of that day; raises OutOfRange (see `check`)."""
        if not self.overrides:
            return BOOK
        standing = self.standing(day, assay)
        return _book(
            tuple(
                (parameter, override.numbers[parameter], override.words)
                for parameter, override in sorted(standing.items())
            )
        )

    def standing(self, day: date, assay: Assay = NOWHERE) -> Standing:
        """The override that decides each moved number on a day."""
        begun = sorted((each for each in self.overrides if each.since <= day), key=_since)
        decided: dict[str, Override] = {}
        for level in Level:
            latest = {
                parameter: override
                for override in begun
                if override.level is level
                for parameter in override.numbers
                if override.concerns(parameter, assay)
            }
            decided |= {name: one for name, one in latest.items() if one.numbers[name] is not None}
        return decided

    def changes_after(self, day: date) -> date | None:
        """The first later day on which an override begins."""
        return min((each.since for each in self.overrides if each.since > day), default=None)

    def adding(self, *more: Override) -> "InForce":
        """The same with further overrides recorded last."""
        return InForce((*self.overrides, *more))

    def without(self, row: Hashable) -> "InForce":
        """The same as if one row of the clinic had never been."""
        return InForce(tuple(each for each in self.overrides if each.row != row))

    def check(self) -> None:
        """Refuse (OutOfRange) numbers that contradict one another on any day, in any laboratory."""
        days = {each.since for each in self.overrides}
        for day, assay in product(sorted(days), self._assays()):
            self.at_draw(day, assay)

    def _assays(self) -> Iterator[Assay]:
        yield NOWHERE
        places = {
            (each.laboratory, each.method)
            for each in self.overrides
            if each.level is Level.LABORATORY
        }
        analytes = sorted(set(ASSAYED.values()))
        for laboratory, method in sorted(places, key=str):
            yield Assay(laboratory, dict.fromkeys(analytes, method))


UNMOVED = InForce()
"""Nothing moved: the rule book as stated."""


def _since(override: Override) -> date:
    return override.since


@lru_cache(maxsize=4096)
def _book(moved: tuple[tuple[str, Decimal, str], ...]) -> Targets:
    """The rule book with numbers moved and each goal saying so; one value for all who share it."""
    if not moved:
        return BOOK
    book = BOOK.moved({parameter: number for parameter, number, _ in moved})
    words = {parameter: said for parameter, _, said in moved}
    goals = {
        page: replace(getattr(book, page), moved_by=_said(words, ends))
        for page, ends in ENDS.items()
    }
    near = replace(book.cautions, near_moved_by=words.get("hct_near", ""))
    return replace(book, cautions=near, **goals)


def _said(words: Mapping[str, str], ends: tuple[str, ...]) -> str:
    return " and ".join(dict.fromkeys(words[end] for end in ends if end in words))


def refuse_unless_overridable(level: Level, numbers: Mapping[str, Decimal | None]) -> None:
    """Refuse (OutOfRange) a number that no override may move, or not there, or not so far."""
    for parameter, number in numbers.items():
        if parameter not in OVERRIDABLE:
            raise OutOfRange(parameter, "no override may move this number")
        if level is Level.LABORATORY and parameter not in ASSAYED:
            raise OutOfRange(parameter, "does not depend on laboratory or method")
        if number is not None:
            BOOK.refuse_beyond(parameter, number)


def range_in_words(parameter: str) -> str:
    """How far a number may be moved, as a form says it."""
    place = OVERRIDABLE[parameter]
    stands_at = f"the rule book says {number_of(BOOK, parameter)}"
    also = {
        "e2_hi": f", at least {ESTRADIOL_LEAST_WIDTH} above the lower end",
        "hct_near": ", at least 1 below the limit",
    }.get(parameter, "")
    return f"{place.lowest} to {place.highest}{also}; {stands_at}"
