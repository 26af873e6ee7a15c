"""What goes out as FHIR comes in again as the same values, in a clinic that knows nobody."""

from __future__ import annotations

from collections import Counter
from datetime import date, time
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.actions import create_clinic
from accounts.models import Clinic
from exchange.codes import loinc_of
from exchange.fhir.export import records_told
from exchange.intake import Order, ReceivedFile, import_files
from labs.models import Draw, Result
from tests.intake.messages import TODAY

Value = tuple[str, date, time | None, str, str, str, str, str]


def values(clinic: Clinic) -> Counter[Value]:
    """Every value on record that has a code, with its man, day, laboratory and method."""
    draws = Draw.objects.current().filter(patient__clinic=clinic)
    results = Result.objects.filter(draw__in=draws).select_related("draw__laboratory")
    numbers = dict(clinic.patient_details.current().values_list("patient", "record_number"))
    return Counter(
        (
            numbers[each.draw.patient_id], each.draw.collected_on, each.draw.collected_at,
            str(each.draw.laboratory or ""),
            each.analyte, f"{each.comparator}{each.number}", each.unit, each.method,
        )
        for each in results
        if loinc_of(each.analyte, each.unit)
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.both_databases
def test_the_demo_comes_back(db: None) -> None:
    call_command("load_demo", today=TODAY, stdout=StringIO())
    demo = Clinic.objects.get()
    content = "".join(records_told(demo, by=None)).encode()
    empty = create_clinic("empty", "Empty", time_zone=demo.time_zone)
    report = import_files(
        [ReceivedFile("demo.json", content)], Order(empty, TODAY, create_patients=True)
    )
    assert values(empty) == values(demo)
    assert len(values(demo)) > 500
    assert {each.kind for each in report.rejected} <= {"not_a_result", "unknown_code"}
    again = import_files([ReceivedFile("demo.json", content)], Order(empty, TODAY))
    assert (again.counts.results_created, again.counts.draws_amended) == (0, 0)
