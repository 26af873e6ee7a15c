"""The twelve months that are looked back on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitoring.judgement.day import MONTHS, add_months, days

HOW_MANY = 12


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its first day, and the day at which its men are counted."""

    first: date
    counted_on: date

    @property
    def code(self) -> str:
        """As it stands in an address: 2026-11."""
        return f"{self.first:%Y-%m}"

    @property
    def name(self) -> str:
        """As it is read: Nov-2026."""
        return f"{self.short}-{self.first.year}"

    @property
    def short(self) -> str:
        """The month alone: Nov."""
        return MONTHS[self.first.month - 1]

    def holds(self, day: date) -> bool:
        """Whether a day lies in it; the running month ends with the day at hand."""
        return self.first <= day <= self.counted_on


def year_before(today: date) -> date:
    """The first day of the year that ends with a day."""
    return add_months(today, -HOW_MANY) + days(1)


def last_months(today: date) -> tuple[Month, ...]:
    """Eleven whole months, counted on their last day, and the running one, counted today."""
    running = today.replace(day=1)
    firsts = [add_months(running, -back) for back in range(HOW_MANY - 1, -1, -1)]
    ends = [first - days(1) for first in firsts[1:]] + [today]
    return tuple(Month(first, end) for first, end in zip(firsts, ends, strict=True))
