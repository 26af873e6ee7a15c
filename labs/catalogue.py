"""The catalogue of laboratories: whose names are suggested, how they measure, what they write.

Draws keep what was recorded with them. What the catalogue knows is offered where somebody types a
draw, and read where a file says nothing itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic, User
from labs.assays import CatalogueRow
from labs.models import Assay, Laboratory, Method, Spelling
from labs.unit_spellings import unit_code
from protocols.targets.analytes import BY_SLUG

Measured = tuple[date, str]
KnownAssay = tuple[str, date, str]
"""A laboratory, since when, and by which method."""


@dataclass(frozen=True)
class UsualMethods:
    """How each laboratory of a clinic measures: since when, by which method, latest first."""

    known: Mapping[tuple[str, str], list[Measured]] = field(default_factory=dict)

    def of(self, laboratory: str, analyte: str, day: date) -> str:
        """The method of that laboratory for that analyte on that day."""
        measured = self.known.get((laboratory, analyte), ())
        return next((method for since, method in measured if since <= day), Method.UNKNOWN.value)

    def about(self, analyte: str) -> list[KnownAssay]:
        """Every assay of an analyte, by laboratory."""
        return [
            (name, since, method)
            for (name, measured), assays in sorted(self.known.items())
            for since, method in assays
            if measured == analyte
        ]


NOTHING_USUAL = UsualMethods()


def usual_methods(clinic: Clinic) -> UsualMethods:
    """What the catalogue of a clinic says of the methods of its laboratories."""
    known: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    rows = Assay.objects.of(clinic).order_by("-since").select_related("laboratory")
    for assay in rows:
        known[assay.laboratory.name, assay.analyte].append((assay.since, assay.method))
    return UsualMethods(dict(known))


Words = Mapping[tuple[str, str], str]
"""What the words of one laboratory mean here, by kind and spelling."""


def words_of(clinic: Clinic, laboratory: str) -> Words:
    """What the catalogue says of the words of one laboratory."""
    rows = Spelling.objects.of(clinic).filter(laboratory__name=laboratory)
    return {(row.kind, row.written): row.means for row in rows}


def is_word_of_ours(written: str) -> bool:
    """Whether a word has its meaning here already, which no catalogue may change."""
    is_known = written in BY_SLUG or written in Method.values
    return is_known or unit_code(written) is not None


@transaction.atomic
def note(row: CatalogueRow, *, by: User) -> None:
    """Put an assay or a spelling into the catalogue, with its audit row."""
    row.save(force_insert=True)
    _audit(row.laboratory.clinic, [row], "noted", by)


@transaction.atomic
def set_aside[R: CatalogueRow](clinic: Clinic, chosen: QuerySet[R], *, by: User) -> int:
    """Use these assays or spellings no longer; how many that changed. Draws stay as they are."""
    rows = chosen.filter(laboratory__clinic=clinic, is_used=True)
    changed = list(rows.select_for_update(of=("self",)).order_by("pk"))
    keys = [row.pk for row in changed]
    chosen.model._default_manager.filter(pk__in=keys).update(is_used=False)
    _audit(clinic, changed, "set-aside", by)
    return len(changed)


def _audit(clinic: Clinic, rows: Sequence[CatalogueRow], verb: str, by: User) -> None:
    told = [
        audit_row(
            clinic,
            f"{row._meta.model_name}.{verb}",
            by=by,
            subject=row.pk,
            laboratory=row.laboratory_id,
            means=str(row),
        )
        for row in rows
    ]
    write_audit(told)


@transaction.atomic
def offer(clinic: Clinic, laboratories: Iterable[Laboratory], *, offered: bool, by: User) -> int:
    """Suggest these names from now on, or no longer; how many that changed."""
    keys = [each.pk for each in laboratories]
    rows = clinic.laboratories.select_for_update().filter(pk__in=keys, is_offered=not offered)
    changed = list(rows.order_by("pk"))
    clinic.laboratories.filter(pk__in=[each.pk for each in changed]).update(is_offered=offered)
    verb = "offered" if offered else "hidden"
    write_audit(
        [audit_row(clinic, f"laboratory.{verb}", by=by, subject=each.pk) for each in changed]
    )
    return len(changed)
