"""What goes out as FHIR comes in again as the same values, in a clinic that knows nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, time
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.actions import create_clinic
from accounts.models import Clinic
from exchange.codes.lookup import loinc_of
from exchange.fhir.drugs import Course, courses
from exchange.fhir.export import records_told
from exchange.intake.importing import Order, ReceivedFile, import_files
from labs.models import DexaScan, DexaSite, Draw, Result
from protocols.models import Step, TherapyEvent
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


def scans(clinic: Clinic) -> Counter[tuple[object, ...]]:
    """Every site of every scan on record, with its man, its scanner and all its numbers."""
    standing = DexaScan.objects.current().filter(patient__clinic=clinic)
    sites = DexaSite.objects.filter(scan__in=standing).select_related("scan")
    numbers = dict(clinic.patient_details.current().values_list("patient", "record_number"))
    return Counter(
        (
            numbers[each.scan.patient_id],
            *(getattr(each.scan, name) for name in OF_SCAN),
            *(getattr(each, name) for name in OF_SITE),
        )
        for each in sites
    )


OF_SCAN = ("scanned_on", "manufacturer", "model", "device", "facility")
OF_SITE = ("site", "bmd_g_cm2", "t_score", "z_score", "lsc_g_cm2", "vertebrae", "side")
OF_REGIMEN = ("dose_mg", "per_week", "every_days", "regimen", "route")


def treatment(clinic: Clinic) -> dict[tuple[str, str], list[tuple[object, ...]]]:
    """What every man was to take when, of each drug, and for what he began and ended."""
    numbers = dict(clinic.patient_details.current().values_list("patient", "record_number"))
    journal: dict[tuple[str, str], list[TherapyEvent]] = defaultdict(list)
    for event in TherapyEvent.objects.current().order_by("occurred_on", "position"):
        if event.patient_id in numbers:
            journal[numbers[event.patient_id], event.drug].append(event)
    return {key: [told(course) for course in courses(events)] for key, events in journal.items()}


def told(course: Course) -> tuple[object, ...]:
    first, last = course.events[0], course.events[-1]
    spans = [
        (each.since, each.until, *(getattr(each.event, name) for name in OF_REGIMEN))
        for each in course.regimens
    ]
    ends = (last.step, last.occurred_on, last.reason_code) if last.step in ENDINGS else ()
    return (*spans, first.indication, first.planned, first.reason_code, ends)


ENDINGS = (Step.HOLD, Step.STOP)


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
    assert {each.kind for each in report.rejected} == {"unknown_code"}
    assert scans(empty) == scans(demo)
    assert len(scans(demo)) > 100
    assert treatment(empty) == treatment(demo)
    assert len(treatment(demo)) > 100
    again = import_files([ReceivedFile("demo.json", content)], Order(empty, TODAY))
    counts = again.counts
    assert (counts.results_created, counts.draws_amended) == (0, 0)
    assert (counts.scans_created, counts.courses_created) == (0, 0)
    assert len(again.rejected) == len(report.rejected)
