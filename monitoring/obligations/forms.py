"""Setting an earlier date for labs, hematocrit or a DEXA scan, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from monitoring.judgement.due.earlier import why_not
from monitoring.models import Decision, DecisionKind, Obligation, ObligationKind
from monitoring.obligations.duty_form import DutyForm
from patients.facts import Part
from patients.forms.base import DayField
from patients.forms.days import Lean, format_day
from patients.forms.fact_form import NoteField
from protocols.targets.book import Targets

MAY_COME_EARLIER = (ObligationKind.LABS, ObligationKind.HCT, ObligationKind.DEXA)

NO_DAY = "Enter the day, for example +14 for two weeks from today."


class EarlierDateForm(DutyForm):
    """Which duty is to come earlier, on which day, and why.

    `owed` are his open duties by kind, `standing` the dates set before, `last_scan_on` the day
    of his last DEXA scan.
    """

    submit_label = "Set the date"

    duty = forms.ChoiceField(
        label="What is to come earlier",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is to come earlier."},
    )
    until = DayField(
        label="Due on",
        required=False,
        lean=Lean.FUTURE,
        help_text="For example +14, 3 Mar or +6w; always before the date of the rules.",
    )
    note = NoteField(label="Why")

    def __init__(
        self,
        *args: Any,
        owed: Mapping[str, Obligation],
        standing: Mapping[str, Decision],
        last_scan_on: date | None,
        **kwargs: Any,
    ) -> None:
        self.owed, self.standing, self.last_scan_on = owed, standing, last_scan_on
        super().__init__(*args, **kwargs)
        choices = [(kind, _dated(duty)) for kind, duty in owed.items()]
        self.fields["duty"].choices = choices  # type: ignore[attr-defined]
        self._demand("note", "Say why the date is changed.")
        if not standing:
            self._demand("until", NO_DAY)

    def _demand(self, name: str, message: str) -> None:
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = message

    def clean(self) -> dict[str, Any]:
        """Refuse a date that is past, later than the rules ask for, or without a reason."""
        cleaned = super().clean()
        if duty := cleaned.get("duty"):
            self._check_until(self.owed[duty], cleaned.get("until"))
        return cleaned

    def _check_until(self, duty: Obligation, until: date | None) -> None:
        refused = self._why_not(duty, until)
        if refused and "until" not in self.errors:
            self.add_error("until", refused)

    def _why_not(self, duty: Obligation, until: date | None) -> str | None:
        if until is None:
            return None if duty.kind in self.standing else NO_DAY
        if until < self.day_of_entry:
            return f"{format_day(until)} is past. Enter today or a later day."
        scan = self.last_scan_on if duty.kind == ObligationKind.DEXA else None
        return why_not(until, duty.computed_on or duty.due_on, scan, Targets().dexa)

    def build(self) -> tuple[Decision, Sequence[Part]]:
        """The decision; without a day it goes back to the date of the rules."""
        cleaned = self.cleaned_data
        decision = Decision(
            topic=cleaned["duty"],
            kind=DecisionKind.EARLIER_DATE,
            until=cleaned["until"],
            note=cleaned["note"],
            decided_on=self.day_of_entry,
        )
        return decision, ()


def _dated(duty: Obligation) -> str:
    words = f"{duty.get_kind_display()}, due {format_day(duty.due_on)}"
    if duty.computed_on:
        words += f"; by the rules {format_day(duty.computed_on)}"
    return words
