"""Results by analyte: per date the one recorded last counts, the earlier is superseded."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from labs.units import shown
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT, TESTOSTERONE, Draw
from protocols.targets.analytes import BY_SLUG
from protocols.targets.book import Targets
from protocols.targets.goals import Position, Target
from protocols.targets.quantity import Quantity


class Reading(NamedTuple):
    """One result that counts, with the targets in force when it was drawn."""

    on: date
    analyte: str
    quantity: Quantity
    method: str
    raw: str
    draw_key: Hashable
    targets: Targets

    @property
    def goal(self) -> Target:
        """The goal for this analyte."""
        return goal_of(self.targets, self.analyte)

    @property
    def position(self) -> Position:
        """Where the result lies against its goal."""
        return self.goal.position(self.quantity)

    @property
    def text(self) -> str:
        """The result as typed, followed by its canonical value where it was typed otherwise."""
        label = BY_SLUG[self.analyte].canonical.label
        if self.raw and self.raw.endswith(label):
            return self.raw
        canonical = (
            f"{shown(self.quantity, BY_SLUG[self.analyte].code, limits=self.limits)} {label}"
        )
        return f"{self.raw} ({canonical})" if self.raw else canonical

    @property
    def limits(self) -> tuple[Decimal, ...]:
        """The lines that a rounded value must not seem to have crossed."""
        goal, book = self.goal, self.targets
        beside = {
            ESTRADIOL: (
                book.cautions.estradiol_very_low,
                book.exposure.definite_below,
                book.exposure.possible_below,
            ),
            HEMATOCRIT: (book.cautions.hematocrit_near,),
        }
        ends = (goal.at_least, goal.at_most, goal.under)
        return tuple(end for end in ends if end is not None) + beside.get(self.analyte, ())


Series = Sequence[Reading]


def goal_of(targets: Targets, analyte: str) -> Target:
    """The goal for one of the three judged analytes."""
    if analyte == TESTOSTERONE:
        return targets.testosterone
    return targets.estradiol if analyte == ESTRADIOL else targets.hematocrit


def series(draws: Iterable[Draw], analyte: str, targets: Targets) -> Series:
    """The results of one analyte by date, from draws in recorded order."""
    by_date: dict[date, Reading] = {}
    for draw in draws:
        result = draw.results.get(analyte)
        if result is not None:
            on, book = draw.on, draw.targets or targets
            by_date[on] = Reading(
                on, analyte, result.quantity, result.method, result.raw, draw.key, book
            )
    return tuple(map(by_date.__getitem__, sorted(by_date)))


def on_date(readings: Series, on: date) -> Reading | None:
    """The result of that date, if there is one."""
    return next((reading for reading in readings if reading.on == on), None)
