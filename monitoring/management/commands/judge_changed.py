"""Judge the men whose day has come although nothing new was entered, by hand."""

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from monitoring.status.nightly import judge_changed


class Command(BaseCommand):
    help = "Judge the men whose day has come although nothing new was entered."

    def handle(self, *_arguments: str, **_options: Any) -> None:
        counts = judge_changed(timezone.now())
        self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
