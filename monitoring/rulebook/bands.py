"""How each goal divides its line into bands, and whether they cover it without gap or overlap.

A band is what a value there is called. Every value must be called exactly one thing, so each band
begins where the one before it ends, and the end between them belongs to one of the two.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from protocols.targets.book import Targets
from protocols.targets.goals import Target


class Band(NamedTuple):
    """The values from `low` to `high`, or on without end (None), and what they are called."""

    name: str
    low: Decimal | None
    high: Decimal | None
    holds_low: bool = True
    holds_high: bool = False

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies in the band."""
        above = self.low is None or value > self.low or (value == self.low and self.holds_low)
        below = self.high is None or value < self.high or (value == self.high and self.holds_high)
        return above and below


Line = Sequence[Band]


def lines(book: Targets) -> Mapping[str, Line]:
    """The bands of everything that is judged by a number on one line, by name."""
    dexa = book.dexa
    return {
        "Total testosterone": goal_line(book.testosterone),
        "Estradiol": _estradiol(book),
        "Ratio": goal_line(book.ratio),
        "Hematocrit": _hematocrit(book),
        "T-score": _scores(dexa.osteoporosis_t, dexa.low_mass_score),
        "Z-score": _scores(dexa.below_expected_z, dexa.low_mass_score),
    }


def goal_line(goal: Target) -> Line:
    """Below, in target, above; or in target, and at or over a limit."""
    if goal.under is not None:
        return (
            Band("in_target", None, goal.under),
            Band("at_or_over_limit", goal.under, None),
        )
    inside = Band("in_target", goal.at_least, goal.at_most, holds_high=True)
    below = [Band("below", None, goal.at_least)] if goal.at_least is not None else []
    above = [Band("above", goal.at_most, None, holds_low=False)] if goal.at_most is not None else []
    return (*below, inside, *above)


def _estradiol(book: Targets) -> Line:
    """Its goal, with the very low part and the bone zone told apart."""
    below, inside, *above = goal_line(book.estradiol)
    very_low, bone = book.cautions.estradiol_very_low, book.exposure.possible_below
    return (
        Band("very_low", None, very_low),
        below._replace(low=very_low),
        inside._replace(name="bone_zone", high=bone),
        inside._replace(low=bone, holds_low=False),
        *above,
    )


def _hematocrit(book: Targets) -> Line:
    """Its goal, with the part close to the limit told apart."""
    inside, over = goal_line(book.hematocrit)
    near = book.cautions.hematocrit_near
    return (inside._replace(high=near), inside._replace(name="near", low=near), over)


def _scores(worst: Decimal, low_mass: Decimal) -> Line:
    return (
        Band("B2", None, worst, holds_high=True),
        Band("B1", worst, low_mass, holds_low=False),
        Band("B0", low_mass, None),
    )


def faults(line: Line) -> list[str]:
    """Where a value would be called nothing, or two things."""
    found = []
    if line[0].low is not None:
        found.append(f"nothing below {line[0].low}")
    if line[-1].high is not None:
        found.append(f"nothing above {line[-1].high}")
    found += [fault for band in line if (fault := _backwards(band))]
    return found + [fault for one, other in pairwise(line) if (fault := _seam(one, other))]


def _backwards(band: Band) -> str:
    if band.low is None or band.high is None or band.low < band.high:
        return ""
    return f"{band.name} ends at {band.high} before it begins at {band.low}: overlap"


def _seam(one: Band, other: Band) -> str:
    if one.high is None or other.low is None:
        return f"{one.name} and {other.name} both go on without end: overlap"
    if one.high != other.low:
        kind = "gap" if one.high < other.low else "overlap"
        return f"{one.name} ends at {one.high}, {other.name} begins at {other.low}: {kind}"
    if one.holds_high == other.holds_low:
        kind = "overlap" if one.holds_high else "gap"
        return f"{one.high} itself, between {one.name} and {other.name}: {kind}"
    return ""
