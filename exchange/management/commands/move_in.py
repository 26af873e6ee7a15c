"""`move_in FILE --clinic SLUG --by EMAIL`: take a clinic's men over from one spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Clinic, User
from accounts.roles import May, may
from exchange.files.csv_reading import Unusable
from exchange.moving_in.report import MovingReport
from exchange.moving_in.taking_over import (
    ALL_OR_NOTHING,
    VALID_MEN,
    NotTaken,
    checked,
    keep_checked,
    take_over,
)

FAULTY, UNUSABLE = 1, 2


def refuse(*sentences: str) -> NoReturn:
    """Stop: nothing of the input can be used."""
    raise CommandError("\n".join(sentences), returncode=UNUSABLE)


class Command(BaseCommand):
    """Check a file, say every fault, and take it over unless it is a dry run."""

    help = (
        "Take a clinic's patients over from the spreadsheet that move_in_template writes (see "
        "docs/moving-in.md). Exit status: 0 no fault, 1 faults, 2 input unusable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument(
            "file", metavar="FILE", help="a workbook, or a zip archive of CSV files"
        )
        parser.add_argument("--clinic", required=True, metavar="SLUG", help="whose patients")
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="the lead who answers for what is taken"
        )
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
        parser.add_argument(
            "--valid-rows",
            action="store_true",
            help="take the patients without a fault; each patient wholly or not at all",
        )
        parser.add_argument("--report", metavar="OUT.json", help="where to write the report")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, take over, and answer with the exit status."""
        clinic, by = _who(options["clinic"], options["by"])
        path = Path(options["file"])
        report, why = _moved(clinic, by, path, options)
        if options["report"]:
            text = json.dumps(report.as_json(), indent=2, ensure_ascii=False)
            Path(options["report"]).write_text(f"{text}\n", encoding="utf-8")
        for line in _lines(report):
            self.stdout.write(line)
        if why or report.faults:
            raise CommandError(why or "There are faults (see above).", returncode=FAULTY)


def _moved(
    clinic: Clinic, by: User, path: Path, options: dict[str, Any]
) -> tuple[MovingReport, str]:
    """What the file brings or would bring, and why nothing was taken if it was to be."""
    today = clinic.local_day(timezone.now())
    try:
        content = path.read_bytes()
        report = checked(clinic, path.name, content, by=by, today=today)
        if options["dry_run"]:
            return report, ""
        moving = keep_checked(clinic, path.name, content, by=by, today=today)
        accept = VALID_MEN if options["valid_rows"] else ALL_OR_NOTHING
        return take_over(moving, accept=accept, mark=report.mark, by=by, today=today), ""
    except OSError as reason:
        refuse(f"{path} cannot be read: {reason.strerror}. Check the path.")
    except Unusable as refused:
        refuse(*refused.sentences)
    except NotTaken as refused:
        return report, str(refused)


def _who(slug: str, email: str) -> tuple[Clinic, User]:
    clinic = Clinic.objects.filter(slug=slug).first()
    if clinic is None:
        refuse(f"There is no clinic “{slug}”. Check --clinic, or make it with create_clinic.")
    places = clinic.memberships.filter(user__email=email.lower(), is_active=True)
    place = places.select_related("user").first()
    if place is None or not may(place.role, May.MOVE_IN):
        refuse(f"{email} does not lead the clinic “{slug}”. Name a lead clinician of it with --by.")
    return clinic, place.user


def _lines(report: MovingReport) -> Iterator[str]:
    """The report for a terminal."""
    for fault in report.faults:
        place = (fault["sheet"], f"row {fault['row']}", fault["column"])
        yield f"{', '.join(filter(None, place))}: {fault['what']}"
    counts = report.counts
    verb = "taken over" if report.is_taken else "could be taken over"
    facts = ", ".join(f"{count} {name}" for name, count in counts.facts.items()) or "nothing new"
    yield (
        f"{counts.rows} rows. New patients: {counts.men_new}; added to: {counts.men_added_to}; "
        f"unchanged: {counts.men_unchanged}. Facts that {verb}: {facts}."
    )
    if report.left_out:
        yield f"Patients left out, each wholly: {len(report.left_out)}."
