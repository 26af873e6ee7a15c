"""Chain what was written to the audit, by hand."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from accounts.auditing.sealing import ChainBroken, anchor_in_use, seal_audit


class Command(BaseCommand):
    help = "Seal the rows of the audit that no seal covers yet, and anchor the head of the chain."

    def handle(self, *_arguments: str, **_options: Any) -> None:
        try:
            sealed = seal_audit(timezone.now())
        except ChainBroken as reason:
            raise CommandError(f"Nothing was sealed: {reason} Run verify_audit.") from None
        self.stdout.write(f"Sealed {sealed} rows. Anchor: {anchor_in_use().path}")
