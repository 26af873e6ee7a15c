"""What the columns of a laboratory's file mean, as declared by whoever brings the file.

Nothing is inferred from a column's name: a unit, a method and a date order are stated here or
they are not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as ByWord
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property, lru_cache

_TIME_OF_DAY = ("%H", "%I")
_EXAMPLE = datetime(2014, 1, 31, 8, 30)  # noqa: DTZ001 - only shows how a date is written


@dataclass(frozen=True, slots=True)
class DateFormat:
    """How dates are written in a column, in the directives of Python's strptime."""

    pattern: str

    @property
    def example(self) -> str:
        """A date as the column should show it."""
        return _EXAMPLE.strftime(self.pattern)

    @lru_cache(maxsize=4096)  # noqa: B019 - formats are few and small, days recur in every file
    def read(self, text: str) -> tuple[date, time | None]:
        """The day, and the time where the format holds one; raises ValueError."""
        moment = datetime.strptime(text, self.pattern)  # noqa: DTZ007 - clinic-local by definition
        has_time = any(directive in self.pattern for directive in _TIME_OF_DAY)
        return moment.date(), moment.time() if has_time else None


@dataclass(frozen=True, slots=True)
class DateColumn:
    """A column of dates."""

    column: str
    format: DateFormat


@dataclass(frozen=True, slots=True)
class Text:
    """A text for every row: from a column, or the same for all."""

    column: str | None = None
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class Censoring:
    """Where `column` equals `equals`, the result is `typed` (such as "<2.994"), not the cell."""

    column: str
    equals: str
    typed: str


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """One column of results: an analyte's slug, the unit of every value, how it was measured.

    Where `method` is empty, the catalogue of laboratories is asked.
    """

    column: str
    analyte: str
    unit: str
    method: str
    censored: Censoring | None = None
    reference_range: Text | None = None


@dataclass(frozen=True, slots=True)
class LongForm:
    """A table with one result a row: which columns name the analyte, its value and its unit.

    `words` says what the laboratory's words for analytes mean, as the clinic has noted it; our own
    slugs mean themselves.
    """

    analyte: str
    value: str
    unit: str
    words: ByWord[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapping:
    """The whole declaration. Of `birth_date` and `age_column` exactly one is given.

    A table in long form has no `results`: each row names its own.
    """

    record_number: str
    collected_on: DateColumn | date
    results: tuple[ResultColumn, ...]
    birth_date: DateColumn | None = None
    age_column: str = ""
    family_name: str = ""
    given_name: str = ""
    laboratory: Text | None = None
    long: LongForm | None = None

    @property
    def birth_column(self) -> str:
        """The column that a man's birth date comes from, as messages name it."""
        return self.birth_date.column if self.birth_date else self.age_column

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Every column that the mapping reads, once each."""
        return tuple(dict.fromkeys(name for name in self._mentioned() if name))

    def _mentioned(self) -> Iterator[str | None]:
        yield self.record_number
        if isinstance(self.collected_on, DateColumn):
            yield self.collected_on.column
        yield from (self.birth_column, self.family_name, self.given_name)
        yield self.laboratory.column if self.laboratory else None
        if self.long:
            yield from (self.long.analyte, self.long.value, self.long.unit)
        for result in self.results:
            yield result.column
            yield result.censored.column if result.censored else None
            yield result.reference_range.column if result.reference_range else None
