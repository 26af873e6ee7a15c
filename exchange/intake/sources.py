"""From which rows of which files a draw has its results."""

from __future__ import annotations

from uuid import UUID

from accounts.models import Clinic
from exchange.models import ImportedDraw, ImportedFile, WaitingRow
from labs.models import Draw


def sources_of(clinic: Clinic, document: UUID) -> list[ImportedDraw]:
    """Each row of a file that went into a draw, once, in the order in which they came."""
    rows = ImportedDraw.objects.filter(file__clinic=clinic, draw=document)
    found = rows.select_related("file", "run__by").order_by("pk")
    return list({(each.file_id, each.row, each.run_id): each for each in found}.values())


def men_from(clinic: Clinic, file: ImportedFile) -> list[UUID]:
    """The men of whom a file is known to speak: those with draws from it, by opaque id."""
    documents = file.draws.values_list("draw", flat=True)
    draws = Draw.objects.filter(document__in=list(documents), patient__clinic=clinic)
    found = draws.values_list("patient__opaque_id", flat=True).order_by("patient_id").distinct()
    return list(found)


def men_named(clinic: Clinic, rows: list[WaitingRow]) -> list[UUID]:
    """The men on record whose numbers stand in rows that wait, by opaque id."""
    numbers = {" ".join(row.record_number.split()) for row in rows if row.record_number}
    found = clinic.patient_details.current().filter(record_number__in=numbers)
    return list(found.order_by("patient_id").values_list("patient__opaque_id", flat=True))
