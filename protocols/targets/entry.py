"""What may be typed as a dose, a bone density or a day: beyond `hard` refused, beyond `soft` asked.

Project defaults, not yet checked by a clinician. Only a 1 mg tablet is marketed, so that doses
below an eighth are unlikely to be meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from protocols.targets.measurands import Bounds, bounds

DRAW_ENTERED_WITHIN_DAYS = 60
"""A draw older than this when it is typed is asked about: its year or month may be a slip."""


@dataclass(frozen=True, slots=True)
class EntryLimits:
    """A quantity that people type, its unit, and the two rings of limits around it."""

    name: str
    unit: str
    hard: Bounds
    soft: Bounds
    multiple_of: Decimal | None = None

    def refusal(self, value: Decimal) -> str | None:
        """Why the value can't be recorded, or None."""
        if self.hard.holds(value):
            return None
        return (
            f"{self.name} {value:f} {self.unit} can't be recorded: accepted is "
            f"{self._range(self.hard)}. Check the number."
        ).replace("  ", " ")

    def question(self, value: Decimal) -> str | None:
        """What a person should confirm about the value, or None."""
        if not self.soft.holds(value):
            return f"{self.name} {value:f} {self.unit} is unusual. Check the number."
        if self.multiple_of and value % self.multiple_of:
            return (
                f"{self.name} {value:f} {self.unit} is not a multiple of "
                f"{self.multiple_of} {self.unit}. Check that it can be given."
            )
        return None

    def _range(self, limits: Bounds) -> str:
        low = f"more than {limits.low}" if limits.low_excluded else f"{limits.low}"
        return f"{low} to {limits.high} {self.unit}".strip()


ANASTROZOLE_SINGLE_MG = EntryLimits(
    "A single dose of",
    "mg",
    hard=bounds("0", "10", low_excluded=True),
    soft=bounds("0", "1"),
    multiple_of=Decimal("0.125"),
)
ANASTROZOLE_WEEKLY_MG = EntryLimits(
    "A weekly dose of", "mg", hard=bounds("0", "70"), soft=bounds("0", "7")
)
BMD = EntryLimits("A density of", "g/cm2", hard=bounds("0.2", "2.5"), soft=bounds("0.5", "1.8"))
SCORE = EntryLimits("A score of", "", hard=bounds("-8", "8"), soft=bounds("-5", "4"))
LSC = EntryLimits(
    "A least significant change of",
    "g/cm2",
    hard=bounds("0", "0.5", low_excluded=True),
    soft=bounds("0.005", "0.2"),
)
