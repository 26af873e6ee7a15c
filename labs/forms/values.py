"""The fields of each analyte, and what stands beside them: units, conversion, previous result."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from labs.models import Result
from patients.forms.base import ValueInput
from patients.forms.days import format_day
from protocols.targets.analytes import BY_SLUG, Analyte

FIRST = ("estradiol", "testosterone_total", "hematocrit")
SHOWN = (*FIRST, "shbg")
"""Fields that stand open: the three that are judged, and SHBG, which most panels bring along."""

MORE = tuple(slug for slug in BY_SLUG if slug not in SHOWN and not BY_SLUG[slug].is_calculated)
TYPED = SHOWN + MORE

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


class UnitField(forms.ChoiceField):
    """The unit of a value; the units never change, so that the forms' copies share them."""

    def __deepcopy__(self, memo: dict[int, Any]) -> UnitField:
        return forms.Field.__deepcopy__(self, memo)


def value_fields(slug: str) -> dict[str, forms.Field]:
    """The fields of one analyte: its value, its unit, and for the first three the printed range."""
    analyte = BY_SLUG[slug]
    units = unit_choices(analyte)
    value = forms.CharField(label=analyte.name, required=False, max_length=40, widget=ValueInput)
    unit = UnitField(
        label=f"Unit of {analyte.name}", choices=units, initial=units[0][0], required=False
    )
    printed = forms.CharField(
        label=f"{analyte.name}: range printed on the report", required=False, max_length=80
    )
    fields: dict[str, forms.Field] = {slug: value, f"{slug}_unit": unit}
    return fields | {f"{slug}_range": printed} if slug in FIRST else fields
