"""How long to wait after a failure that may pass, and when to stop trying."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitoring.mail.hours import DAY, HOUR, MINUTE

FIRST_WAITS = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR)
LATER_WAIT = 4 * HOUR
GIVE_UP_AFTER = 5 * DAY
"""From the first attempt; what has not gone out by then is parked for a person to look at."""


def wait_after(attempts: int) -> timedelta:
    """The pause after the given number of attempts: 1, 5, 15 and 60 minutes, then 4 hours."""
    return FIRST_WAITS[attempts - 1] if attempts <= len(FIRST_WAITS) else LATER_WAIT


def next_try(failed_at: datetime, attempts: int, first_tried_at: datetime) -> datetime | None:
    """When to try again, or `None` when that would be later than five days after the first."""
    again = failed_at + wait_after(attempts)
    return again if again <= first_tried_at + GIVE_UP_AFTER else None
