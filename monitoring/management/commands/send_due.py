"""Send the messages that are due, by hand."""

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from monitoring.mail.sending import send_due


class Command(BaseCommand):
    help = "Send the messages that are due."

    def handle(self, *_arguments: str, **_options: Any) -> None:
        counts = send_due(timezone.now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
