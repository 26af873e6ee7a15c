"""The schedules of anastrozole that the source document names.

They spare typing where one of them is what a clinician has decided on. None is proposed for
anybody, and nothing is judged by them: what a dose is held against stands in `doses`.
"""

from dataclasses import dataclass
from decimal import Decimal

from protocols.targets.doses import FERTILITY_SOURCE, TRT_SOURCE
from protocols.targets.stated import NOT_CHECKED

BESIDE_TESTOSTERONE, FOR_FERTILITY = "Beside testosterone", "Fertility protocol"
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class UsualSchedule:
    """A single dose in mg, so many times a week or once every so many days, for what, and whence.

    Exactly one of `per_week` and `every_days` is given.
    """

    dose_mg: Decimal
    context: str
    source: str
    per_week: int | None = None
    every_days: int | None = None
    checked: str = NOT_CHECKED

    @property
    def weekly_mg(self) -> Decimal:
        """What it makes in a week."""
        if self.per_week:
            return self.dose_mg * self.per_week
        return self.dose_mg * DAYS_A_WEEK / Decimal(self.every_days or 0)


def _beside_testosterone(dose_mg: str, per_week: int) -> UsualSchedule:
    return UsualSchedule(Decimal(dose_mg), BESIDE_TESTOSTERONE, TRT_SOURCE, per_week=per_week)


USUAL_SCHEDULES = (
    _beside_testosterone("0.25", 1),
    _beside_testosterone("0.25", 2),
    _beside_testosterone("0.5", 1),
    _beside_testosterone("0.5", 2),
    UsualSchedule(Decimal(1), FOR_FERTILITY, FERTILITY_SOURCE, every_days=2),
)
