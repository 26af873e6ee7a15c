"""What a person types about rows that wait: a decision, a meaning, whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from exchange.queue.decisions import Act
from exchange.queue.meanings import Word
from exchange.rows.kinds import NOT_FOLLOWED
from labs.forms.catalogue import MEASURED
from labs.models import SpellingKind
from patients.forms.base import ClinicForm, DayField, FormButton
from patients.models import PatientDetails
from protocols.targets.analytes import BY_SLUG

LONGEST_REASON = 500

WHY = "For example: the laboratory confirmed it by phone. Kept with your name."


def reason_field() -> forms.CharField:
    """Why a person decides so."""
    return forms.CharField(
        label="Why",
        max_length=LONGEST_REASON,
        widget=forms.Textarea,
        help_text=WHY,
        error_messages={"max_length": f"Use {LONGEST_REASON} characters at the most."},
    )


class ShownFirst(ClinicForm):
    """A form that is sent twice: what follows is shown, and the second time it is done.

    `mark` tells what was shown; it is empty the first time.
    """

    mark = forms.CharField(widget=forms.HiddenInput, required=False)
    action = ""
    label = "Look at what follows"
    key = ""
    is_shown = False

    def form_attributes(self) -> dict[str, Any]:
        """Sent to an address of its own."""
        return {"action": self.action} if self.action else {}

    def buttons(self) -> Sequence[FormButton]:
        """One button."""
        look = "primary" if self.is_shown else ""
        return [FormButton(self.label, look=look, key=self.key, focus=self.is_shown)]

    def show(self, mark: str, label: str, cancel_url: str) -> None:
        """Ask for the second sending: what was typed stays, and cannot be changed any more."""
        typed: dict[str, Any] = dict(self.data.items())
        self.data = {**typed, self.add_prefix("mark"): mark}
        self.label, self.cancel_url, self.is_shown = label, cancel_url, True
        for name in self.fields:
            self.fields[name].widget = forms.HiddenInput()


class DecisionForm(ShownFirst):
    """A decision about one row."""

    act = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, act: Act, units: Sequence[str] = (), **kwargs: Any) -> None:
        initial = {"act": act.code, **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, auto_id=f"id_{act.code}_%s", **kwargs)
        self.label, self.key = act.button, act.key
        if act.asks_unit:
            choices = [("", "Choose"), *((code, code) for code in units)]
            self.fields["unit"] = forms.ChoiceField(label="Unit on the report", choices=choices)
        if act.asks_reason:
            self.fields["reason"] = reason_field()
        self.prepare_fields()


class MeaningForm(ShownFirst):
    """What a word of a laboratory means here."""

    def __init__(self, *args: Any, word: Word, units: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if word.kind != SpellingKind.UNIT:
            analytes = sorted(MEASURED, key=lambda each: each[1])
            choices = [*analytes, (NOT_FOLLOWED, "Nothing that is followed here")]
        else:
            choices = [(code, code) for code in units]
        self.fields["means"] = forms.ChoiceField(
            label="It means", choices=[("", "Choose"), *choices]
        )
        self.prepare_fields()


class ClaimForm(ShownFirst):
    """Whose row it is: his birth date typed again, and why."""

    born_on = DayField(
        label="His birth date",
        certain=True,
        help_text="Type it from the report, to be sure that this is the right patient.",
    )

    def __init__(self, *args: Any, details: PatientDetails, **kwargs: Any) -> None:
        self.details = details
        super().__init__(*args, **kwargs)
        self.fields["reason"] = reason_field()
        self.fields[
            "reason"
        ].help_text = "What on the report shows that it is his. Kept with your name."
        self.prepare_fields()

    def clean_born_on(self) -> date:
        """Hold the typed birth date against the man's."""
        born_on: date = self.cleaned_data["born_on"]
        if born_on != self.details.born_on:
            raise forms.ValidationError(
                "This is not the birth date of the patient above. Check that this is the right man."
            )
        return born_on


def units_of(analyte: str) -> list[str]:
    """The units in which an analyte is recorded."""
    return [unit.code for unit in BY_SLUG[analyte].units] if analyte in BY_SLUG else []


def meaning_in_words(means: str) -> str:
    """A meaning as the form offers it."""
    return {NOT_FOLLOWED: "nothing that is followed here", **dict(MEASURED)}.get(means, means)


class BackForm(ClinicForm):
    """Why a settled row is to wait again."""

    reason = reason_field()
    action = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_back_%s", **kwargs)
        self.fields["reason"].help_text = "What has to be thought over. Kept with your name."
        self.prepare_fields()

    def form_attributes(self) -> dict[str, Any]:
        """Sent to an address of its own, beside that of the row."""
        return {"action": self.action}

    def buttons(self) -> Sequence[FormButton]:
        """One button."""
        return [FormButton("Put it back", key="e")]


class DismissForm(ClinicForm):
    """Why several rows hold nothing to record."""

    submit_label = "Dismiss the ticked rows"

    reason = reason_field()
