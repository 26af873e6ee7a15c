"""`export_clinic --clinic SLUG --to FILE`: everything that a clinic owns, in one archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic
from exchange.exports.whole_clinic import Table, write_archive
from exchange.files.private_file import private_file


class Command(BaseCommand):
    """Write the archive, record that it was made, and only then give it its name."""

    help = "Write everything that a clinic owns into one archive (see docs/data-safety.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("--clinic", required=True, metavar="SLUG")
        parser.add_argument("--to", required=True, metavar="FILE", help="a file that is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export."""
        clinic = Clinic.objects.filter(slug=options["clinic"]).first()
        if clinic is None:
            raise CommandError(f"There is no clinic “{options['clinic']}”. Check --clinic.")
        target = Path(options["to"])
        tables = _exported(clinic, target)
        rows = sum(table.rows for table in tables)
        self.stdout.write(f"{rows} rows of {len(tables)} tables are in {target}.")
        self.stdout.write("It holds patients' records in plain text: encrypt it before it travels.")


def _exported(clinic: Clinic, target: Path) -> list[Table]:
    with private_file(target) as file:
        tables = write_archive(clinic, file)
        counts = {table.file: table.rows for table in tables if table.rows}
        write_audit([audit_row(clinic, "clinic.exported", by=None, subject=clinic.pk, rows=counts)])
    return tables
