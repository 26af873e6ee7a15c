"""Nobody is written to at night: the slot of a message, by the clinic's own clock."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.mail.hours import Hours, Slot
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


def test_hours_of_sending() -> None:
    assert (time(7, 30), time(20, 0)) == (OPENS, CLOSES)
