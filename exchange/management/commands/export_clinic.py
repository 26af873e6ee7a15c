"""`export_clinic --clinic SLUG --to FILE`: everything that a clinic owns, in one archive."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic
from exchange.whole_export import Table, write_archive


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
        if target.exists():
            raise CommandError(f"{target} is there already. Name another file.")
        tables = _exported(clinic, target)
        rows = sum(table.rows for table in tables)
        self.stdout.write(f"{rows} rows of {len(tables)} tables are in {target}.")
        self.stdout.write("It holds patients' records in plain text: encrypt it before it travels.")


def _exported(clinic: Clinic, target: Path) -> list[Table]:
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        opened = os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(opened, "wb") as file:
            tables = write_archive(clinic, file)
        counts = {table.file: table.rows for table in tables if table.rows}
        write_audit([audit_row(clinic, "clinic.exported", by=None, subject=clinic.pk, rows=counts)])
        unfinished.rename(target)
    except OSError as reason:
        raise CommandError(f"{target} cannot be written: {reason.strerror}.") from reason
    finally:
        unfinished.unlink(missing_ok=True)
    return tables
