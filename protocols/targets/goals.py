"""The goals of treatment: where total testosterone, estradiol, ratio and hematocrit should lie.

These are the typical ranges that the source document gives for results *during
therapy*. They are not standards of care.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from protocols.targets.stated import CONS, NOT_CHECKED, REVIEW_BY, stated


class Position(StrEnum):
    """Where a result lies against its goal; a censored result may be undecidable."""

    BELOW = "below"
    IN_TARGET = "in_target"
    ABOVE = "above"
    AT_OR_OVER_LIMIT = "at_or_over_limit"
    UNDECIDABLE = "undecidable"


class Comparable(Protocol):
    """A quantity that may be an interval: comparisons answer yes, no or unknown (None)."""

    def below(self, limit: Decimal, /) -> bool | None:
        """Whether the quantity lies below the limit."""

    def above(self, limit: Decimal, /) -> bool | None:
        """Whether the quantity lies above the limit."""


@dataclass(frozen=True, slots=True)
class Target:
    """One goal: `at_least` and `at_most` belong to it, `under` does not.

    `moved_by` says whose it is and since when, where it is not the rule book's.
    """

    marker: str
    unit: str
    why: str
    source: str
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    under: Decimal | None = None
    grade: str = CONS
    review_by: date = REVIEW_BY
    checked: str = NOT_CHECKED
    moved_by: str = ""

    def position(self, quantity: Comparable) -> Position:
        """The only comparison of a result with a goal."""
        if self.under is not None:
            return _UNDER_LIMIT[quantity.below(self.under)]
        too_low, too_high = self.below(quantity), self.above(quantity)
        if too_low or too_high:
            return Position.BELOW if too_low else Position.ABOVE
        return Position.IN_TARGET if too_low is too_high is False else Position.UNDECIDABLE

    def below(self, quantity: Comparable) -> bool | None:
        """Whether a result certainly lies below the goal, certainly does not, or may (None)."""
        return False if self.at_least is None else quantity.below(self.at_least)

    def above(self, quantity: Comparable) -> bool | None:
        """Whether a result certainly lies above the goal, certainly does not, or may (None)."""
        return False if self.at_most is None else quantity.above(self.at_most)

    def __str__(self) -> str:
        return ", ".join(part for part in (self.ends_in_words, self.moved_by) if part)

    @property
    def ends_in_words(self) -> str:
        """The numbers alone, with their unit."""
        if self.under is not None:
            return f"below {self.under} {self.unit}"
        if self.at_most is None:
            return f"at least {self.at_least} {self.unit}"
        return f"{self.at_least}-{self.at_most} {self.unit}"


_UNDER_LIMIT = {
    True: Position.IN_TARGET,
    False: Position.AT_OR_OVER_LIMIT,
    None: Position.UNDECIDABLE,
}

_TABLE = "source document, table of laboratory markers and typical target ranges"

TESTOSTERONE_GOAL = Target(
    marker="Total testosterone",
    unit="ng/dL",
    at_least=Decimal(500),
    at_most=Decimal(1000),
    why="Enough testosterone to relieve symptoms; both ends belong to the target.",
    source=_TABLE,
)
ESTRADIOL_GOAL = Target(
    marker="Estradiol",
    unit="pg/mL",
    at_least=Decimal(20),
    at_most=Decimal(40),
    why="Control the excess without suppressing estradiol entirely; varies by laboratory and "
    "clinical judgement; both ends belong to the target.",
    source=_TABLE,
)
RATIO_GOAL = Target(
    marker="Testosterone to estradiol ratio",
    unit="(ng/dL over pg/mL)",
    at_least=Decimal(10),
    why="A view of the hormonal balance: about ten to one or more is often taken as the goal.",
    source=_TABLE,
)
HEMATOCRIT_GOAL = Target(
    marker="Hematocrit",
    unit="%",
    under=Decimal(54),
    why="Testosterone can raise the red cell volume; 54 itself is out of target.",
    source=_TABLE,
)


@dataclass(frozen=True, slots=True)
class Cautions:
    """Lines beside the goals at which a result is pointed out as well."""

    estradiol_very_low: Decimal = stated(
        Decimal(10),
        "e2_very_low",
        "pg/mL",
        "Below this, bone resorption is expected to rise and men are counted as deficient.",
        "Finkelstein 2016 and the MrOS definition of estradiol deficiency",
    )
    hematocrit_near: Decimal = stated(
        Decimal(52),
        "hct_near",
        "%",
        "Close to the hematocrit limit.",
        "project default",
        lowest=Decimal(48),
        highest=Decimal(53),
    )
    near_moved_by: str = ""
    trend_points: int = stated(
        3, "hct_trend_points", "results", "A trend needs this many results.", "project default"
    )
    trend_least_rise: Decimal = stated(
        Decimal("2.0"),
        "hct_trend_min_rise",
        "percentage points",
        "A smaller rise over the results of a trend is not told from scatter.",
        "project default",
    )
    trend_least_span_days: int = stated(
        84, "hct_trend_min_span_days", "days", "A trend is at least this long.", "project default"
    )
    trend_widest_gap_days: int = stated(
        400,
        "hct_trend_max_gap_days",
        "days",
        "Results further apart are not neighbours of one trend.",
        "project default",
    )
    trend_horizon_days: int = stated(
        180,
        "hct_trend_horizon_days",
        "days",
        "How far ahead a rising hematocrit is drawn out.",
        "project default",
    )
