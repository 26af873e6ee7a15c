"""When a message may reach somebody: by the clinic's clock, never in the evening or at night."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

OPENS = time(7, 30)
CLOSES = time(20, 0)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Slot(NamedTuple):
    """The clinic's day that a message belongs to, and the moment from which it may be sent."""

    day: date
    not_before: datetime


def next_slot(moment: datetime, time_zone: str) -> Slot:
    """The first slot at or after `moment`: at once between 07:30 and 20:00 of the clinic's clock.

    Earlier it is 07:30 of that day, later 07:30 of the next. The day and the hour are the
    clinic's calendar and clock, so a change of summer time moves neither.
    """
    zone = ZoneInfo(time_zone)
    local = moment.astimezone(zone)
    if local.time() >= CLOSES:
        return opening(local.date() + DAY, time_zone)
    return Slot(local.date(), max(moment, opening(local.date(), time_zone).not_before))


def opening(day: date, time_zone: str) -> Slot:
    """The beginning of a clinic's day of sending."""
    return Slot(day, datetime.combine(day, OPENS, tzinfo=ZoneInfo(time_zone)).astimezone(UTC))
