"""`import_results FILE... --clinic SLUG`: results from a laboratory's CSV, HL7 or FHIR."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import Clinic
from exchange.bringing.forms import layouts_of
from exchange.files.csv_reading import Unusable
from exchange.files.formats import FORMATS
from exchange.intake.importing import ALL_OR_NOTHING, VALID_ROWS, Order, ReceivedFile, import_files
from exchange.intake.report import Report
from exchange.intake.report_writing import write_report
from exchange.intake.summary import summary
from exchange.mapping.declared import Mapping
from exchange.mapping.reading import read_mapping, read_mapping_of
from labs.catalogue import words_of

ROWS_REJECTED, UNUSABLE = 1, 2


def refuse(*sentences: str) -> NoReturn:
    """Stop: nothing of the input can be used."""
    raise CommandError("\n".join(sentences), returncode=UNUSABLE)


class Command(BaseCommand):
    """Read results, say what was done; exit 0 clean, 1 rows rejected, 2 input unusable."""

    help = (
        "Import lab results from HL7 v2 messages, FHIR R4 resources, or CSV by a declared mapping "
        "(see docs/import.md). "
        "Exit status: 0 all rows taken, 1 rows rejected, 2 input unusable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--clinic", required=True, metavar="SLUG", help="whose patients")
        parser.add_argument("--format", choices=["auto", *FORMATS], default="auto")
        parser.add_argument("--mapping", metavar="MAP.json", help="what the columns mean")
        parser.add_argument("--layout", metavar="NAME", help="a layout saved on the import page")
        parser.add_argument(
            "--create-patients", action="store_true", help="register unknown record numbers"
        )
        parser.add_argument(
            "--accept",
            choices=[ALL_OR_NOTHING, VALID_ROWS],
            default="",
            help="what happens when a row is rejected; HL7, FHIR: valid-rows, else all-or-nothing",
        )
        parser.add_argument(
            "--authority",
            action="append",
            default=[],
            metavar="NAME",
            help="whose record numbers count in HL7 and FHIR; may be given several times",
        )
        parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")
        parser.add_argument("--report", metavar="OUT.json", help="where to write the report")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, write the report, print the summary, and answer with the exit status."""
        target = _report_target(options["report"])
        files = [ReceivedFile(Path(name).name, _content(name)) for name in options["files"]]
        report = _imported(files, _order(options), options["format"])
        if target:
            with target.open("w", encoding="utf-8") as out:
                write_report(report, out)
        for line in summary(report):
            self.stdout.write(line)
        _conclude(report)


def _imported(files: list[ReceivedFile], order: Order, format_asked: str) -> Report:
    try:
        return import_files(files, order, format=format_asked)
    except IntegrityError as clash:
        if "record_number" not in str(clash):
            raise
        refuse("Somebody registered the same men meanwhile. Nothing was taken: try again.")


def _conclude(report: Report) -> None:
    if report.unusable:
        refuse("Nothing was taken: the input cannot be used (see above).")
    if report.rejected and report.accept == ALL_OR_NOTHING:
        raise CommandError(
            f"Nothing was taken: {report.rejected_rows} rows are rejected (see above). Correct "
            f"them, or take the others with --accept {VALID_ROWS}.",
            returncode=ROWS_REJECTED,
        )
    if report.rejected:
        raise CommandError(
            f"{report.rejected_rows} rows were not taken (see above).{_left(report)}",
            returncode=ROWS_REJECTED,
        )


def _left(report: Report) -> str:
    """What a person finds in the queue now."""
    if report.dry_run or not report.waiting:
        return ""
    return f" {report.waiting} wait in the queue for a person."


def _report_target(name: str | None) -> Path | None:
    if name is None:
        return None
    target = Path(name)
    folder = target.parent
    if target.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        refuse(f"The report cannot be written to {name}. Name a file in an existing folder.")
    return target


def _content(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as reason:
        refuse(f"{name} cannot be read: {reason.strerror}. Check the path.")


def _order(options: dict[str, Any]) -> Order:
    clinic = Clinic.objects.filter(slug=options["clinic"]).first()
    if clinic is None:
        refuse(
            f"There is no clinic “{options['clinic']}”. Check --clinic, or make it with "
            "create_clinic."
        )
    mapping, declared = _columns(options, clinic)
    return Order(
        clinic=clinic,
        today=clinic.local_day(timezone.now()),
        mapping=mapping,
        declared=declared,
        create_patients=options["create_patients"],
        accept=options["accept"],
        dry_run=options["dry_run"],
        authorities=tuple(options["authority"]),
    )


def _columns(options: dict[str, Any], clinic: Clinic) -> tuple[Mapping | None, dict[str, Any]]:
    """What the columns mean: declared in a file, or saved on the import page under a name."""
    if options["layout"] is None:
        return _mapping(options["mapping"], clinic)
    if options["mapping"]:
        refuse("Say either --mapping or --layout.")
    layout = layouts_of(clinic).filter(name=options["layout"]).first()
    if layout is None:
        known = ", ".join(f"“{each.name}”" for each in layouts_of(clinic)) or "none"
        refuse(f"There is no layout “{options['layout']}”. Saved are: {known}.")
    return read_mapping_of(layout.declared), layout.declared


def _mapping(name: str | None, clinic: Clinic) -> tuple[Mapping | None, dict[str, Any]]:
    """The mapping, checked and as it was written; only a CSV file needs one."""
    if name is None:
        return None, {}
    try:
        text = _content(name).decode("utf-8-sig")
        return read_mapping(text, partial(words_of, clinic)), json.loads(text)
    except UnicodeDecodeError:
        refuse("The mapping is not UTF-8 text. Save it as UTF-8.")
    except Unusable as refused:
        refuse(*refused.sentences)
