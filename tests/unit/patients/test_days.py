"""Days as people type them, read on Sunday 22-Nov-2026."""

from datetime import date

import pytest

from patients.forms.days import (
    DayReading,
    DayUnreadable,
    Lean,
    Order,
    describe_day,
    format_day,
    read_day,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("t", date(2026, 11, 22), id="t is today"),
        pytest.param("Today", date(2026, 11, 22), id="today in any case"),
        pytest.param("yesterday", date(2026, 11, 21), id="yesterday"),
        pytest.param("-0", date(2026, 11, 22), id="no days ago"),
        pytest.param("-6", date(2026, 11, 16), id="days ago"),
        pytest.param("−6", date(2026, 11, 16), id="typographic minus"),
        pytest.param("-2w", date(2026, 11, 8), id="weeks ago"),
        pytest.param("-3m", date(2026, 8, 22), id="months ago"),
        pytest.param("-1y", date(2025, 11, 22), id="a year ago"),
        pytest.param("+6w", date(2027, 1, 3), id="weeks ahead"),
        pytest.param("22", date(2026, 11, 22), id="today's number"),
        pytest.param("16", date(2026, 11, 16), id="number passed this month"),
        pytest.param("23", date(2026, 10, 23), id="number not yet reached is last month's"),
        pytest.param("31", date(2026, 10, 31), id="number this month lacks"),
        pytest.param("22/11", date(2026, 11, 22), id="today as numbers"),
        pytest.param("16/11", date(2026, 11, 16), id="day and month"),
        pytest.param("16.11.", date(2026, 11, 16), id="trailing point"),
        pytest.param("23/11", date(2025, 11, 23), id="not yet reached is last year's"),
        pytest.param("16/11/26", date(2026, 11, 16), id="short year"),
        pytest.param("14/3/69", date(1969, 3, 14), id="short year of last century"),
        pytest.param("16-11-2026", date(2026, 11, 16), id="dashes"),
        pytest.param("16nov", date(2026, 11, 16), id="month glued on"),
        pytest.param("16 Nov 2026", date(2026, 11, 16), id="month in letters"),
        pytest.param("16-Nov-2026", date(2026, 11, 16), id="the product's own form"),
        pytest.param("Mon 16-Nov-2026", date(2026, 11, 16), id="echo pasted back"),
        pytest.param("November 16th, 2026", date(2026, 11, 16), id="spoken form"),
        pytest.param("5 Sept 2026", date(2026, 9, 5), id="four-letter month"),
        pytest.param("2026-11-16", date(2026, 11, 16), id="year first"),
        pytest.param("20261116", date(2026, 11, 16), id="year first without dashes"),
        pytest.param("29/02/2024", date(2024, 2, 29), id="leap day"),
        pytest.param(" １６/１１ ", date(2026, 11, 16), id="wide digits and spaces"),
    ],
)
def test_day_is_read(text: str, day: date) -> None:
    assert read_day(text, TODAY) == DayReading(day)


@pytest.mark.parametrize(
    ("text", "order", "reading", "asked"),
    [
        pytest.param(
            "05/11/2026",
            Order.DAY_FIRST,
            DayReading(date(2026, 11, 5), date(2026, 5, 11)),
            False,
            id="the clinic's order is nearer",
        ),
        pytest.param(
            "11/05/2026",
            Order.DAY_FIRST,
            DayReading(date(2026, 5, 11), date(2026, 11, 5)),
            True,
            id="the other order is nearer",
        ),
        pytest.param(
            "11/05/2026",
            Order.MONTH_FIRST,
            DayReading(date(2026, 11, 5), date(2026, 5, 11)),
            False,
            id="month first",
        ),
        pytest.param(
            "13/11/2026",
            Order.MONTH_FIRST,
            DayReading(date(2026, 11, 13)),
            False,
            id="only one reading exists",
        ),
        pytest.param(
            "11/11/2026",
            Order.DAY_FIRST,
            DayReading(date(2026, 11, 11)),
            False,
            id="both readings agree",
        ),
    ],
)
def test_exchangeable_day_and_month(
    text: str, order: Order, reading: DayReading, asked: bool
) -> None:
    found = read_day(text, TODAY, order=order)
    assert (found, found.other_is_nearer(TODAY)) == (reading, asked)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("22", date(2026, 11, 22), id="today counts"),
        pytest.param("21", date(2026, 12, 21), id="passed number is next month's"),
        pytest.param("3 jan", date(2027, 1, 3), id="next January"),
        pytest.param("21/11", date(2027, 11, 21), id="passed day is next year's"),
        pytest.param("3/1/27", date(2027, 1, 3), id="short year ahead"),
    ],
)
def test_day_leaning_to_the_future(text: str, day: date) -> None:
    assert read_day(text, TODAY, lean=Lean.FUTURE).day == day


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "Type the date as in", id="nothing"),
        pytest.param("soon", "Type the date as in", id="a word"),
        pytest.param("16/11/226", "Type the date as in", id="three-digit year"),
        pytest.param("nov 2026", "Type the date as in", id="no day"),
        pytest.param("31/02/2026", "no such day", id="not in the calendar"),
        pytest.param("29/02/2026", "no such day", id="leap day of a common year"),
        pytest.param("0", "no such day", id="day nought"),
        pytest.param("32", "no such day", id="day 32"),
        pytest.param("16 Nox 2026", "is not a month", id="misspelt month"),
        pytest.param("16/11/1899", "between 1900 and 2100", id="before the bound"),
        pytest.param("2101-01-01", "between 1900 and 2100", id="after the bound"),
        pytest.param("-9999y", "no such day", id="before the calendar"),
    ],
)
def test_unreadable_day_says_what_to_type(text: str, message: str) -> None:
    with pytest.raises(DayUnreadable, match=message):
        read_day(text, TODAY)


@pytest.mark.parametrize("year", [1900, 2100])
def test_years_at_the_bounds_are_read(year: int) -> None:
    assert read_day(f"1 Feb {year}", TODAY).day == date(year, 2, 1)


def test_month_arithmetic_stops_at_the_end_of_the_month() -> None:
    assert read_day("-1m", date(2026, 3, 31)).day == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(date(2026, 11, 16), "Mon 16-Nov-2026, 6 days ago", id="past"),
        pytest.param(date(2026, 11, 21), "Sat 21-Nov-2026, yesterday", id="yesterday"),
        pytest.param(date(2026, 11, 22), "Sun 22-Nov-2026, today", id="today"),
        pytest.param(date(2026, 11, 23), "Mon 23-Nov-2026, tomorrow", id="tomorrow"),
        pytest.param(date(2026, 11, 24), "Tue 24-Nov-2026, in 2 days", id="future"),
    ],
)
def test_day_is_echoed_with_its_distance(day: date, words: str) -> None:
    assert describe_day(day, TODAY) == words


def test_day_is_written_with_its_month_in_letters() -> None:
    assert format_day(date(2026, 3, 4)) == "04-Mar-2026"
