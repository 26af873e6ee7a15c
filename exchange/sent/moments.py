"""Dates and times as HL7 writes them, as exact as they were written. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

_SHAPE = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<month>\d{2})(?:-?(?P<day>\d{2})"
    r"(?:[ T]?(?P<hour>\d{2})"
    r"(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:\.\d{1,6})?)?)?)?)?)?"
    r"(?P<offset>Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_MOST_HOURS_FROM_UTC = 14
_WIDEST_OFFSET = timedelta(hours=_MOST_HOURS_FROM_UTC)
_YEARS = range(1800, 2200)
"""Outside of these a date is a slip."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the time and the distance from UTC where they were written."""

    on: date
    at: time | None = None
    offset: tzinfo | None = None

    def instant(self, zone: tzinfo) -> datetime:
        """The moment as one on the time line; without an offset it is taken in `zone`."""
        return datetime.combine(self.on, self.at or time(), self.offset or zone)

    @property
    def words(self) -> str:
        """The moment as a report writes it."""
        if self.at is None:
            return self.on.isoformat()
        return datetime.combine(self.on, self.at, self.offset).isoformat()


@lru_cache(maxsize=1024)  # all results of an order name the same moments
def read_moment(written: str) -> Moment | None:
    """A moment that names at least its day; None where it does not or is no date."""
    shape = _SHAPE.fullmatch(written.strip())
    if shape is None or not shape["day"] or int(shape["year"]) not in _YEARS:
        return None
    try:
        on = date(int(shape["year"]), int(shape["month"]), int(shape["day"]))
        return Moment(on, _time(shape), _offset(shape["offset"]))
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def read_instant(written: str, zone: tzinfo) -> datetime | None:
    """The same on the time line, without an offset in `zone`; None where it names no day."""
    moment = read_moment(written)
    return moment.instant(zone) if moment else None


def _time(shape: re.Match[str]) -> time | None:
    if shape["hour"] is None:
        return None
    return time(int(shape["hour"]), int(shape["minute"] or 0), int(shape["second"] or 0))


def _offset(written: str | None) -> tzinfo | None:
    if not written or written == "Z":
        return UTC if written else None
    digits = written[1:].replace(":", "")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if span > _WIDEST_OFFSET:
        raise ValueError("no place on earth is that far from UTC")
    return timezone(-span if written[0] == "-" else span)
