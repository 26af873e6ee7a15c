"""Loads the demo clinic into a database that does not have it."""

from argparse import ArgumentParser
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Clinic
from exchange.demo import DEMO_SLUG
from exchange.demo.staff import COLLEAGUES, DEMO_PASSWORD, addresses_taken
from exchange.demo.writing import TIME_ZONE, load_demo


class Command(BaseCommand):
    help = "Create the demo clinic with invented men; changes nothing where it exists already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the day that the courses lead up to (today at the clinic)",
        )

    def handle(self, *_arguments: str, today: date | None, **_options: Any) -> None:
        if Clinic.objects.filter(slug=DEMO_SLUG).exists():
            self.stdout.write("The demo clinic is there already; nothing was changed.")
            return
        if taken := addresses_taken():
            raise CommandError(
                f"These addresses belong to somebody already: {', '.join(taken)}. "
                "The demo can be loaded where they are free."
            )
        clinic = load_demo(today or timezone.localdate(timezone=ZoneInfo(TIME_ZONE)))
        self.stdout.write(f"{clinic.name}: {clinic.patients.count()} invented men.")
        self.stdout.write(sign_ins())


def sign_ins() -> str:
    """Who can sign in, and with what."""
    width = max(len(colleague.email) for colleague in COLLEAGUES)
    people = [f"  {each.email:<{width}}  {each.role.label}" for each in COLLEAGUES]
    return "\n".join([f"Sign in with the password {DEMO_PASSWORD} as", *people])
