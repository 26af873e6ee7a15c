"""Nobody is written to at night: the slot of a message, by the clinic's own clock."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.mail.hours import DAY, Hours, Slot
from monitoring.mail.scanning import DIGEST_AHEAD
from monitoring.models import ReminderSettings

OPENS, CLOSES = ReminderSettings().opens, ReminderSettings().closes


def next_slot(moment: datetime, zone: str) -> Slot:
    return Hours(ZoneInfo(zone), OPENS, CLOSES).next_slot(moment)


ZONES = [
    "America/New_York",
    "America/Los_Angeles",
    "Europe/London",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
]


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "now", "day", "opens"),
    [
        pytest.param(ZONES[0], "2026-11-18 00:00", "2026-11-18", "07:30", id="midnight"),
        pytest.param(ZONES[0], "2026-11-18 07:29:59", "2026-11-18", "07:30", id="just before"),
        pytest.param(ZONES[0], "2026-11-18 07:30", "2026-11-18", "07:30", id="opening"),
        pytest.param(ZONES[0], "2026-11-18 12:15", "2026-11-18", "12:15", id="midday"),
        pytest.param(ZONES[0], "2026-11-18 19:59:59", "2026-11-18", "19:59:59", id="last second"),
        pytest.param(ZONES[0], "2026-11-18 20:00", "2026-11-19", "07:30", id="closing"),
        pytest.param(ZONES[0], "2026-12-31 23:59", "2027-01-01", "07:30", id="year's end"),
        pytest.param(ZONES[0], "2026-03-07 21:00", "2026-03-08", "07:30", id="spring forward"),
        pytest.param(ZONES[0], "2026-03-08 03:10", "2026-03-08", "07:30", id="after the gap"),
        pytest.param(ZONES[0], "2026-11-01 00:30", "2026-11-01", "07:30", id="fall back"),
        pytest.param(ZONES[2], "2026-03-28 22:00", "2026-03-29", "07:30", id="London, spring"),
        pytest.param(ZONES[3], "2026-10-03 20:30", "2026-10-04", "07:30", id="Sydney, spring"),
        pytest.param(ZONES[4], "2026-04-04 23:45", "2026-04-05", "07:30", id="half an hour back"),
        pytest.param(ZONES[5], "2026-11-18 06:00", "2026-11-18", "07:30", id="45 minutes off"),
    ],
)
def test_slot(zone: str, now: str, day: str, opens: str) -> None:
    slot = next_slot(local(now, zone), zone)
    assert slot.day == date.fromisoformat(day)
    assert slot.not_before == local(f"{day} {opens}", zone)


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        pytest.param("2026-03-07 20:00", 10.5, id="a night of spring is an hour shorter"),
        pytest.param("2026-10-31 20:00", 12.5, id="a night of autumn is an hour longer"),
        pytest.param("2026-11-18 20:00", 11.5, id="any other night"),
    ],
)
def test_night_is_as_long_as_the_clock_makes_it(now: str, hours: float) -> None:
    moment = local(now, ZONES[0])
    assert (next_slot(moment, ZONES[0]).not_before - moment).total_seconds() == hours * 3600


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
)
def test_slot_is_never_at_night_and_never_in_the_past(moment: datetime, zone: str) -> None:
    slot = next_slot(moment, zone)
    shown = slot.not_before.astimezone(ZoneInfo(zone))
    assert slot.not_before >= moment
    assert OPENS <= shown.time() < CLOSES
    assert shown.date() == slot.day
    assert next_slot(slot.not_before, zone) == slot


CHANGING = [*ZONES[:5], "Europe/Berlin"]
"""Zones that set their clocks twice a year, one of them by half an hour."""


def shift_on(day: date, zone: str | timezone) -> timedelta:
    """By how much the clocks of a zone are set on a day."""
    where = ZoneInfo(zone) if isinstance(zone, str) else zone
    offsets = [datetime.combine(d, time(), where).utcoffset() for d in (day, day + DAY)]
    return (offsets[1] or timedelta()) - (offsets[0] or timedelta())


def changes(zone: str) -> list[date]:
    """The days from 2027 to 2032 on which a zone sets its clocks."""
    days = (date(2027, 1, 1) + DAY * n for n in range(6 * 366 - 1))
    return [day for day in days if shift_on(day, zone)]


def strays(day: date, zone: str, hours: Hours) -> bool:
    """Whether sending, or the queueing of digests an hour ahead, begins at another local time."""
    opening = hours.opening(day).not_before
    clock = [moment.astimezone(ZoneInfo(zone)) for moment in (opening - DIGEST_AHEAD, opening)]
    return clock != [datetime.combine(day, at, ZoneInfo(zone)) for at in (time(6, 30), OPENS)]


@pytest.mark.parametrize("zone", CHANGING)
def test_opening_and_digest_keep_their_hour_through_every_change_until_2032(zone: str) -> None:
    hours, days = Hours(ZoneInfo(zone), OPENS, CLOSES), changes(zone)
    assert len(days) == 12
    for day in days:
        assert [near for near in (day - DAY, day, day + DAY) if strays(near, zone, hours)] == []
        night = hours.opening(day).not_before - hours.opening(day - DAY).not_before
        assert night == DAY - shift_on(day, zone)
        assert hours.next_slot(local(f"{day} 02:15", zone)).day == day
        assert hours.next_slot(local(f"{day} 20:00", zone)).day == day + DAY


@pytest.mark.parametrize("zone", CHANGING)
def test_control_a_fixed_offset_strays_after_every_change(zone: str) -> None:
    for day in changes(zone):
        before = datetime.combine(day, time(), ZoneInfo(zone)).utcoffset()
        fixed = Hours(timezone(before or timedelta()), OPENS, CLOSES)  # type: ignore[arg-type]
        assert strays(day, zone, fixed)


def test_hours_of_sending() -> None:
    assert (time(7, 30), time(20, 0)) == (OPENS, CLOSES)
