"""`move_in_template FILE`: the empty spreadsheet that a clinic fills in to move in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exchange.moving_in.template import csv_archive, workbook

WRITERS = {".xlsx": workbook, ".zip": csv_archive}


class Command(BaseCommand):
    """Write the template in the kind that the name of the file asks for."""

    help = "Write the empty spreadsheet for move_in: FILE.xlsx a workbook, FILE.zip CSV files."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("file", metavar="FILE", help="ends in .xlsx or .zip")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the template; a file that is there already stays."""
        target = Path(options["file"])
        write = WRITERS.get(target.suffix.lower())
        if write is None:
            raise CommandError("Name a file that ends in .xlsx or .zip.")
        if target.exists():
            raise CommandError(f"{target} is there already. Name another file.")
        try:
            target.write_bytes(write())
        except OSError as reason:
            raise CommandError(f"{target} cannot be written: {reason.strerror}.") from reason
        self.stdout.write(f"The template is in {target}.")
