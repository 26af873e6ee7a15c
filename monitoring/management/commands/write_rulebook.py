"""Writes docs/clinical-targets.md and docs/rule-book.md from the code."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.template.loader import render_to_string

from monitoring.rulebook.document import rules_document, targets_document


def documents() -> dict[Path, str]:
    """The two documents by the file that each is kept in."""
    folder = Path(settings.BASE_DIR) / "docs"
    safety = render_to_string("components/safety.html").strip()
    return {
        folder / "clinical-targets.md": targets_document(safety),
        folder / "rule-book.md": rules_document(safety),
    }


class Command(BaseCommand):
    help = "Write the targets and the rule book as documents."

    def handle(self, *args: Any, **options: Any) -> None:
        for path, text in documents().items():
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"Written: docs/{path.name}")
