"""`forget_second_factor ADDRESS`: lets somebody set up a second factor anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import forget_all_proofs
from accounts.models import User


class Command(BaseCommand):
    """For whoever runs the server, when app, passkey and recovery codes are all lost."""

    help = "Forget a person's apps, passkeys and recovery codes; ends all sign-ins."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("email", help="the address with which the person signs in")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say that nobody has this address."""
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError("Nobody signs in with this address.")
        forget_all_proofs(user)
        self.stdout.write("Forgotten. The next sign-in asks for a new second proof.")
