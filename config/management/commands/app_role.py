"""`app_role NAME`: what gives the application's own PostgreSQL role its rights, shown or done."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from psycopg import sql

from config.app_role import grants

PASSWORD = "INRANGE_APP_PASSWORD"  # noqa: S105 - the name of the variable that holds it


class Command(BaseCommand):
    """Print the statements, or run them as the owner of the tables; again after each migration."""

    help = "Give a PostgreSQL role what the application needs, and no more; else print the SQL."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("role", metavar="NAME", help="a role that owns nothing")
        parser.add_argument(
            "--apply",
            action="store_true",
            help=f"run it; a role that is missing is made, with the password of {PASSWORD}",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them in one transaction, or run them in one."""
        if options["apply"]:
            apply(options["role"])
            self.stdout.write(f"{options['role']} has the rights that the application needs.")
            return
        for statement in ("BEGIN;", *grants(options["role"]), "COMMIT;"):
            self.stdout.write(statement)


@transaction.atomic
def apply(role: str) -> None:
    """Make the role or give it the password of today, and its rights. Raises CommandError."""
    if connection.vendor != "postgresql":
        raise CommandError("Only PostgreSQL has roles: name it in DATABASE_URL.")
    password = os.environ.get(PASSWORD, "")
    if not password:
        raise CommandError(f"{PASSWORD} is missing: the role signs in to the database with it.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        statement = sql.SQL(f"{verb} ROLE {{}} LOGIN PASSWORD {{}}").format(
            sql.Identifier(role), sql.Literal(password)
        )
        cursor.execute(statement)
        for each in grants(role):
            cursor.execute(each)
