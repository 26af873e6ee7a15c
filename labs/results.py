"""The one way in for a result: what was typed becomes a row, or a message that says what to do.

Form, import and demo all build their results here, so that no path can skip a unit, a sign or a
plausibility limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from labs.models import Draw, Method, Result
from labs.plausibility import Plausibility, judge_entry
from labs.reading import Unreadable
from labs.units import ComparatorNotAccepted, Measurement, UnknownAnalyte, UnknownUnit, measure
from patients.models import Patient
from protocols.targets.analytes import BY_SLUG

UNACCEPTED = (Unreadable, UnknownAnalyte, UnknownUnit, ComparatorNotAccepted)

CANONICAL_PLACES = Decimal(1).scaleb(-12)
LARGEST = Decimal(10) ** 12
"""Beyond every analyte's range, in any unit: more digits than a result can have."""


class Implausible(ValueError):
    """A value beyond a hard limit: not possible in this unit. The message says what to check."""


@dataclass(frozen=True)
class Entry:
    """One accepted result: its row, what it measures, and whether somebody must confirm it."""

    result: Result
    measurement: Measurement
    plausibility: Plausibility

    @property
    def to_confirm(self) -> bool:
        """Whether the value is possible but unlikely, and needs a person's word."""
        return self.plausibility.outcome == "confirm"

    def confirm(self, by: User) -> None:
        """Note who stood by an unlikely value, and when."""
        self.result.confirmed_by, self.result.confirmed_at = by, timezone.now()


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
    if analyte not in BY_SLUG:
        raise UnknownAnalyte(f"“{analyte}” is not an analyte that is recorded here.")
    measurement = measure(BY_SLUG[analyte].code, typed, unit)
    plausibility = judge_entry(measurement)
    if plausibility.outcome == "reject":
        raise Implausible(" ".join(plausibility.messages))
    if measurement.quantity.value >= LARGEST:
        raise Implausible(f"{typed.strip()} has more digits than a result can have. Check it.")
    result = Result(
        analyte=analyte,
        typed=typed.strip(),
        comparator=measurement.comparator,
        number=measurement.text.removeprefix(measurement.comparator),
        unit=measurement.unit.code,
        canonical=measurement.quantity.value.quantize(CANONICAL_PLACES),
        method=method,
        reference_range=reference_range,
        needs_confirmation=plausibility.outcome == "confirm",
    )
    return Entry(result, measurement, plausibility)


def latest_results(man: Patient, apart_from: UUID | None = None) -> dict[str, Result]:
    """A man's latest result of each analyte with its draw, one document left out if wanted."""
    draws = man.versions_of(Draw).current()
    if apart_from:
        draws = draws.exclude(document=apart_from)
    results = Result.objects.filter(draw__in=draws).select_related("draw__laboratory")
    ordered = results.order_by("draw__collected_on", "draw__position")
    return {result.analyte: result for result in ordered}


def measured(result: Result) -> Measurement:
    """What a stored result measures, read again from the digits that were typed."""
    return measure(BY_SLUG[result.analyte].code, result.number, result.unit, result.comparator)
