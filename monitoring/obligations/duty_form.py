"""What the forms about a man's duties have in common: they rest on the dates that were seen."""

from __future__ import annotations

from typing import Any

from monitoring.models import Decision
from patients.facts import Fact
from patients.forms.fact_form import FactForm, Overtaken
from patients.recording import FactBook

SOMETHING_NEW = (
    "Something new stands about him since you opened this page. Look at the dates again, then save."
)


class DutyForm(FactForm):
    """A decision about what is owed to a man, as it stood before the eyes of who takes it."""

    MODEL = Decision

    def seen_version(self, current: Fact | None) -> int:
        """The state of his facts on which the dates before the reader's eyes rest."""
        return self.patient.facts_version if self.patient else 0

    def clean(self) -> dict[str, Any]:
        """Refuse what rests on dates that have changed since the page was opened."""
        cleaned = super().clean()
        if self.opened and self.opened.version != self.seen_version(None):
            self.reseal(None)
            self.add_error(None, SOMETHING_NEW)
        return cleaned

    def write(self, book: FactBook) -> None:
        """Record the decision, unless something was recorded about him a moment ago."""
        man = book.men[self.patient.pk] if self.patient else None
        if man and self.opened and man.facts_version != self.opened.version:
            self.add_error(None, SOMETHING_NEW)
            raise Overtaken
        super().write(book)
