"""Withdrawing an override of the clinic, proposed to a second person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from monitoring.replay import Replay, clinic_courses
from monitoring.trying import refused_in_words, try_without
from patients.forms.base import Part as FormPart
from patients.forms.fact_form import FactForm
from patients.recording import FactBook
from protocols.models import ClinicOverride, TargetProposal
from protocols.targets.book import OutOfRange

ASKED_ALREADY = (
    "Somebody has proposed this withdrawal since you opened the page. It waits for a second person "
    "on the page Targets, and was not proposed twice."
)


class WithdrawOverrideForm(FactForm):
    """Why an override of the clinic should be withdrawn, after what that changes was read."""

    submit_label = "Propose to withdraw"

    why = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea)

    def __init__(self, *args: Any, row: ClinicOverride, **kwargs: Any) -> None:
        self.row = row
        self.replay: Replay | None = None
        super().__init__(*args, patient=None, **kwargs)

    def content_parts(self) -> Sequence[str | FormPart]:
        """The reason; the tick stands with what it confirms."""
        return ["why"]

    def clean(self) -> dict[str, Any]:
        """Try out what would be left, and ask for a tick; once is enough."""
        cleaned = super().clean()
        if TargetProposal.objects.waiting().filter(withdraws=self.row).exists():
            self.add_error(None, ASKED_ALREADY)
        if not self.errors:
            self._try_out()
        return cleaned

    def _try_out(self) -> None:
        today = self.day_of_entry
        try:
            trial = try_without(clinic_courses(self.row.clinic, today), today, self.row.pk)
        except OutOfRange as refusal:
            self.add_error(None, refused_in_words(refusal))
            return
        self.replay = trial.replay
        self.warnings += trial.said

    def proposal(self) -> TargetProposal:
        """The proposal that the valid form states."""
        return TargetProposal(
            clinic=self.row.clinic,
            laboratory=self.row.laboratory,
            method=self.row.method,
            valid_from=self.row.valid_from,
            why=self.cleaned_data["why"],
            withdraws=self.row,
        )

    def write(self, book: FactBook) -> None:
        """Never a fact about one man."""
        raise TypeError("An override of the clinic is withdrawn for all its men.")
