"""`create_clinic SLUG --name NAME [--admin-email E]`: an empty clinic and its first sign-in."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from accounts.actions import add_member, create_clinic
from accounts.models import Clinic
from accounts.roles import Role


class Command(BaseCommand):
    """Create a clinic, and optionally its first lead, whose password is printed once."""

    help = "Create an empty clinic, and with --admin-email its first sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("slug", help="short name: small letters, digits, hyphens")
        parser.add_argument("--name", required=True, help="the clinic's name")
        parser.add_argument("--time-zone", default="America/New_York")
        parser.add_argument("--admin-email", help="address of the first lead")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Create both or neither."""
        email = options["admin_email"]
        try:
            if email:
                validate_email(email)
            clinic = create_clinic(options["slug"], options["name"], time_zone=options["time_zone"])
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None
        self.stdout.write(f"Clinic “{clinic.name}” ({clinic.slug}) created.")
        if email:
            self._first_lead(clinic, email)

    def _first_lead(self, clinic: Clinic, email: str) -> None:
        password = secrets.token_urlsafe(12)
        member = add_member(clinic, email, email.split("@", maxsplit=1)[0], Role.LEAD, password)
        known = not member.user.check_password(password)
        shown = "the password he already has" if known else password
        self.stdout.write(f"Sign in as {email} with {shown}")
