"""A step of anastrozole together with the labs that follow it.

The rules say when blood is asked for after the step; whoever prescribes may ask for it earlier in
the same breath. Both are facts of their own, written in one unit of work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms

from monitoring.judgement import Refused
from monitoring.judgement.due.dates import Due
from monitoring.judgement.due.earlier import why_not
from monitoring.models import Decision, DecisionKind, ObligationKind
from patients.forms.base import DayField, Group
from patients.forms.base import Part as FormPart
from patients.forms.days import Lean, format_day
from patients.forms.fact_form import CHECK
from patients.recording import FactBook
from protocols.forms import AnastrozoleForm
from protocols.targets.book import Targets

LabsAfter = Callable[[Callable[[FactBook], None]], Due | None]
"""When labs would be due once something more was written; None where they would not be."""

LONGEST_WHY = 400
BY_THE_RULES = (
    f"Empty: by the rules, {Targets().labs.first_days} days after a start or a change at the "
    "latest. The check shows the day. An earlier one may be set, for example +14 or 3 Mar."
)
NO_LABS = "After this step no labs are due, so none can come earlier. Leave this empty."
NO_WHY = "Say why labs are asked for earlier than by the rules."
NO_DAY = "Enter the day on which labs are asked for, or leave the reason empty too."


class DoseForm(AnastrozoleForm):
    """One step of an anastrozole course, with an earlier day for the labs after it.

    `labs_after` judges the man as the step would leave him.
    """

    LABS = ("labs_on", "labs_why")

    labs_on = DayField(
        label="Labs earlier, on", required=False, lean=Lean.FUTURE, help_text=BY_THE_RULES
    )
    labs_why = forms.CharField(
        label="Why earlier",
        required=False,
        max_length=LONGEST_WHY,
        error_messages={"max_length": f"Shorten the reason to {LONGEST_WHY} characters."},
    )

    def __init__(self, *args: Any, labs_after: LabsAfter | None = None, **kwargs: Any) -> None:
        self.labs_after = labs_after
        super().__init__(*args, **kwargs)
        if self.current:
            for name in self.LABS:
                del self.fields[name]

    def content_parts(self) -> Sequence[str | FormPart]:
        """The step, and before its note the labs that follow."""
        *step, note = super().content_parts()
        return [*step, note] if self.current else [*step, Group("Next labs", self.LABS), note]

    def clean(self) -> dict[str, Any]:
        """Say when labs would be due, and refuse a day that is not earlier or has no reason."""
        cleaned = super().clean()
        if self.current or self.labs_after is None:
            return cleaned
        wanted, why = cleaned.get("labs_on"), cleaned.get("labs_why")
        if wanted and not why:
            self.add_error("labs_why", NO_WHY)
        if why and not wanted and "labs_on" not in self.errors:
            self.add_error("labs_on", NO_DAY)
        if not self.errors and (wanted or CHECK in self.data):
            self._hold_against_rules(wanted, self._labs_by_the_rules(self.labs_after))
        return cleaned

    def _labs_by_the_rules(self, labs_after: LabsAfter) -> date | None:
        """The day that the rules come to; what they can't judge is refused when it is saved."""
        try:
            due = labs_after(super().write)
        except Refused:
            return None
        return (due.computed_on or due.on) if due else None

    def _hold_against_rules(self, wanted: date | None, computed: date | None) -> None:
        if computed:
            by_the_rules = f"By the rules labs are due on {format_day(computed)}."
            self["labs_on"].help_text = f"{by_the_rules} An earlier day may be set."
        if wanted and (refused := self._why_not(wanted, computed)):
            self.add_error("labs_on", refused)

    def _why_not(self, wanted: date, computed: date | None) -> str | None:
        if computed is None:
            return NO_LABS
        if wanted < self.day_of_entry:
            return f"{format_day(wanted)} is past. Enter today or a later day."
        return why_not(wanted, computed, None, Targets().dexa)

    def write(self, book: FactBook) -> None:
        """Enter the step and, where labs are to come earlier, that decision."""
        super().write(book)
        if wanted := self.cleaned_data.get("labs_on"):
            decision = Decision(
                patient=self.patient,
                topic=ObligationKind.LABS,
                kind=DecisionKind.EARLIER_DATE,
                until=wanted,
                note=self.cleaned_data["labs_why"],
                decided_on=self.day_of_entry,
            )
            book.record(decision)
