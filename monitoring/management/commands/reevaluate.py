"""Rebuild findings, duties and status rows from the facts, or check that nothing needs it."""

import os
import sys
from collections import Counter
from collections.abc import Iterable
from time import monotonic
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Clinic
from monitoring.status.rebuilding import BLOCK, Run, blocks_of, check, hands, rebuild
from patients.models import Patient

SOME_DIFFER = 1


class Command(BaseCommand):
    help = (
        "Rebuild findings, duties and status rows from the facts. With --check nothing is "
        "changed; exit status 1 where any of them differ."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing, count what differs"
        )
        parser.add_argument("--clinic", metavar="SLUG", help="this clinic only")
        parser.add_argument(
            "--processes",
            type=int,
            default=os.cpu_count() or 1,
            metavar="N",
            help="how many work at once on PostgreSQL; as many as there are processors",
        )

    def handle(self, *_arguments: str, **options: Any) -> None:
        began, total = monotonic(), Counter[str]()
        clinics = list(_clinics(options["clinic"]))
        with hands(_useful(options["processes"], clinics)) as run:
            for clinic in clinics:
                total.update(self._clinic(clinic, run, check_only=options["check"]))
        self._say("All clinics", total, began, check_only=options["check"])
        if total["differ"] or total["failed"]:
            sys.exit(SOME_DIFFER)

    def _clinic(self, clinic: Clinic, run: Run, *, check_only: bool) -> Counter[str]:
        began, counts, day = monotonic(), Counter[str](), clinic.local_day(timezone.now())
        for counted in run(check if check_only else rebuild, blocks_of(clinic, day)):
            counts.update(counted)
        self._say(clinic.slug, counts, began, check_only=check_only)
        return counts

    def _say(self, what: str, counts: Counter[str], began: float, *, check_only: bool) -> None:
        done = (
            f"{counts['men']} men checked, {counts['differ']} differ (status {counts['status']}, "
            f"findings {counts['findings']}, obligations {counts['obligations']})"
            if check_only
            else f"{counts['judged']} of {counts['men']} men judged anew"
        )
        refused = f", {counts['failed']} could not be judged" if counts["failed"] else ""
        self.stdout.write(f"{what}: {done}{refused}, {monotonic() - began:.1f} s")


def _clinics(slug: str | None) -> Iterable[Clinic]:
    clinics = Clinic.objects.order_by("pk")
    if slug is None:
        return clinics
    if not clinics.filter(slug=slug).exists():
        raise CommandError(f"No clinic is called {slug}. Name it by its slug.")
    return clinics.filter(slug=slug)


def _useful(processes: int, clinics: list[Clinic]) -> int:
    """No more processes than there are blocks: a small clinic is judged before another began."""
    blocks = -(-Patient.objects.filter(clinic__in=clinics).count() // BLOCK)
    return max(1, min(processes, blocks))
