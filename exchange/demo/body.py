"""What a man's blood would show on a day, given what he takes: the shapes of published courses.

Estradiol before anastrozole beside testosterone: median 65 pg/mL, quartiles 55 and 94, where it
was started for a high value (Punjani 2021); median 31 in the men on testosterone of NHANES. With
0.5 mg three times a week 22 pg/mL (15 to 38), testosterone unchanged (Punjani 2021). Without
testosterone 1 mg daily or twice weekly leaves about two thirds of the estradiol and lifts
testosterone by a third to two thirds (Leder 2004, Burnett-Bowie 2009). Dose and effect are flat:
half the dose does most of the work. Hematocrit creeps up over the first year, most on injections.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from exchange.demo.plans import Move, Other, Plan
from exchange.demo.sampling import Untreated, chance, spread, untreated
from labs.models import Timing
from protocols.models import Drug, Step

ON_TESTOSTERONE_NG_DL = 610.0
TESTOSTERONE_SPREAD = 0.24
BEFORE_ANASTROZOLE_PG_ML = 54.0
ESTRADIOL_SPREAD = 0.22
RESPONSE_SPREAD = 0.18

FLOOR_BESIDE_TESTOSTERONE = 0.36
FLOOR_ALONE = 0.52
HALF_EFFECT_MG = 0.55
"""Weekly mg at which two thirds of the effect is reached."""

LIFTED_BY: dict[str, float] = {
    Drug.ANASTROZOLE: 1.42,
    Drug.CLOMIPHENE: 1.35,
    Drug.ENCLOMIPHENE: 1.35,
    Drug.HCG: 1.3,
}
"""How far each lifts a man's own testosterone."""

DAYS_TO_HALF_RISE = 240
DAY_TO_DAY = 0.11

IN_THE_INTERVAL: dict[str, tuple[float, float]] = {
    Timing.TROUGH: (0.88, 0.94),
    Timing.PEAK: (1.42, 1.2),
}
"""Testosterone and estradiol against the middle of the injection interval."""


@dataclass(frozen=True)
class Levels:
    """True concentrations on one day: ng/dL, pg/mL, %, nmol/L."""

    testosterone: float
    estradiol: float
    hematocrit: float
    shbg: float


def before[S: (Move, Other)](steps: Sequence[S], ago: int) -> S | None:
    """The last step dated before a draw of that day."""
    earlier = [step for step in steps if step.ago > ago]
    return earlier[-1] if earlier else None


class Body:
    """One man's constants, and his levels on a day."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._rng = chance(plan.family, plan.given, "body")
        self.own: Untreated = untreated(self._rng, highest_level=0.4)
        self._settle(self._rng)

    def _settle(self, rng: Random) -> None:
        """Draw what the plan leaves open; every draw happens, so that naming one moves no other."""
        testosterone = ON_TESTOSTERONE_NG_DL * spread(rng, TESTOSTERONE_SPREAD)
        estradiol = BEFORE_ANASTROZOLE_PG_ML * spread(rng, ESTRADIOL_SPREAD)
        response = spread(rng, RESPONSE_SPREAD)
        rise = spread(rng, 0.25)
        plan = self.plan
        self.testosterone = plan.testosterone or testosterone
        self.estradiol = plan.estradiol or (self.own.estradiol if plan.fertility else estradiol)
        self.response = plan.response or response
        self.rise_factor = rise

    @cached_property
    def on_testosterone(self) -> list[Other]:
        """The steps of his testosterone."""
        return [step for step in self.plan.others if step.regimen.drug == Drug.TESTOSTERONE]

    def taking(self, drug: str, ago: int) -> Other | None:
        """The step of another drug in force before a draw of that day."""
        steps = [step for step in self.plan.others if step.regimen.drug == drug]
        step = before(steps, ago)
        return None if step is None or step.step == Step.STOP else step

    def weekly_mg(self, ago: int) -> float:
        """Anastrozole before a draw of that day."""
        last = before(self.plan.anastrozole, ago)
        if last is None or last.step in {Step.HOLD, Step.STOP}:
            return 0.0
        dosed = [move.dose for move in self.plan.anastrozole if move.ago >= last.ago and move.dose]
        return dosed[-1].weekly_mg

    def levels(self, ago: int, timing: str, rng: Random) -> Levels:
        """What a perfect laboratory would find that day."""
        of_testosterone, of_estradiol = IN_THE_INTERVAL.get(timing, (1.0, 1.0))
        common = spread(rng, DAY_TO_DAY / 2)
        return Levels(
            self._testosterone_on(ago) * of_testosterone * common * spread(rng, DAY_TO_DAY),
            self._estradiol_on(ago) * of_estradiol * common * spread(rng, DAY_TO_DAY),
            self._hematocrit_on(ago) + rng.gauss(0, 0.7),
            self._shbg_on(ago) * spread(rng, 0.07),
        )

    def _testosterone_on(self, ago: int) -> float:
        current = self.taking(Drug.TESTOSTERONE, ago)
        if current is None:
            return self._own_testosterone(ago)
        return self.testosterone * math.pow(self._share(current), 0.7)

    def _own_testosterone(self, ago: int) -> float:
        level = self.testosterone if self.plan.fertility and self.plan.testosterone else None
        level = level or self.own.testosterone
        if self.weekly_mg(ago) > 0:
            level *= LIFTED_BY[Drug.ANASTROZOLE]
        for drug in (Drug.CLOMIPHENE, Drug.ENCLOMIPHENE, Drug.HCG):
            if self.taking(drug, ago):
                level *= LIFTED_BY[drug]
        return level

    def _estradiol_on(self, ago: int) -> float:
        treated = self.taking(Drug.TESTOSTERONE, ago)
        level = self.estradiol if treated or self.plan.fertility else self.own.estradiol
        level *= math.pow(self._share(treated), 0.8) if treated else 1.0
        floor = FLOOR_BESIDE_TESTOSTERONE if treated else FLOOR_ALONE
        return level * math.pow(remaining(self.weekly_mg(ago), floor), self.response)

    def _share(self, step: Other) -> float:
        """The testosterone of a step against what he takes today."""
        return _weekly(step) / _weekly(self.on_testosterone[-1])

    def _hematocrit_on(self, ago: int) -> float:
        steps = self.on_testosterone
        full = steps[-1].regimen.hematocrit_rise * self.rise_factor if steps else 0.0
        settled = self.plan.hematocrit or self.own.hematocrit + full
        if not steps or steps[0].ago <= ago:
            return settled - full
        return settled - full * math.exp(-(steps[0].ago - ago) / DAYS_TO_HALF_RISE)

    def _shbg_on(self, ago: int) -> float:
        return self.own.shbg * (0.8 if self.taking(Drug.TESTOSTERONE, ago) else 1.0)


def remaining(weekly_mg: float, floor: float) -> float:
    """The part of his estradiol that a weekly dose leaves."""
    return floor + (1 - floor) * math.exp(-weekly_mg / HALF_EFFECT_MG)


def _weekly(step: Other) -> float:
    dose = step.regimen.dose
    # A gel's mg stand on the skin and a tenth goes in; pellets and injections go in entirely.
    reaching = 0.1 if dose and dose.every_days == "1" else 1.0
    return dose.weekly_mg * reaching if dose else 1.0
