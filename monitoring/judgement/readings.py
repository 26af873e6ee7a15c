"""Results by analyte: per date the one recorded last counts, the earlier is superseded."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter

from labs.units import shown
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT, TESTOSTERONE, Draw
from protocols.targets.analytes import BY_SLUG
from protocols.targets.book import Targets
from protocols.targets.goals import Position, Target
from protocols.targets.quantity import Quantity

_GOAL = {
    TESTOSTERONE: attrgetter("testosterone"),
    ESTRADIOL: attrgetter("estradiol"),
    HEMATOCRIT: attrgetter("hematocrit"),
}


@dataclass(slots=True)  # not frozen: that would make each of hundreds three times as dear
class Reading:
    """One result that counts, with the targets in force when it was drawn. Nobody changes one."""

    on: date
    analyte: str
    quantity: Quantity
    method: str
    raw: str
    draw_key: Hashable
    targets: Targets
    _position: Position | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def goal(self) -> Target:
        """The goal for this analyte."""
        goal: Target = _GOAL[self.analyte](self.targets)
        return goal

    @property
    def position(self) -> Position:
        """Where the result lies against its goal; many rules ask, so it is worked out once."""
        if self._position is None:
            self._position = self.goal.position(self.quantity)
        return self._position

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
_drawn_on = attrgetter("on")


def reading_of(draw: Draw, analyte: str, targets: Targets) -> Reading | None:
    """The result of one analyte in a draw, by the draw's own targets or else by those given."""
    result = draw.results.get(analyte)
    if result is None:
        return None
    of_result = result.quantity, result.method, result.raw
    return Reading(draw.on, analyte, *of_result, draw.key, draw.targets or targets)


def series(draws: Iterable[Draw], analyte: str, targets: Targets) -> Series:
    """The results of one analyte by date, from draws in recorded order."""
    return series_by_analyte(sorted(draws, key=_drawn_on), targets)[analyte]


def series_by_analyte(draws: Iterable[Draw], targets: Targets) -> dict[str, Series]:
    """The results of each judged analyte by date, from draws by date, then as recorded."""
    by_date: dict[str, dict[date, Reading]] = {analyte: {} for analyte in _GOAL}
    for draw in draws:
        on, key, book = draw.on, draw.key, draw.targets or targets
        for analyte, result in draw.results.items():
            if analyte in by_date:
                by_date[analyte][on] = Reading(
                    on, analyte, result.quantity, result.method, result.raw, key, book
                )
    return {analyte: list(found.values()) for analyte, found in by_date.items()}
