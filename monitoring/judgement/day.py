"""The calendar of the judgement: one day on which a man is judged, and date arithmetic.

Every question that depends on the day is asked through `Day`. The day keeps in
mind on which later day the first of its answers will be another one; until then
the whole judgement stays as it is, whatever it was made of.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

NEVER = date.max
"""The day on which an answer turns that holds for good."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)


def add_months(anchor: date, months: int) -> date:
    """The same day of another month, or that month's last day where it has no such day."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    if anchor.day <= 28:  # noqa: PLR2004 - every month has these days
        return date(year, month + 1, anchor.day)
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


def age_on(born_on: date, on: date) -> int:
    """Age in whole years; born on 29 February, a common year's birthday is 1 March."""
    had_birthday = (on.month, on.day) >= (born_on.month, born_on.day)
    return on.year - born_on.year - (not had_birthday)


def written(on: date) -> str:
    """A date as it is shown: 16-Nov-2026."""
    return f"{on.day:02d}-{MONTHS[on.month - 1]}-{on.year}"


class Day:
    """The day of a judgement, and the first later day on which an answer given by it turns."""

    __slots__ = ("on", "turns_on")

    def __init__(self, on: date) -> None:
        self.on = on
        self.turns_on = NEVER

    def reached(self, other: date) -> bool:
        """Whether that day has come."""
        if self.on < other < self.turns_on:
            self.turns_on = other
        return self.on >= other

    def may_turn(self, other: date) -> None:
        """Keep in mind that some answer may be another one on that later day."""
        self.turns_on = min(self.turns_on, other)

    def within(self, since: date, count: int) -> bool:
        """Whether a past day lies at most so many days back."""
        return not self.reached(since + days(count + 1))
