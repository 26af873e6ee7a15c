"""What stands beside a value field: its units, their conversion, and the previous result."""

from __future__ import annotations

from decimal import Decimal

from labs.models import Result
from patients.forms.days import format_day
from protocols.targets.analytes import Analyte

SHOWN_DIGITS = 12


def unit_choices(analyte: Analyte) -> list[tuple[str, str]]:
    """The accepted units; none is assumed, so that an analyte with several begins unchosen."""
    units = [(unit.code, unit.label) for unit in analyte.units]
    return units if len(units) == 1 else [("", "unit?"), *units]


def shared_units(analyte: Analyte) -> dict[str, dict[str, str]]:
    """For each unit the factors into the others, as text for the page's script."""
    return {
        unit.code: {
            other.label: _factor(other.from_canonical(unit.to_canonical(Decimal(1))))
            for other in analyte.units
            if other is not unit
        }
        for unit in analyte.units
    }


def _factor(number: Decimal) -> str:
    return f"{number:.{SHOWN_DIGITS}g}"


def previous_shown(result: Result | None) -> str:
    """The previous result beside its field: value, unit, day."""
    if result is None:
        return ""
    return f"{result.typed} {result.unit} on {format_day(result.draw.collected_on)}"
