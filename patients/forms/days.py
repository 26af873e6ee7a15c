"""Days as people write them: 16, 16/11, 16nov, 16 Nov 2026, 2026-11-16, -6, -2w, t, yesterday.

Pure: the present day is always given. Whether a day makes sense for what it dates is judged
elsewhere.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FULL_MONTHS = tuple(name.lower() for name in calendar.month_name[1:])
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOW_TO_TYPE = "Type the date as in 27 Aug 2026, 27/08/2026 or 2026-08-27, or -6 for 6 days ago."
WORDS = {"t": 0, "today": 0, "y": -1, "yesterday": -1, "tomorrow": 1}

_NAME = r"(?P<name>[a-z]{3,9})\.?"
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_RELATIVE = re.compile(r"(?P<sign>[+-]) ?(?P<count>[0-9]{1,4}) ?(?P<span>[dwmy]?)")
_YEAR_FIRST = re.compile(
    r"(?P<year>[0-9]{4})(?:[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})|(?P<rest>[0-9]{4}))"
)
_NUMBERS = re.compile(rf"(?P<first>[0-9]{{1,2}})[-/. ](?P<second>[0-9]{{1,2}})(?:[-/. ]{_YEAR})?")
_DAY_NAME = re.compile(rf"(?P<day>[0-9]{{1,2}})[-/. ]*{_NAME}[-/., ]*{_YEAR}?")
_NAME_DAY = re.compile(rf"{_NAME}[-/. ]*(?P<day>[0-9]{{1,2}})(?:[-/., ]+{_YEAR})?")
_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[., ]+")
_ORDINAL = re.compile(r"(?<=[0-9])(st|nd|rd|th)\b")


class Lean(StrEnum):
    """On which side of the present day a day without its year or month lies."""

    PAST = "past"
    FUTURE = "future"


class Order(StrEnum):
    """Which number comes first where a month is written as a number."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


class DayUnreadable(ValueError):
    """The text names no day; the message says what to type instead."""


@dataclass(frozen=True, slots=True)
class DayReading:
    """The day that a text means, and the other one it would mean with day and month exchanged."""

    day: date
    other: date | None = None

    def other_is_nearer(self, today: date) -> bool:
        """Whether the exchanged reading lies nearer to today, so that a person must say which."""
        return self.other is not None and abs(self.other - today) < abs(self.day - today)

    def meanings(self, today: date, *, certain: bool = False) -> tuple[date, ...]:
        """The day that is meant, or the two of which a person must say which.

        With `certain` a person must say so wherever there are two.
        """
        if self.other and (certain or self.other_is_nearer(today)):
            return self.day, self.other
        return (self.day,)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What a reading depends on: the present day, the side to lean to, the order of numbers."""

    today: date
    lean: Lean
    order: Order

    def shifted(self, found: re.Match[str]) -> date:
        """Read a distance from the present day: -6, +2w, -3m, -1y."""
        count = int(found["sign"] + found["count"])
        if found["span"] in {"m", "y"}:
            return _months_later(self.today, count * (12 if found["span"] == "y" else 1))
        try:
            return self.today + timedelta(days=count * (7 if found["span"] == "w" else 1))
        except OverflowError:
            raise _no_such_day() from None

    def numbered(self, found: re.Match[str]) -> DayReading:
        """Read 16/11 or 16/11/2026, in the clinic's order and in the other."""
        pair = int(found["first"]), int(found["second"])
        if self.order is Order.MONTH_FIRST:
            pair = pair[1], pair[0]
        meant = self.completed(pair[0], pair[1], found["year"])
        exchanged = self.completed(pair[1], pair[0], found["year"])
        if meant is None and exchanged is None:
            raise _no_such_day()
        if meant is None or exchanged is None or meant == exchanged:
            return DayReading(meant or exchanged or self.today)
        return DayReading(meant, exchanged)

    def named(self, found: re.Match[str]) -> date:
        """Read a day whose month is written in letters."""
        written = found["name"]
        months = [name.startswith(written) for name in FULL_MONTHS]
        if not any(months):
            raise DayUnreadable(f"“{written}” is not a month. Type it as in 27 Aug 2026.")
        return _existing(self.completed(int(found["day"]), months.index(True) + 1, found["year"]))

    def completed(self, day: int, month: int, year: str | None) -> date | None:
        """Give the day with its year filled in, or nothing where the calendar has no such day."""
        if year is not None:
            return _day_or_none(self.full_year(year), month, day)
        step = -1 if self.lean is Lean.PAST else 1
        near = (_day_or_none(self.today.year + years * step, month, day) for years in (0, 1))
        return self.first_on_side(near)

    def day_of_month(self, day: int) -> date:
        """Read a bare day number as the last or the next such day."""
        step = -1 if self.lean is Lean.PAST else 1
        firsts = [_months_later(self.today.replace(day=1), months * step) for months in range(3)]
        near = (_day_or_none(first.year, first.month, day) for first in firsts)
        return _existing(self.first_on_side(near))

    def first_on_side(self, days: Iterator[date | None]) -> date | None:
        """Give the first existing day that lies on the side leant to, the present day included."""
        past = self.lean is Lean.PAST
        there = (day for day in days if day is not None)
        return next(
            (day for day in there if (day <= self.today if past else day >= self.today)), None
        )

    def full_year(self, written: str) -> int:
        """Read 26 as 2026; leaning to the past, 69 is 1969."""
        if len(written) > 2:  # noqa: PLR2004 - two digits or four, nothing else arrives here
            return int(written)
        year = self.today.year // 100 * 100 + int(written)
        return year - 100 if self.lean is Lean.PAST and year > self.today.year else year


def read_day(
    text: str, today: date, *, lean: Lean = Lean.PAST, order: Order = Order.DAY_FIRST
) -> DayReading:
    """Read what somebody typed as a day, or say what to type instead."""
    reader = _Reader(today, lean, order)
    typed = _cleaned(text)
    if typed in WORDS:
        return DayReading(today + timedelta(days=WORDS[typed]))
    if found := _RELATIVE.fullmatch(typed):
        return _bounded(DayReading(reader.shifted(found)))
    if found := _YEAR_FIRST.fullmatch(typed):
        return _bounded(DayReading(_existing(_year_first(found))))
    if found := _NUMBERS.fullmatch(typed):
        return _bounded(reader.numbered(found))
    if re.fullmatch("[0-9]{1,2}", typed):
        return DayReading(reader.day_of_month(int(typed)))
    if found := _DAY_NAME.fullmatch(typed) or _NAME_DAY.fullmatch(typed):
        return _bounded(DayReading(reader.named(found)))
    raise DayUnreadable(HOW_TO_TYPE)


def format_day(day: date) -> str:
    """Write a day so that nobody can take its month for its day: 16-Nov-2026."""
    return f"{day.day:02d}-{MONTHS[day.month - 1].title()}-{day.year:04d}"


def format_moment(local: datetime) -> str:
    """Write a moment, already told by the clinic's clock: 16-Nov-2026, 07:30."""
    return f"{format_day(local.date())}, {local:%H:%M}"


def describe_day(day: date, today: date) -> str:
    """Echo a day with its weekday and distance: Mon 16-Nov-2026, 6 days ago."""
    days = (today - day).days
    distance = {0: "today", 1: "yesterday", -1: "tomorrow"}.get(days)
    distance = distance or (f"{days} days ago" if days > 0 else f"in {-days} days")
    return f"{WEEKDAYS[day.weekday()]} {format_day(day)}, {distance}"


def _cleaned(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-")
    plain = " ".join(plain.lower().split())
    return _ORDINAL.sub("", _WEEKDAY.sub("", plain)).rstrip(".,")


def _year_first(found: re.Match[str]) -> date | None:
    month, day = found["month"], found["day"]
    if found["rest"]:
        month, day = found["rest"][:2], found["rest"][2:]
    return _day_or_none(int(found["year"]), int(month), int(day))


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _existing(day: date | None) -> date:
    if day is None:
        raise _no_such_day()
    return day


def _no_such_day() -> DayUnreadable:
    return DayUnreadable("The calendar has no such day. Check day, month and year.")


def _bounded(reading: DayReading) -> DayReading:
    if not EARLIEST_YEAR <= reading.day.year <= LATEST_YEAR:
        raise DayUnreadable(f"The year must lie between {EARLIEST_YEAR} and {LATEST_YEAR}.")
    return reading


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise _no_such_day()
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
