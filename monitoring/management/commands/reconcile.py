"""Look for reminders that are lost between the books."""

import sys
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from monitoring.mail.reconciling import reconcile

SOMETHING_FOUND = 1


class Command(BaseCommand):
    help = "Look for reminders that are lost between the books; exit status 1 where any are."

    def handle(self, *_arguments: str, **_options: Any) -> None:
        found = reconcile(timezone.now())
        for each in found:
            self.stdout.write(str(each))
        if found:
            sys.exit(SOMETHING_FOUND)
        self.stdout.write("Nothing is amiss.")
