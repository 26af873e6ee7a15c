"""Judge the cases of a file and print the answers; no database is asked."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from monitoring.judgement.cases import answer_document
from monitoring.judgement.refusals import Refused

SOME_REFUSED = 2


class Command(BaseCommand):
    help = "Judge the cases of a JSON file. Exit status 2 where any of them was refused."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="a file of worked cases")

    def handle(self, *_args: Any, **options: Any) -> None:
        answers, complete = self._answers(options["file"])
        # Decimal keeps what was worked out exactly; JSON has one kind of number.
        self.stdout.write(json.dumps(answers, indent=1, ensure_ascii=False, default=float))
        if not complete:
            sys.exit(SOME_REFUSED)

    def _answers(self, path: Path) -> tuple[dict[str, Any], bool]:
        try:
            return answer_document(json.loads(path.read_text("utf-8"), parse_float=Decimal))
        except (OSError, ValueError, RecursionError) as fault:
            raise CommandError(f"{path}: {fault}") from None
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=SOME_REFUSED) from None
