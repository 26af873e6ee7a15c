"""Writes invented men by the hundred thousand into a PostgreSQL database, to measure with."""

from argparse import ArgumentParser
from datetime import date
from time import monotonic
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from accounts.models import Clinic
from exchange.population import Population, seed
from exchange.population.men import LONG


class Command(BaseCommand):
    help = (
        "Write clinics of invented men, each a pure function of his number, to measure with. "
        "Only into a database without other clinics; judge them afterwards with `reevaluate`."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--patients", type=int, required=True, metavar="N")
        parser.add_argument("--draws-per-patient", type=float, default=2.5, metavar="D")
        parser.add_argument("--clinics", type=int, default=20, metavar="C")
        parser.add_argument(
            "--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the latest day there is"
        )

    def handle(self, *_arguments: str, **options: Any) -> None:
        wanted = Population(
            men=options["patients"],
            draws_per_man=options["draws_per_patient"],
            clinics=options["clinics"],
            today=options["today"] or timezone.now().date(),
        )
        _refuse(wanted)
        began = monotonic()
        for name, written in seed(wanted):
            self.stdout.write(f"{name}: {written} ({monotonic() - began:.1f} s)")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(f"Ready after {monotonic() - began:.1f} s. Now `reevaluate` judges them.")


def _refuse(wanted: Population) -> None:
    if connection.vendor != "postgresql":
        raise CommandError("Needs PostgreSQL: name a database of its own in DATABASE_URL.")
    if Clinic.objects.exists():
        raise CommandError("This database has clinics already. Name an empty one in DATABASE_URL.")
    if wanted.men < 1 or wanted.clinics < 1 or not 1 <= wanted.draws_per_man <= LONG:
        raise CommandError("Ask for at least one man and one clinic, and for 1 to 40 draws each.")
