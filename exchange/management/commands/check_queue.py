"""Tell a monitor outside how many results wait for a person, and for how long."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count, Min
from django.utils import timezone

from exchange.models import WaitingRow

LONGEST_WAIT_DAYS = 2
TOO_LONG = 1


class Command(BaseCommand):
    """One line for each clinic in which results wait; exit 1 where one has waited too long."""

    help = "Say how many results wait for a person. Exit status 1 where one has waited too long."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument(
            "--days", type=int, default=LONGEST_WAIT_DAYS, help="how long a result may wait"
        )

    def handle(self, *_arguments: str, **options: Any) -> None:
        """Count, and answer with the exit status."""
        counted = WaitingRow.objects.open().values("clinic__slug").order_by("clinic__slug")
        waiting = list(counted.annotate(n=Count("pk"), since=Min("waits_since")))
        for each in waiting:
            days = (timezone.now() - each["since"]).days
            self.stdout.write(
                f"{each['clinic__slug']}: {each['n']} results wait for a person, "
                f"the longest for {days} days"
            )
        if not waiting:
            self.stdout.write("No result waits.")
        limit = timezone.now() - timedelta(days=options["days"])
        if any(each["since"] <= limit for each in waiting):
            sys.exit(TOO_LONG)
