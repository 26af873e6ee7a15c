"""Print how many lines ask to act for each hundred months that patients are followed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Clinic
from monitoring.quality.counting import courses_of
from monitoring.quality.load import Load, load_of
from monitoring.quality.months import year_before
from patients.forms.days import format_day

REFUSED = 2


class Command(BaseCommand):
    help = "Print Act lines per 100 patient-months of a clinic's last year; nothing is written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clinic", required=True, help="short name of the clinic")

    def handle(self, *_arguments: str, clinic: str, **_options: Any) -> None:
        found = Clinic.objects.filter(slug=clinic).first()
        if found is None:
            raise CommandError(f"There is no clinic “{clinic}”.", returncode=REFUSED)
        today = found.local_day(timezone.now())
        first = year_before(today)
        load = load_of(courses_of(found, today), first, today)
        self.stdout.write(_in_words(load, f"{format_day(first)} to {format_day(today)}"))


def _in_words(load: Load, span: str) -> str:
    rate = load.per_100_patient_months
    if rate is None:
        return f"Nobody was followed from {span}: there is no rate."
    lines = "1 line" if load.lines == 1 else f"{load.lines} lines"
    return (
        f"Act lines per 100 patient-months: {rate:.1f}\n"
        f"{lines} began in {load.patient_months:.1f} patient-months "
        f"of {load.men} patients, {span}.\n"
        "Replayed from what is on record today, on the days that the facts are dated."
    )
