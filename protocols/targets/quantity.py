"""A laboratory value as what it really says: a point, or an interval with one open end.

"<5" does not mean 5 and does not mean 0; it means "somewhere below 5". Comparing such a value with
a limit has three answers: yes, no, and "the result does not say" (None).
"""

from dataclasses import dataclass
from decimal import Decimal

COMPARATORS = ("", "<", ">")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in its analyte's canonical unit; comparator "" (exact), "<" (below), ">" (above)."""

    value: Decimal
    comparator: str = ""

    def __post_init__(self) -> None:
        """Refuse (ValueError) a number that is not finite and an unknown comparator."""
        if not self.value.is_finite():
            raise ValueError("A quantity needs a finite number.")
        if self.comparator not in COMPARATORS:
            raise ValueError(f"A comparator is one of {COMPARATORS}, not {self.comparator!r}.")

    @property
    def is_censored(self) -> bool:
        """Whether the laboratory gave only one end of an interval."""
        return self.comparator != ""

    def below(self, limit: Decimal) -> bool | None:
        """Whether the value lies below the limit; None where the result cannot tell."""
        if not self.comparator:
            return self.value < limit
        if self.comparator == "<":
            return True if self.value <= limit else None
        return False if self.value >= limit else None

    def above(self, limit: Decimal) -> bool | None:
        """Whether the value lies above the limit; None where the result cannot tell."""
        if not self.comparator:
            return self.value > limit
        if self.comparator == ">":
            return True if self.value >= limit else None
        return False if self.value <= limit else None

    def at_least(self, limit: Decimal) -> bool | None:
        """The opposite of below: the limit itself or more."""
        return _opposite(self.below(limit))

    def at_most(self, limit: Decimal) -> bool | None:
        """The opposite of above: the limit itself or less."""
        return _opposite(self.above(limit))

    def within(self, low: Decimal, high: Decimal) -> bool | None:
        """Whether the value lies from low to high, ends included; None where it cannot tell."""
        below, above = self.below(low), self.above(high)
        if below or above:
            return False
        return True if below is False and above is False else None


def _opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer
