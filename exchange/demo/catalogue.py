"""What the demo clinic's catalogue says of its laboratories: how each measures, what it writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from accounts.models import Clinic, User
from exchange.demo.laboratories import LABORATORIES, LaboratoryPlan
from labs.assays import CatalogueRow
from labs.catalogue import note
from labs.models import Assay, Laboratory, Method, Spelling

Known = Mapping[str, Laboratory]
"""The laboratories of the demo by name."""


def fill_catalogue(clinic: Clinic, by: User, today: date) -> Known:
    """Note every laboratory, how it measures and what its words mean, as in the admin."""
    names = [plan.name for plan in LABORATORIES.values()]
    made = Laboratory.objects.bulk_create(Laboratory(clinic=clinic, name=name) for name in names)
    known = {laboratory.name: laboratory for laboratory in made}
    for plan in LABORATORIES.values():
        for row in _rows(plan, known[plan.name], today):
            note(row, by=by)
    return known


def _rows(plan: LaboratoryPlan, place: Laboratory, today: date) -> Iterator[CatalogueRow]:
    for analyte in plan.assays:
        for ago, method in _methods(plan, analyte):
            since = today - timedelta(ago)
            yield Assay(laboratory=place, analyte=analyte, method=method, since=since)
    for written, (kind, means) in plan.words.items():
        yield Spelling(laboratory=place, kind=kind, written=written, means=means)


def _methods(plan: LaboratoryPlan, analyte: str) -> Iterator[tuple[int, Method]]:
    """Each method of an analyte with the day (ago) from which on it was used.

    A new analyser that measures in the same way is no new method.
    """
    ago, before = plan.since, Method.UNKNOWN
    for assay in plan.assays[analyte]:
        if assay.method != before:
            yield ago, Method(assay.method)
        ago, before = assay.until or ago, Method(assay.method)
