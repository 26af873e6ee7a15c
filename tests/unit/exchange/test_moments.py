"""Dates and times as HL7 writes them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from exchange.sent.moments import read_moment

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("written", "on", "at", "words"),
    [
        ("20261116", date(2026, 11, 16), None, "2026-11-16"),
        ("2026111608", date(2026, 11, 16), time(8), "2026-11-16T08:00:00"),
        ("202611160810", date(2026, 11, 16), time(8, 10), "2026-11-16T08:10:00"),
        ("20261116081030.1234", date(2026, 11, 16), time(8, 10, 30), "2026-11-16T08:10:30"),
        ("20261116081030-0500", date(2026, 11, 16), time(8, 10, 30), "2026-11-16T08:10:30-05:00"),
        ("20250115 1430", date(2025, 1, 15), time(14, 30), "2025-01-15T14:30:00"),
        ("2025-01-15", date(2025, 1, 15), None, "2025-01-15"),
    ],
)
def test_what_is_read(written: str, on: date, at: time | None, words: str) -> None:
    moment = read_moment(written)
    assert moment is not None
    assert (moment.on, moment.at, moment.words) == (on, at, words)


@pytest.mark.parametrize(
    "written",
    ["", "1970", "197003", "20260230", "20261345", "2026111625", "01/02/2026", "00010101",
     "99991231", "20261116+9900", "٢٠٢٦١١١٦", "20261116x", "20261116 081"],
)  # fmt: skip
def test_what_is_no_day(written: str) -> None:
    assert read_moment(written) is None


def test_an_offset_counts_before_the_clinics_zone() -> None:
    with_offset, without = read_moment("20261116081030+0700"), read_moment("20261116081030")
    assert with_offset
    assert without
    assert with_offset.instant(NEW_YORK) == datetime(2026, 11, 16, 1, 10, 30, tzinfo=UTC)
    assert without.instant(NEW_YORK) == datetime(2026, 11, 16, 13, 10, 30, tzinfo=UTC)
