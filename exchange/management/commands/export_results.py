"""`export_results --clinic SLUG --to FILE.csv --mapping MAP.json`: draws that can be read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic
from exchange.exports.results_table import columns_of, mapping_of, results_table, told_men
from exchange.files.private_file import private_file


class Command(BaseCommand):
    """Write table and mapping, record that they were made, and only then give them their names."""

    help = "Write a clinic's results as CSV with the mapping that reads them (docs/import.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--clinic", required=True, metavar="SLUG")
        parser.add_argument("--to", required=True, metavar="FILE", help="a file that is not there")
        parser.add_argument("--mapping", required=True, metavar="MAP.json", help="likewise")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export."""
        clinic = Clinic.objects.filter(slug=options["clinic"]).first()
        if clinic is None:
            raise CommandError(f"There is no clinic “{options['clinic']}”. Check --clinic.")
        men, columns = len(told_men(clinic)), columns_of(clinic)
        target, mapping = Path(options["to"]), Path(options["mapping"])
        with private_file(mapping) as declared, private_file(target) as table:
            declared.write(json.dumps(mapping_of(columns), indent=2).encode())
            for line in results_table(clinic, columns):
                table.write(line.encode())
            row = audit_row(clinic, "records.exported", by=None, subject="csv", patients=men)
            write_audit([row])
        self.stdout.write(f"The results of {men} men are in {target}, its mapping in {mapping}.")
        if left_out := clinic.patient_details.current().count() - men:
            self.stdout.write(f"{left_out} men are left out: their birth date was only reckoned.")
        self.stdout.write("It holds patients' records in plain text: encrypt it before it travels.")
