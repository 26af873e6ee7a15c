"""Rebuild findings, duties and status rows from the facts, or check that nothing needs it."""

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from time import monotonic
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Clinic
from monitoring.judgement import Refused
from monitoring.status.comparing import batches_of, differences
from monitoring.status.nightly import judge_all_or_each
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

    def handle(self, *_arguments: str, **options: Any) -> None:
        began, total = monotonic(), Counter[str]()
        for clinic in _clinics(options["clinic"]):
            counts = self._clinic(clinic, check=options["check"])
            total.update(counts)
        self._say("All clinics", total, began, check=options["check"])
        if total["differ"] or total["failed"]:
            sys.exit(SOME_DIFFER)

    def _clinic(self, clinic: Clinic, *, check: bool) -> Counter[str]:
        began, counts, day = monotonic(), Counter[str](), clinic.local_day(timezone.now())
        for men in batches_of(clinic):
            counts["men"] += len(men)
            if check:
                counts.update(_checked(clinic, men, day))
            else:
                counts.update(judge_all_or_each(clinic, [man.pk for man in men], day))
        self._say(clinic.slug, counts, began, check=check)
        return counts

    def _say(self, what: str, counts: Counter[str], began: float, *, check: bool) -> None:
        done = (
            f"{counts['men']} men checked, {counts['differ']} differ (status {counts['status']}, "
            f"findings {counts['findings']}, obligations {counts['obligations']})"
            if check
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


def _checked(clinic: Clinic, men: list[Patient], day: date) -> Counter[str]:
    """Check men together; where one can't be judged, each for himself."""
    try:
        found = differences(clinic, men, day)
    except Refused:
        if len(men) == 1:
            return Counter(failed=1)
        return sum((_checked(clinic, [man], day) for man in men), Counter[str]())
    found["differ"] = found.pop("men")
    return found
