"""Results of a draw as Observations: the digits, the sign and the unit that were recorded."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from zoneinfo import ZoneInfo

from exchange.codes.lookup import LOINC, loinc_of
from exchange.fhir.observations import Said, category
from exchange.fhir.parts import Resource, concept, day_or_moment, named, quantity, subject
from exchange.fhir.writing import Value, filled
from labs.models import Draw, Method, Result
from patients.models import Patient
from protocols.targets.analytes import BY_SLUG


def values_of_draw(
    man: Patient, zone: ZoneInfo, draw: Draw, results: Iterable[Result]
) -> list[Said]:
    """What one version of a draw says. How it was judged is not part of it."""
    about = filled(
        category=category("laboratory", "Laboratory"),
        subject=subject(man),
        effectiveDateTime=day_or_moment(draw.collected_on, draw.collected_at, zone),
        performer=_performer(draw),
    )
    return [
        Said(
            result.analyte,
            {**about, **_measured(result)},
            result.is_unconfirmed or result.is_preliminary,
        )
        for result in results
    ]


def _performer(draw: Draw) -> list[Value]:
    return [named(draw.laboratory.name)] if draw.laboratory else []


def _measured(result: Result) -> Resource:
    is_known = result.method != Method.UNKNOWN
    ranges: list[Value] = [filled(text=result.reference_range)] if result.reference_range else []
    return filled(
        code=_code(result),
        valueQuantity=_quantity(result),
        method=concept(result.get_method_display()) if is_known else None,
        referenceRange=ranges,
    )


def _code(result: Result) -> Resource:
    """The analyte in words, and its LOINC code where one was checked for this unit."""
    row = loinc_of(result.analyte, result.unit)
    name = result.get_analyte_name()
    return concept(name, LOINC, row.code, row.name) if row else concept(name)


def _quantity(result: Result) -> Resource:
    unit = BY_SLUG[result.analyte].unit(result.unit)
    label = unit.label if unit else result.unit
    number = Decimal(result.number.replace(",", "."))
    return quantity(number, result.unit, label, result.comparator)
