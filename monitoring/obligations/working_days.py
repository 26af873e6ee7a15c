"""Working days: Monday to Friday. Holidays differ by clinic and are not known here."""

from __future__ import annotations

from datetime import date, timedelta

DAY = timedelta(days=1)
SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether it is none of Saturday and Sunday."""
    return day.weekday() < SATURDAY


def after_working_days(day: date, count: int) -> date:
    """The day that so many working days lie after `day`; after a Saturday, Monday is the first."""
    while count:
        day += DAY
        count -= is_working_day(day)
    return day
