"""The units in which a man's page shows his hormones: those of the targets, or SI.

A clinic chooses between them, and an address may ask for the other ones. Only what is shown is
converted, and from the exact values: positions, findings and targets stay what they were judged to
be in the targets' own units. The ratio has the units of its definition.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from accounts.access import ClinicRequest
from labs.units import shown
from monitoring.charts.points import Band, Bands
from monitoring.judgement.snapshot import ESTRADIOL, TESTOSTERONE
from monitoring.status.shown import UNITS, Columns, ShownValue
from protocols.targets.analytes import BY_SLUG
from protocols.targets.goals import Target
from protocols.targets.measurands import Unit
from protocols.targets.quantity import Quantity


def _si(marker: str) -> Unit:
    analyte = BY_SLUG[marker]
    return next(unit for unit in analyte.units if unit.code == analyte.si)


SI = {marker: _si(marker) for marker in (ESTRADIOL, TESTOSTERONE)}


@dataclass(frozen=True)
class ShownUnits:
    """Which of the two a page shows."""

    is_si: bool = False

    def label(self, marker: str) -> str:
        """The unit of a marker's values."""
        return SI[marker].label if self.is_si and marker in SI else UNITS[marker]

    def values(self, measured: Columns) -> Columns:
        """Every value in these units."""
        if not self.is_si:
            return measured
        return {
            marker: tuple(_value(each, SI[marker]) if marker in SI else each for each in series)
            for marker, series in measured.items()
        }

    def bands(self, bands: Bands) -> Bands:
        """The goals of the chart in these units."""
        if not self.is_si:
            return bands
        return replace(
            bands,
            estradiol=_band(bands.estradiol, SI[ESTRADIOL]),
            testosterone=_band(bands.testosterone, SI[TESTOSTERONE]),
        )

    def goal(self, marker: str, goal: Target) -> Target:
        """A goal as it reads beside such values: to be shown, never to judge by."""
        if not self.is_si or marker not in SI:
            return goal
        unit = SI[marker]
        ends = (_end(end, unit) for end in (goal.at_least, goal.at_most, goal.under))
        at_least, at_most, under = ends
        return replace(goal, unit=unit.label, at_least=at_least, at_most=at_most, under=under)


USUAL = ShownUnits()

NAMED = {"usual": USUAL, "si": ShownUnits(is_si=True)}


def units_of(request: ClinicRequest) -> ShownUnits:
    """The units that the address asks for, else the clinic's."""
    own = "si" if request.clinic.shows_si else "usual"
    return NAMED.get(request.GET.get("u", ""), NAMED[own])


def asked_units(request: ClinicRequest) -> list[tuple[str, str]]:
    """What a further address of the same page carries, so that it keeps the units asked for."""
    asked = request.GET.get("u", "")
    return [("u", asked)] if asked in NAMED else []


def units_shown(request: ClinicRequest, anchor: str = "", *more: tuple[str, str]) -> dict[str, Any]:
    """Where the page shows the other units, the time range kept; and what keeps these units.

    `more` is kept beside them.
    """
    is_si = units_of(request).is_si
    query = request.GET.copy()
    query["u"] = "usual" if is_si else "si"
    label = "Show the targets' units" if is_si else "Show SI units"
    return {
        "units": {"label": label, "url": f"?{query.urlencode()}{anchor}"},
        "kept_query": [*asked_units(request), *more],
    }


def _value(value: ShownValue, unit: Unit) -> ShownValue:
    amount = unit.from_canonical(value.amount)
    return value._replace(text=_text(value, unit), amount=amount)


def _text(value: ShownValue, unit: Unit) -> str:
    """The digits as typed where they were typed in this unit, else on the same side of its goal."""
    typed, _, typed_in = value.typed.partition(" ")
    if typed_in.split(" ")[0] == unit.label:
        return typed
    goal = value.goal
    ends = (goal.at_least, goal.at_most, goal.under) if goal else ()
    limits = [end for end in ends if end is not None]
    quantity = Quantity(value.amount, value.comparator)
    return shown(quantity, BY_SLUG[value.marker].code, unit.code, limits)


def _band(band: Band, unit: Unit) -> Band:
    """A goal with one decimal more than its values, so that it cannot pass for a value's own."""
    ends = (_end(end, unit) for end in (band.at_least, band.at_most, band.under))
    at_least, at_most, under = ends
    zone = band.zone and (
        _end(band.zone[0], unit, ROUND_FLOOR) or Decimal(0),
        _end(band.zone[1], unit, ROUND_CEILING) or Decimal(0),
    )
    return Band(unit.label, at_least, at_most, under, zone, band.moved_by)


def _end(end: Decimal | None, unit: Unit, rounding: str = ROUND_HALF_UP) -> Decimal | None:
    if end is None:
        return None
    places = Decimal(1).scaleb(-unit.decimals - 1)
    return unit.from_canonical(end).quantize(places, rounding=rounding)
