"""Testosterone (ng/dL) over estradiol (pg/mL) of one draw; censored results give a bound.

Never formed across draws: both move with the timing of injections.
"""

from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from labs.units import shown_ratio
from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading, Series
from monitoring.judgement.snapshot import ESTRADIOL, TESTOSTERONE
from protocols.targets.book import Targets
from protocols.targets.goals import Position
from protocols.targets.measurands import ARITHMETIC
from protocols.targets.quantity import Quantity


class RatioStatus(StrEnum):
    """Where a ratio stands against its goal."""

    LOW = "low"
    IN_TARGET = "in_target"
    UNDECIDABLE = "undecidable"


_STATUS = {
    Position.BELOW: RatioStatus.LOW,
    Position.IN_TARGET: RatioStatus.IN_TARGET,
    Position.UNDECIDABLE: RatioStatus.UNDECIDABLE,
}
# What the pair of signs (testosterone, estradiol) makes of the quotient; two open
# ends of the same kind leave nothing to say.
_SIGN = {
    ("", ""): "",
    ("", "<"): ">",
    (">", ""): ">",
    (">", "<"): ">",
    ("<", ""): "<",
    ("", ">"): "<",
    ("<", ">"): "<",
}


@lru_cache(maxsize=2_000)  # a page and a list ask for the same few again and again
def _quotient(testosterone: Decimal, estradiol: Decimal) -> Fraction:
    return Fraction(testosterone) / Fraction(estradiol)


class Bound(NamedTuple):
    """An exact quotient, or the bound that a censored result leaves; compares like a quantity."""

    testosterone: Decimal
    estradiol: Decimal
    sign: str

    @property
    def value(self) -> Fraction:
        """The quotient itself."""
        return _quotient(self.testosterone, self.estradiol)

    def below(self, limit: Decimal, /) -> bool | None:
        """Whether the ratio lies below the limit."""
        line = ARITHMETIC.multiply(limit, self.estradiol)
        if not self.sign:  # nearly always: no quantity has to be made to compare two numbers
            return self.testosterone < line
        return Quantity(self.testosterone, self.sign).below(line)

    def above(self, limit: Decimal, /) -> bool | None:
        """Whether the ratio lies above the limit; no goal asks this."""
        line = ARITHMETIC.multiply(limit, self.estradiol)
        return Quantity(self.testosterone, self.sign).above(line)


class Ratio(NamedTuple):
    """The ratio of one draw; `bound` is missing where the signs of both results cancel out."""

    on: date
    bound: Bound | None
    status: RatioStatus
    draw_key: Hashable
    targets: Targets

    @property
    def text(self) -> str:
        """One decimal, cut off and not rounded: 9.975 is shown as 9.9."""
        if self.bound is None:
            return "not decidable"
        return shown_ratio(self.bound.value, self.bound.sign)


def ratio_of(testosterone: Reading, estradiol: Reading) -> Ratio:
    """The ratio of two results of one draw."""
    sign = _SIGN.get((testosterone.quantity.comparator, estradiol.quantity.comparator))
    bound = None
    status = RatioStatus.UNDECIDABLE
    if sign is not None:
        bound = Bound(testosterone.quantity.value, estradiol.quantity.value, sign)
        status = _STATUS[estradiol.targets.ratio.position(bound)]
    return Ratio(estradiol.on, bound, status, estradiol.draw_key, estradiol.targets)


def last_ratio(testosterone: Series, estradiol: Series) -> Ratio | None:
    """The ratio of the last draw that holds both."""
    partners = reversed(testosterone)
    partner = next(partners, None)
    for reading in reversed(estradiol):
        while partner is not None and partner.on > reading.on:
            partner = next(partners, None)
        if partner is not None and partner.on == reading.on:
            return ratio_of(partner, reading)
    return None


def current_ratio(history: History) -> Ratio | None:
    """The ratio that is displayed: of his last draw with both results, whatever its age."""
    return last_ratio(history.results[TESTOSTERONE], history.results[ESTRADIOL])
