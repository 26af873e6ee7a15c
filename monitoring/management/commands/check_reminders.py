"""Tell a monitor outside whether reminders go out."""

import sys
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from monitoring.mail.reconciling import all_problems

SOMETHING_AMISS = 1


class Command(BaseCommand):
    help = (
        "Say line by line what keeps reminders from going out: silent passes, messages that "
        "nobody got, books that differ. Exit status 1 where there is anything."
    )

    def handle(self, *_arguments: str, **_options: Any) -> None:
        problems = all_problems(timezone.now())
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            sys.exit(SOMETHING_AMISS)
        self.stdout.write("Reminders go out.")
