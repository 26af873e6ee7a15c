"""One import in a process of its own: `python -m benchmarks.intake.taking WORK FILE RESULTS`.

Prints what it took as one line of JSON. The database is that of DATABASE_URL.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

TODAY = date(2026, 11, 22)
START = date(2025, 1, 6)


def main() -> None:
    """Do the work that is named."""
    work, name, results = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    done = register(int(results)) if work == "register" else take(name)
    print(json.dumps(done))


def register(results: int) -> dict[str, Any]:
    """The men whom the results are about, each on testosterone and anastrozole."""
    from django.core.management import call_command

    from accounts.actions import create_clinic
    from benchmarks.intake.files import born_on, men_for, record_number
    from patients.models import PatientDetails
    from patients.recording import record_facts

    call_command("migrate", verbosity=0)
    clinic = create_clinic("bench", "Bench", time_zone="UTC")
    men = range(1, men_for(results) + 1)
    for first in range(0, len(men), 1000):
        with record_facts(clinic, by=None, today=TODAY) as book:
            for man in men[first : first + 1000]:
                details = PatientDetails(record_number=record_number(man), born_on=born_on(man))
                patient = book.admit(details)
                for event in treatment():
                    event.patient = patient
                    book.record(event)
    return {"men": len(men)}


def treatment() -> Iterator[Any]:
    """What each of them takes."""
    from protocols.models import Drug, Indication, Step, TherapyEvent

    since = {"occurred_on": START, "step": Step.START}
    yield TherapyEvent(
        drug=Drug.TESTOSTERONE,
        regimen="cypionate",
        dose_mg=Decimal(100),
        every_days=Decimal(7),
        **since,
    )
    yield TherapyEvent(
        drug=Drug.ANASTROZOLE,
        dose_mg=Decimal("0.25"),
        per_week=Decimal(2),
        indication=Indication.TRT,
        **since,
    )


def take(name: str) -> dict[str, Any]:
    """Import a file; what it took, in seconds, processor seconds and bytes of memory."""
    from accounts.models import Clinic
    from benchmarks.intake.files import MAPPING
    from exchange.intake.importing import Order, ReceivedFile, import_files
    from exchange.mapping.reading import read_mapping

    clinic = Clinic.objects.get(slug="bench")
    mapping = read_mapping(json.dumps(MAPPING)) if name.endswith(".csv") else None
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun, used = time.perf_counter(), time.process_time()
    file = ReceivedFile(Path(name).name, Path(name).read_bytes())
    report = import_files([file], Order(clinic, TODAY, mapping))
    return {
        "seconds": time.perf_counter() - begun,
        "processor_seconds": time.process_time() - used,
        "megabytes_before": before // 1024,
        "megabytes_at_most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "results": report.counts.results_created,
        "unchanged": report.counts.unchanged,
        "rejected": report.rejected_rows,
    }


if __name__ == "__main__":
    main()
