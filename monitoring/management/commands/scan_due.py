"""Queue a message for every overdue follow-up that nobody was told of yet, by hand."""

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from monitoring.mail.scanning import scan_due


class Command(BaseCommand):
    help = "Queue a message for every overdue follow-up that nobody was told of yet."

    def handle(self, *_arguments: str, **_options: Any) -> None:
        counts = scan_due(timezone.now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
