"""How many of how many: a numerator, its denominator, and when both are too few for a rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

FEWEST = 10
"""With fewer, one man more or less would move a rate by more than a tenth: none is shown."""


@dataclass(frozen=True)
class Share:
    """Those counted and those who are not, each by the key of his man; a man may stand twice."""

    counted: tuple[int, ...] = ()
    others: tuple[int, ...] = ()

    @property
    def among(self) -> tuple[int, ...]:
        """The denominator."""
        return self.counted + self.others

    @property
    def percent(self) -> int | None:
        """The rate in whole percent, halves up; None where they are too few.

        Only all are shown as 100, and only nobody as 0.
        """
        whole, part = len(self.among), len(self.counted)
        if whole < FEWEST:
            return None
        rounded = (200 * part + whole) // (2 * whole)
        return min(max(rounded, 1), 99) if 0 < part < whole else rounded


NOBODY = Share()


def share_of(answers: Iterable[tuple[int, bool | None]]) -> Share:
    """The share of those whom a measure answers True; who is answered None does not belong."""
    given = list(answers)
    return Share(
        tuple(man for man, answer in given if answer is True),
        tuple(man for man, answer in given if answer is False),
    )
