"""`export_fhir --clinic SLUG [--patient RECORD_NUMBER] --to FILE`: records as a FHIR bundle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Clinic
from exchange.fhir.export import record_told, records_told
from exchange.files.private_file import private_file
from exchange.rows.identity import normal_number


class Command(BaseCommand):
    """Write the bundle, record that it was made, and only then give it its name."""

    help = "Write a patient's record, or those of all patients, as FHIR R4 (see docs/fhir.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--clinic", required=True, metavar="SLUG")
        parser.add_argument("--patient", metavar="RECORD_NUMBER", help="one man, not all of them")
        parser.add_argument("--to", required=True, metavar="FILE", help="a file that is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export."""
        clinic = Clinic.objects.filter(slug=options["clinic"]).first()
        if clinic is None:
            raise CommandError(f"There is no clinic “{options['clinic']}”. Check --clinic.")
        target, number = Path(options["to"]), options["patient"]
        pieces = _one(clinic, number) if number else records_told(clinic, by=None)
        with private_file(target) as file:
            for piece in pieces:
                file.write(piece.encode())
        self.stdout.write(f"The bundle is in {target}.")
        self.stdout.write("It holds patients' records in plain text: encrypt it before it travels.")


def _one(clinic: Clinic, number: str) -> Iterator[str]:
    men = clinic.patient_details.current().select_related("patient", "clinic")
    details = men.filter(record_number=normal_number(number)).first()
    if details is None:
        raise CommandError("No patient of this clinic has that record number. Check --patient.")
    return record_told(details, by=None)
