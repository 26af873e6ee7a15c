"""When a message may reach somebody: by the clinic's clock, never in the evening or at night."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from monitoring.models import ReminderSettings

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Slot(NamedTuple):
    """The clinic's day that a message belongs to, and the moment from which it may be sent."""

    day: date
    not_before: datetime


class Hours(NamedTuple):
    """The hours of sending, by the clock of a time zone.

    The day and the hour are the clinic's calendar and clock, so a change of summer time moves
    neither.
    """

    zone: ZoneInfo
    opens: time
    closes: time

    def next_slot(self, moment: datetime) -> Slot:
        """The first slot at or after `moment`: at once within the hours.

        Earlier it is the opening of that day, later that of the next.
        """
        local = moment.astimezone(self.zone)
        if local.time() >= self.closes:
            return self.opening(local.date() + DAY)
        return Slot(local.date(), max(moment, self.opening(local.date()).not_before))

    def opening(self, day: date) -> Slot:
        """The beginning of a clinic's day of sending."""
        return Slot(day, datetime.combine(day, self.opens, tzinfo=self.zone).astimezone(UTC))


def hours_of(chosen: ReminderSettings) -> Hours:
    """The hours that a clinic chose."""
    return Hours(ZoneInfo(chosen.clinic.time_zone), chosen.opens, chosen.closes)
