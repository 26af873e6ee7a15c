"""Read one object of a case file strictly: every name known, every value of its kind."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from labs.reading import LONGEST_TEXT, MOST_DIGITS
from monitoring.judgement.cases.reading import Repeating
from monitoring.judgement.refusals import Refused

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 12, 31)


class Fields:
    """One object at a path of the file; a value that is not what it should be is refused there."""

    def __init__(self, raw: object, path: str, known: Collection[str]) -> None:
        if not isinstance(raw, Mapping):
            raise Refused(path or "case", "must be an object")
        self._raw: Mapping[str, Any] = raw
        self._path = path
        if isinstance(raw, Repeating):
            raise Refused(self.at(raw.twice), "is given more than once")
        for name in raw:
            if name not in known:
                raise Refused(self.at(name), f"unknown field; known are {', '.join(known)}")

    def at(self, name: str) -> str:
        """Where a field stands in the file."""
        return f"{self._path}.{name}" if self._path else name

    def has(self, name: str) -> bool:
        """Whether the field is given at all; null counts as not given."""
        return self._raw.get(name) is not None

    def needed(self, name: str) -> Any:
        """The raw value of a field that must be there."""
        if not self.has(name):
            raise Refused(self.at(name), "is missing")
        return self._raw[name]

    def text(self, name: str, fallback: str | None = None) -> str:
        """A text; with a fallback it may be absent."""
        value = self.needed(name) if fallback is None or self.has(name) else fallback
        if not isinstance(value, str):
            raise Refused(self.at(name), "must be a text")
        return value

    def word(self, name: str, words: Collection[str], fallback: str | None = None) -> str:
        """One of some words."""
        value = self.text(name, fallback)
        if value not in words:
            raise Refused(self.at(name), f"{quoted(value)} is not one of {_listed(words)}")
        return value

    def words(self, name: str, words: Collection[str]) -> frozenset[str]:
        """A list of some of the words."""
        values = self._list(name)
        for place, value in enumerate(values):
            if not isinstance(value, str) or value not in words:
                where = f"{self.at(name)}[{place}]"
                raise Refused(where, f"{quoted(value)} is not one of {_listed(words)}")
        return frozenset(values)

    def day(self, name: str) -> date:
        """A calendar date, written year-month-day."""
        value = self.text(name)
        try:
            day = date.fromisoformat(value) if _ISO_DAY.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None or not _EARLIEST <= day <= _LATEST:
            raise Refused(self.at(name), f"{quoted(value)} is not a date, written like 2026-11-22")
        return day

    def flag(self, name: str) -> bool:
        """True or false; false where it is absent."""
        value = self._raw.get(name, False)
        if not isinstance(value, bool):
            raise Refused(self.at(name), "must be true or false")
        return value

    def number(self, name: str) -> Decimal | None:
        """A number, or None where it is absent."""
        return exact_number(self.needed(name), self.at(name)) if self.has(name) else None

    def objects(self, name: str) -> Iterator[tuple[str, object]]:
        """The members of a list, each with its path; none where the list is absent."""
        return ((f"{self.at(name)}[{place}]", raw) for place, raw in enumerate(self._list(name)))

    def members(self, name: str, known: Collection[str]) -> Iterator[tuple[str, str, object]]:
        """The members of an object by name, each with its path; unknown names are refused."""
        inner = Fields(self.needed(name), self.at(name), known)
        return ((key, inner.at(key), raw) for key, raw in inner._raw.items())

    def _list(self, name: str) -> list[Any]:
        value = self._raw[name] if self.has(name) else []
        if not isinstance(value, list):
            raise Refused(self.at(name), "must be a list")
        return value


def quoted(value: object) -> str:
    """A value as a refusal names it; a long one is cut, what is no text is told by its kind."""
    if not isinstance(value, str):
        return f"a {type(value).__name__}"
    return f'"{value}"' if len(value) <= LONGEST_TEXT else f'"{value[:LONGEST_TEXT]}…"'


def _listed(words: Collection[str]) -> str:
    return ", ".join(sorted(words))


def exact_number(value: object, path: str) -> Decimal:
    """A number as it is written, whole or decimal, of ordinary size; never rounded."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        number = Decimal(value)
        if number.is_finite() and abs(number.adjusted()) <= MOST_DIGITS:
            return number
    raise Refused(path, "must be a number of ordinary size")
