"""The one way in for a result: what was typed becomes a row, or a message that says what to do.

Form, import and demo all build their results here, so that no path can skip a unit, a sign or a
plausibility limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.models import User
from accounts.row_reading import KeptQuery
from labs.models import Method, Result
from labs.plausibility import Plausibility, judge_entry
from labs.reading import Unreadable
from labs.units import (
    REMEMBERED,
    ComparatorNotAccepted,
    Measurement,
    UnknownAnalyte,
    UnknownUnit,
    measure,
)
from patients.facts import PlainPart
from patients.models import Patient
from protocols.targets.analytes import BY_SLUG

UNACCEPTED = (Unreadable, UnknownAnalyte, UnknownUnit, ComparatorNotAccepted)

CANONICAL_PLACES = Decimal(1).scaleb(-12)
NO_DOCUMENT = UUID(int=0)

LARGEST = Decimal(10) ** 12
"""Beyond every analyte's range, in any unit: more digits than a result can have."""


class Implausible(ValueError):
    """A value beyond a hard limit: not possible in this unit. The message says what to check."""


@dataclass(frozen=True, slots=True)
class ReadValue:
    """What a typed text means for an analyte in a unit, whosever result it is."""

    analyte: str
    typed: str
    measurement: Measurement
    plausibility: Plausibility
    canonical: Decimal


@dataclass(slots=True)
class Entry:
    """One accepted result: what it measures, how, and whether somebody must confirm it."""

    value: ReadValue
    method: str
    reference_range: str
    is_preliminary: bool = False
    confirmed_by: User | None = None
    confirmed_at: datetime | None = None

    @property
    def measurement(self) -> Measurement:
        """The result in its unit and in the analyte's own."""
        return self.value.measurement

    @property
    def plausibility(self) -> Plausibility:
        """Whether it can be, and the words for whoever typed it."""
        return self.value.plausibility

    @property
    def to_confirm(self) -> bool:
        """Whether the value is possible but unlikely, and needs a person's word."""
        return self.value.plausibility.outcome == "confirm"

    @property
    def is_unconfirmed(self) -> bool:
        """Whether nobody has given that word yet."""
        return self.to_confirm and self.confirmed_at is None

    def confirm(self, by: User) -> None:
        """Note who stood by an unlikely value, and when."""
        self.confirmed_by, self.confirmed_at = by, timezone.now()

    def row(self) -> Result:
        """The row that it becomes, by what is noted of it now."""
        return Result(**dict(zip(STORED, self._stored(), strict=True)))

    def part(self) -> PlainPart:
        """The same as plain values, where thousands are written."""
        return PlainPart(Result, STORED, self._stored())

    def _stored(self) -> tuple[object, ...]:
        """What is stored of it, in the order of `STORED`."""
        value, measurement = self.value, self.value.measurement
        return (
            value.analyte,
            value.typed,
            measurement.comparator,
            measurement.text.removeprefix(measurement.comparator),
            measurement.unit.code,
            value.canonical,
            self.method,
            self.reference_range,
            self.is_preliminary,
            self.to_confirm,
            self.confirmed_by.pk if self.confirmed_by else None,
            self.confirmed_at,
        )


STORED = (
    "analyte",
    "typed",
    "comparator",
    "number",
    "unit",
    "canonical",
    "method",
    "reference_range",
    "is_preliminary",
    "needs_confirmation",
    "confirmed_by_id",
    "confirmed_at",
)


def read_result(
    analyte: str,
    typed: str,
    unit: str | None,
    *,
    method: str = Method.UNKNOWN,
    reference_range: str = "",
) -> Entry:
    """Read one typed result of an analyte (its slug) in the unit given.

    Raises one of `UNACCEPTED` for text, unit or sign, and `Implausible` beyond a hard limit.
    """
    return Entry(_read_value(analyte, typed, unit), str(method), reference_range)


@lru_cache(maxsize=REMEMBERED)  # results repeat, in a file and from draw to draw
def _read_value(analyte: str, typed: str, unit: str | None) -> ReadValue:
    if analyte not in BY_SLUG:
        raise UnknownAnalyte(f"“{analyte}” is not an analyte that is recorded here.")
    measurement = measure(BY_SLUG[analyte].code, typed, unit)
    plausibility = judge_entry(measurement)
    if plausibility.outcome == "reject":
        raise Implausible(" ".join(plausibility.messages))
    if measurement.quantity.value >= LARGEST:
        raise Implausible(f"{typed.strip()} has more digits than a result can have. Check it.")
    canonical = measurement.quantity.value.quantize(CANONICAL_PLACES)
    return ReadValue(analyte, typed.strip(), measurement, plausibility, canonical)


def latest_results(man: Patient, apart_from: UUID | None = None) -> dict[str, Result]:
    """A man's latest result of each analyte with its draw, one document left out if wanted."""
    return {result.analyte: result for result in _latest(man.pk, apart_from or NO_DOCUMENT)}


def _latest_of(man: int, apart_from: UUID) -> QuerySet[Result]:
    newest_first = (F("draw__collected_on").desc(), F("draw__position").desc())
    nth = Window(RowNumber(), partition_by="analyte", order_by=newest_first)
    of_him = Result.objects.filter(
        draw__patient=man, draw__is_current=True, draw__entered_in_error=False
    ).exclude(draw__document=apart_from)
    latest = of_him.annotate(nth=nth).filter(nth=1)
    return latest.select_related("draw__laboratory").only(*SAID_LAST_TIME)


SAID_LAST_TIME = (
    "analyte",
    "typed",
    "comparator",
    "number",
    "unit",
    "method",
    "draw__collected_on",
    "draw__position",
    "draw__laboratory__name",
)
"""What somebody who types the next draw is told of the last one."""

_latest = KeptQuery(_latest_of)


def measured(result: Result) -> Measurement:
    """What a stored result measures, read again from the digits that were typed."""
    return measure(BY_SLUG[result.analyte].code, result.number, result.unit, result.comparator)
