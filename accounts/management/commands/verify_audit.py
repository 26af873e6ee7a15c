"""Find out whether anything of the sealed audit was changed, taken away or added."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from accounts.auditing.sealing import anchor_in_use
from accounts.auditing.verifying import verify_audit

MOST_NAMED = 100


class Command(BaseCommand):
    help = "Recompute the chain over the audit; exit status 1 with what differs, and where."

    def handle(self, *_arguments: str, **_options: Any) -> None:
        verdict = verify_audit(anchor_in_use())
        self.stdout.write(
            f"{verdict.seals} seals over {verdict.rows} rows; "
            f"{verdict.waiting} rows wait for the next seal."
        )
        for fault in verdict.faults[:MOST_NAMED]:
            self.stderr.write(fault)
        if verdict.faults:
            raise CommandError(f"{len(verdict.faults)} faults: the audit is not as it was sealed.")
        self.stdout.write("Nothing was changed, taken away or added.")
