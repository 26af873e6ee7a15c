"""`read_export FILE`: a worklist or a quality table that was exported, as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exchange.exports.read_back import read_exported
from exchange.files.csv_reading import Unusable

UNUSABLE = 2


class Command(BaseCommand):
    """Print which table it is, and its rows as they were exported."""

    help = "Read an exported worklist or quality table back, as JSON (see docs/import.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, and write what was read."""
        try:
            found = read_exported(Path(options["file"]).read_bytes())
        except (OSError, Unusable) as reason:
            raise CommandError(f"{options['file']}: {reason}", returncode=UNUSABLE) from None
        told = {"table": found.name, "rows": found.rows}
        self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))
