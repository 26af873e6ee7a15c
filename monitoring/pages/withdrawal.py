"""Marking something as entered in error: why, and for which man."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms

from labs.lab_reports import reports_of
from labs.models import Draw
from patients.facts import Fact
from patients.forms.base import DayField
from patients.forms.base import Part as FormPart
from patients.forms.fact_form import AMENDMENT_REASONS, FactForm, Overtaken
from patients.recording import FactBook

CHANGED_MEANWHILE = (
    "Somebody changed this entry since you opened this page. "
    "Look at it again before you mark it as entered in error."
)

GONE_MEANWHILE = "Somebody marked this entry as entered in error since you opened this page."


ANOTHER_PATIENT = "Another patient"


class WithdrawForm(FactForm):
    """Why it was wrong, and his birth date typed again: wrong patients are found that way."""

    submit_label = "Mark as entered in error"
    reasons: ClassVar[Sequence[tuple[str, str]]] = (
        *AMENDMENT_REASONS[:-1],
        (ANOTHER_PATIENT, "Belongs to another patient"),
        AMENDMENT_REASONS[-1],
    )

    born_on = DayField(
        label="His birth date",
        certain=True,
        help_text="Type it again from the banner, to be sure that this is the right patient.",
    )

    def initial_from(self, current: Fact) -> dict[str, Any]:
        """Nothing is shown before it is typed."""
        return {}

    def content_parts(self) -> Sequence[str | FormPart]:
        """The birth date alone; the reason follows."""
        return ["born_on"]

    def write(self, book: FactBook) -> None:
        """Withdraw the document instead of writing a new one; a draw takes its reports along."""
        if self.current is None:
            return
        if self.current.entered_in_error:
            self.add_error(None, GONE_MEANWHILE)
            raise Overtaken
        if self.opened and self.opened.version != self.current.version:
            self.reseal(self.current)
            self.add_error(None, CHANGED_MEANWHILE)
            raise Overtaken
        book.withdraw(self.current)
        for report in reports_of(self.current) if isinstance(self.current, Draw) else ():
            book.withdraw(report)

    def clean_born_on(self) -> date:
        """Hold the typed birth date against the man of this page."""
        born_on: date = self.cleaned_data["born_on"]
        if self.details and born_on != self.details.born_on:
            raise forms.ValidationError(
                "This is not the birth date of the patient above. Check that this is the right man."
            )
        return born_on
