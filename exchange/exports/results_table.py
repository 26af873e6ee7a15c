"""A clinic's draws as one table, with the mapping by which the import reads it back.

A row is a draw, a column one analyte in one unit by one method, so that nothing has to be assumed
when it is read. Cells hold what was typed, sign and digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from accounts.models import Clinic
from accounts.spreadsheet import csv_lines
from labs.models import Draw, Method, Result
from patients.models import PatientDetails
from protocols.targets.analytes import BY_SLUG

RECORD, BORN, FAMILY, GIVEN = "record number", "born", "family name", "given name"
DRAWN, LABORATORY = "drawn on", "laboratory"
HEADS = (RECORD, BORN, FAMILY, GIVEN, DRAWN, LABORATORY)
RANGE = "range of "
DAY = "YYYY-MM-DD"
DRAWS_AT_A_TIME = 500


class Column(NamedTuple):
    """What every value of a column shares."""

    analyte: str
    unit: str
    method: str

    @property
    def head(self) -> str:
        """The column's name: analyte, unit and, where it is known, the method."""
        method = "" if self.method == Method.UNKNOWN else f", {Method(self.method).label}"
        return f"{BY_SLUG[self.analyte].name} {self.unit}{method}"


def told_men(clinic: Clinic) -> dict[int, PatientDetails]:
    """The men whose birth date is known: one reckoned from an age cannot vouch for a man."""
    men = clinic.patient_details.current().filter(born_on_is_estimated=False)
    return {each.patient_id: each for each in men.select_related("patient")}


def columns_of(clinic: Clinic) -> list[Column]:
    """Every column that the clinic's results need, in the order of the analytes."""
    current = Result.objects.filter(draw__in=_draws(clinic))
    found = {Column(*each) for each in current.values_list("analyte", "unit", "method")}
    places = {slug: place for place, slug in enumerate(BY_SLUG)}
    return sorted(found, key=lambda each: (places[each.analyte], each.unit, each.method))


def mapping_of(columns: Iterable[Column]) -> dict[str, Any]:
    """The declaration of this table for `import_results`."""
    return {
        "record_number": RECORD,
        "collected_on": {"column": DRAWN, "format": DAY},
        "birth_date": {"column": BORN, "format": DAY},
        "family_name": FAMILY,
        "given_name": GIVEN,
        "laboratory": {"column": LABORATORY},
        "results": [
            {
                "column": each.head,
                "analyte": each.analyte,
                "unit": each.unit,
                "method": each.method,
                "reference_range": {"column": f"{RANGE}{each.head}"},
            }
            for each in columns
        ],
    }


def results_table(clinic: Clinic, columns: list[Column]) -> Iterator[str]:
    """The table line by line."""
    heads = [name for each in columns for name in (each.head, f"{RANGE}{each.head}")]
    return csv_lines([*HEADS, *heads], _rows(clinic, columns))


def _draws(clinic: Clinic) -> Any:
    draws = Draw.objects.current().filter(patient__clinic=clinic, patient__in=told_men(clinic))
    return draws.filter(results__isnull=False).distinct()


def _rows(clinic: Clinic, columns: list[Column]) -> Iterator[list[str]]:
    men = told_men(clinic)
    ordered = _draws(clinic).order_by("patient_id", "collected_on", "pk")
    fetched = ordered.select_related("laboratory").prefetch_related("results")
    for draw in fetched.iterator(chunk_size=DRAWS_AT_A_TIME):
        details = men[draw.patient_id]
        held = {Column(each.analyte, each.unit, each.method): each for each in draw.results.all()}
        head = [
            details.record_number,
            details.born_on.isoformat(),
            details.family_name,
            details.given_name,
            draw.collected_on.isoformat(),
            draw.laboratory.name if draw.laboratory else "",
        ]
        cells = [cell for each in columns for cell in _cells(held.get(each))]
        yield [*head, *cells]


def _cells(result: Result | None) -> tuple[str, str]:
    if result is None:
        return "", ""
    return f"{result.comparator}{result.number}", result.reference_range
