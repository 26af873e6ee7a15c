"""`app_role NAME`: the SQL that gives the application's own PostgreSQL role its rights."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.app_role import grants


class Command(BaseCommand):
    """Print the statements; whoever owns the tables runs them, again after each migration."""

    help = "Print the SQL that gives a PostgreSQL role what the application needs, and no more."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("role", metavar="NAME", help="a role that exists and owns nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them in one transaction."""
        for statement in ("BEGIN;", *grants(options["role"]), "COMMIT;"):
            self.stdout.write(statement)
