"""`move_to_postgresql FILE`: a trial's SQLite file into the PostgreSQL of DATABASE_URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.backups.moving import move_from


class Command(BaseCommand):
    """Bring everything over or nothing, compared row by row."""

    help = "Bring the records of a trial from its SQLite file into the PostgreSQL of DATABASE_URL."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("file", type=Path, help="the trial's inrange.sqlite3")

    def handle(self, *args: Any, **options: Any) -> None:
        """Move, and say what there is now."""
        found = move_from(options["file"])
        for table, content in found.items():
            self.stdout.write(f"{content.rows:>9}  {table}  {content.sha256[:16]}")
        rows = sum(content.rows for content in found.values())
        self.stdout.write(f"{rows} rows in {len(found)} tables came over unchanged.")
