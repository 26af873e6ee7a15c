"""The rule book: every clinical number of the product, in one frozen value.

`Targets()` is the rule book as stated. A clinic, a laboratory with its method,
or a patient may have some numbers moved within the ranges that the statements
allow: `Targets().moved({"e2_lo": Decimal(25)})`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from protocols.targets.bone import BoneExposure, Dexa
from protocols.targets.doses import Doses
from protocols.targets.goals import (
    ESTRADIOL_GOAL,
    HEMATOCRIT_GOAL,
    RATIO_GOAL,
    TESTOSTERONE_GOAL,
    Cautions,
    Target,
)
from protocols.targets.schedule import HematocritSchedule, LabSchedule, Windows
from protocols.targets.stated import Number, Statement, statements

RULES_VERSION = "1.3"


class OutOfRange(ValueError):
    """A number was to be moved to where the rule book does not allow it."""

    def __init__(self, parameter: str, why: str) -> None:
        super().__init__(f"{parameter}: {why}")
        self.parameter = parameter
        self.why = why


@dataclass(frozen=True, slots=True)
class Targets:
    """All clinical numbers that one man's results are judged by."""

    testosterone: Target = TESTOSTERONE_GOAL
    estradiol: Target = ESTRADIOL_GOAL
    ratio: Target = RATIO_GOAL
    hematocrit: Target = HEMATOCRIT_GOAL
    cautions: Cautions = field(default_factory=Cautions)
    doses: Doses = field(default_factory=Doses)
    windows: Windows = field(default_factory=Windows)
    labs: LabSchedule = field(default_factory=LabSchedule)
    hematocrit_labs: HematocritSchedule = field(default_factory=HematocritSchedule)
    exposure: BoneExposure = field(default_factory=BoneExposure)
    dexa: Dexa = field(default_factory=Dexa)

    def moved(self, numbers: Mapping[str, Number]) -> "Targets":
        """The same book with some parameters at other values; refuses what is not allowed."""
        moved = self
        for parameter, number in numbers.items():
            moved = _moved(moved, parameter, number)
        _refuse_contradictions(moved)
        return moved

    def refuse_beyond(self, parameter: str, number: Number) -> None:
        """Refuse (OutOfRange) a number outside its own range, whatever the others are."""
        _moved(self, parameter, number)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parameter stands in the book: page, field, allowed range."""

    page: str
    name: str
    lowest: Number | None = None
    highest: Number | None = None
    fixed: bool = False


_GOALS = {
    "tt_lo": Place("testosterone", "at_least", Decimal(250), Decimal(600)),
    "tt_hi": Place("testosterone", "at_most", Decimal(800), Decimal(1200)),
    "e2_lo": Place("estradiol", "at_least", Decimal(10), Decimal(30)),
    "e2_hi": Place("estradiol", "at_most", Decimal(30), Decimal(60)),
    "ratio_min": Place("ratio", "at_least", Decimal(5), Decimal(20)),
    # A limit may be made stricter, never looser than the source document.
    "hct_limit": Place("hematocrit", "under", Decimal(50), Decimal(54)),
}
ESTRADIOL_LEAST_WIDTH = Decimal(10)
HEMATOCRIT_NEAR_LEAST_GAP = Decimal(1)

PAGES = ("cautions", "doses", "windows", "labs", "hematocrit_labs", "exposure", "dexa")


def _stated_places() -> dict[str, Place]:
    book = Targets()
    return {
        statement.parameter: Place(page, name, statement.lowest, statement.highest, statement.fixed)
        for page in PAGES
        for name, statement in statements(getattr(book, page)).items()
        if statement.parameter
    }


PLACES: Mapping[str, Place] = _GOALS | _stated_places()


def all_statements(book: Targets) -> list[tuple[str, str, Any, Statement]]:
    """(page, field, value, statement) of every number beside the goals, for reading aloud."""
    return [
        (page, name, getattr(getattr(book, page), name), statement)
        for page in PAGES
        for name, statement in statements(getattr(book, page)).items()
    ]


def number_of(book: Targets, parameter: str) -> Number:
    """The book's value of one parameter."""
    place = PLACES[parameter]
    number: Number = getattr(getattr(book, place.page), place.name)
    return number


def _moved(book: Targets, parameter: str, number: Number) -> Targets:
    if parameter not in PLACES:
        raise OutOfRange(parameter, "the rule book has no such parameter")
    place, stands_at = PLACES[parameter], number_of(book, parameter)
    if number == stands_at:
        return book
    _refuse_outside(parameter, place, number)
    kept = number if isinstance(stands_at, Decimal) else _whole(parameter, number)
    page = replace(getattr(book, place.page), **{place.name: kept})
    return replace(book, **{place.page: page})


def _refuse_outside(parameter: str, place: Place, number: Number) -> None:
    if place.fixed:
        raise OutOfRange(parameter, "this threshold is fixed")
    if not Decimal(number).is_finite() or number <= 0:
        raise OutOfRange(parameter, "must be above 0")
    too_low = place.lowest is not None and number < place.lowest
    if too_low or (place.highest is not None and number > place.highest):
        raise OutOfRange(parameter, f"must lie between {place.lowest} and {place.highest}")


def _whole(parameter: str, number: Number) -> int:
    if number != int(number):
        raise OutOfRange(parameter, "must be a whole number")
    return int(number)


def _refuse_contradictions(book: Targets) -> None:
    low, high = number_of(book, "e2_lo"), number_of(book, "e2_hi")
    if high - low < ESTRADIOL_LEAST_WIDTH:
        raise OutOfRange("e2_hi", f"must lie at least {ESTRADIOL_LEAST_WIDTH} above e2_lo ({low})")
    near, limit = number_of(book, "hct_near"), number_of(book, "hct_limit")
    stands_at = number_of(Targets(), "hct_near")
    if near != stands_at and near > limit - HEMATOCRIT_NEAR_LEAST_GAP:
        raise OutOfRange("hct_near", f"must lie at least 1 below hct_limit ({limit})")
