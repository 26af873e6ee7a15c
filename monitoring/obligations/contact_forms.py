"""Recording that a man was called about a duty, or that a visit is booked for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django import forms

from monitoring.models import CallOutcome, Decision, DecisionKind, Obligation
from monitoring.obligations.duty_form import DutyForm
from patients.facts import Part
from patients.forms.base import DayField
from patients.forms.days import Lean, format_day
from patients.forms.fact_form import NoteField

LONGEST_PAUSE_DAYS = 120
"""Nobody is left unreminded for longer; a visit further ahead is called about once more."""


class Pause(NamedTuple):
    """For how many days nobody is reminded after a call: usually, and at most."""

    usual: int
    longest: int


PAUSES = {
    CallOutcome.COMES: Pause(30, LONGEST_PAUSE_DAYS),
    CallOutcome.LATER: Pause(7, 30),
}
"""What a call pauses; where nobody was reached or he declines, reminding goes on."""


class ContactForm(DutyForm):
    """What was arranged with a man about one duty."""

    def __init__(self, *args: Any, duty: Obligation, **kwargs: Any) -> None:
        self.duty = duty
        super().__init__(*args, **kwargs)

    def _check_ahead(self, until: date, longest_days: int) -> None:
        latest = self.day_of_entry + timedelta(days=longest_days)
        if until <= self.day_of_entry:
            self.add_error("until", f"{format_day(until)} is not in the future. Enter a later day.")
        elif until > latest:
            self.add_error(
                "until",
                f"{format_day(until)} is more than {longest_days} days ahead. Enter "
                f"{format_day(latest)} at the latest.",
            )

    def _decision(self, kind: DecisionKind, **more: Any) -> tuple[Decision, Sequence[Part]]:
        decision = Decision(
            topic=self.duty.kind,
            kind=kind,
            note=self.cleaned_data["note"],
            decided_on=self.day_of_entry,
            **more,
        )
        return decision, ()


class BookedForm(ContactForm):
    """The day of the visit that was booked."""

    submit_label = "Record the visit"

    until = DayField(
        label="Visit on",
        lean=Lean.FUTURE,
        help_text="For example +14, 3 Dec or +6w. Nobody is reminded until then.",
        error_messages={"required": "Enter the day of the visit, for example +14."},
    )
    note = NoteField()

    def clean(self) -> dict[str, Any]:
        """Accept a day to come, not too far ahead."""
        cleaned = super().clean()
        if until := cleaned.get("until"):
            self._check_ahead(until, LONGEST_PAUSE_DAYS)
        return cleaned

    def build(self) -> tuple[Decision, Sequence[Part]]:
        """The booked visit."""
        return self._decision(DecisionKind.BOOKED, until=self.cleaned_data["until"])


class CalledForm(ContactForm):
    """What came of a call, and until when nobody is reminded."""

    submit_label = "Record the call"

    outcome = forms.ChoiceField(
        label="What came of it",
        choices=CallOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what came of the call."},
    )
    until = DayField(
        label="No reminders until",
        required=False,
        lean=Lean.FUTURE,
        help_text=(
            f"Left empty: {PAUSES[CallOutcome.COMES].usual} days where he will come, "
            f"{PAUSES[CallOutcome.LATER].usual} where he is to be called later. "
            "Otherwise reminders go on."
        ),
    )
    note = NoteField()

    def clean(self) -> dict[str, Any]:
        """Put in the usual pause, and refuse one that nothing on the telephone justifies."""
        cleaned = super().clean()
        if outcome := cleaned.get("outcome"):
            cleaned["until"] = self._until(outcome, cleaned.get("until"))
        if outcome == CallOutcome.DECLINES and not cleaned.get("note"):
            self.add_error("note", "Say in the note why he does not want to come.")
        return cleaned

    def _until(self, outcome: str, typed: date | None) -> date | None:
        pause = PAUSES.get(CallOutcome(outcome))
        if pause is None:
            self._refuse_a_pause(outcome, typed)
            return None
        if typed is None:
            return self.day_of_entry + timedelta(days=pause.usual)
        self._check_ahead(typed, pause.longest)
        return typed

    def _refuse_a_pause(self, outcome: str, typed: date | None) -> None:
        if typed is not None:
            said = CallOutcome(outcome).label
            self.add_error(
                "until",
                f"After “{said}” reminders go on. Leave the day empty, or change the answer.",
            )

    def build(self) -> tuple[Decision, Sequence[Part]]:
        """The call."""
        cleaned = self.cleaned_data
        return self._decision(
            DecisionKind.CALLED, reason_code=cleaned["outcome"], until=cleaned["until"]
        )
