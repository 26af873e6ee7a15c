"""Judge the cases of a file and print the answers; no database is asked."""

import json
import sys
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from monitoring.judgement.cases import FILE, REFUSED, answer_document, read_document
from monitoring.judgement.refusals import Refused

SOME_REFUSED = 2


class Command(BaseCommand):
    help = "Judge the cases of a JSON file. Exit status 2 where any of them was refused."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file of worked cases")

    def handle(self, *_args: Any, **options: Any) -> None:
        answers, complete = _answers(options["file"])
        # Escaped, so that every screen and pipe takes it, whatever a case is called.
        self.stdout.write(json.dumps(answers, indent=1, default=_number, allow_nan=False))
        if not complete:
            sys.exit(SOME_REFUSED)


def _answers(path: Path) -> tuple[dict[str, Any], bool]:
    """The answers, or the one refusal of the file as a whole; and whether all was answered."""
    try:
        return answer_document(read_document(path.read_bytes()))
    except OSError as fault:
        return {REFUSED: f"{FILE}: {fault.strerror}"}, False
    except Refused as refusal:
        return {REFUSED: str(refusal)}, False


def _number(exact: Decimal) -> float | str:
    """JSON has one kind of number; what it can't hold is given back as it was written."""
    number = float(exact)
    return number if isfinite(number) else str(exact)
