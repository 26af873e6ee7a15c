"""Invented draws and men: each man keeps to a level of his own, about a third of them outside."""

from collections.abc import Hashable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import cycle
from random import Random
from typing import NamedTuple

from monitoring.judgement.snapshot import (
    ESTRADIOL,
    HEMATOCRIT,
    TESTOSTERONE,
    AnastrozoleEvent,
    Draw,
    Result,
    Scan,
    Site,
    Snapshot,
    SymptomReport,
    TestosteroneEvent,
)
from protocols.targets.quantity import Quantity

AS_OF = date(2026, 11, 22)
DRAWS_OF_A_MAN = 12
FIRST_DRAW_ON = AS_OF - timedelta(days=900)
DAYS_OF_DRAWS = 770
CHANGED_DOSES_MG = (Decimal("0.5"), Decimal("0.25"))


class Level(NamedTuple):
    """Where a man's values lie, and how far they stray from there."""

    testosterone: int
    estradiol: int
    hematocrit: int

    def draw(self, chance: Random, on: date, key: Hashable) -> Draw:
        """One draw around the level."""
        values = {
            TESTOSTERONE: (f"{self.testosterone + chance.randint(-80, 80)}", "ng/dL"),
            ESTRADIOL: (f"{(self.estradiol + chance.randint(-40, 40)) / 10}", "pg/mL"),
            HEMATOCRIT: (f"{(self.hematocrit + chance.randint(-10, 10)) / 10}", "%"),
        }
        results = {
            analyte: Result(Quantity(Decimal(digits)), "lcms", f"{digits} {unit}")
            for analyte, (digits, unit) in values.items()
        }
        return Draw(on, results, key=key)


def draws(chance: Random, count: int) -> list[Draw]:
    """Draws that hold all three results."""
    return [_level(chance).draw(chance, AS_OF, key=number) for number in range(count)]


def men(chance: Random, count: int, draws_each: int = DRAWS_OF_A_MAN) -> list[Snapshot]:
    """Men of twelve draws, or of more within the same time; the first is before the start.

    Doses change and symptoms are told about the more often, the more draws there are.
    """
    return [_man(chance, draws_each) for _ in range(count)]


def _level(chance: Random) -> Level:
    return Level(chance.randint(550, 950), chance.randint(160, 420), chance.randint(440, 520))


def _man(chance: Random, draws_each: int) -> Snapshot:
    apart = Fraction(DAYS_OF_DRAWS, draws_each - 1)
    drawn_on = [FIRST_DRAW_ON + timedelta(days=int(apart * n)) for n in range(draws_each)]
    start, level = drawn_on[0] + timedelta(days=7), _level(chance)
    return Snapshot(
        born_on=date(chance.randint(1950, 1990), chance.randint(1, 12), 14),
        anastrozole=(
            AnastrozoleEvent(start, "start", Decimal("0.25"), Decimal(2), indication="trt"),
            *(
                AnastrozoleEvent(on + timedelta(days=5), "change", dose_mg)
                for on, dose_mg in zip(drawn_on[3::20], cycle(CHANGED_DOSES_MG), strict=False)
            ),
        ),
        testosterone=(TestosteroneEvent(start - timedelta(days=300), "start", "cypionate"),),
        draws=(
            level._replace(estradiol=580).draw(chance, drawn_on[0], key=0),
            *(level.draw(chance, on, key=on) for on in drawn_on[1:]),
        ),
        symptoms=(
            SymptomReport(drawn_on[0], frozenset({"gynecomastia"})),
            *(SymptomReport(on, low=_low(chance)) for on in drawn_on[2::4]),
        ),
        scans=(_scan(chance, start),),
    )


def _low(chance: Random) -> frozenset[str]:
    return frozenset({"joint_pain"}) if chance.random() < 0.2 else frozenset()


def _scan(chance: Random, on: date) -> Scan:
    score = Decimal(chance.randint(-27, 12)) / 10
    site = Site(bmd=Decimal(chance.randint(800, 1200)) / 1000, t=score, z=score)
    return Scan(on, "Hologic", "H-1", {"lumbar_spine": site, "total_hip": site})
