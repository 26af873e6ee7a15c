"""Answering a proposed change of the clinic's targets: confirm, decline, or take it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from patients.forms.base import FormButton
from patients.forms.sealed import SealedForm

LONGEST_REASON = 1000

READ_AGAIN = (
    "Facts or targets have changed since you opened this page, and so has what this would do. "
    "It is shown anew: read it again, then confirm it. Nothing was changed."
)


class ConfirmForm(SealedForm):
    """A second person agrees to exactly what the page shows (`seen`)."""

    submit_label = "Confirm for every man"

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    read = forms.BooleanField(label="I have read what this changes, and I agree to it")

    def __init__(self, *args: Any, seen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": seen}, auto_id="confirm_%s", **kwargs)

    def ask_again(self, seen: str) -> None:
        """Show the form once more beside what is to be read now, with its box empty."""
        if self.data.get("seen") != seen:
            self.add_error("read", READ_AGAIN)
        self.renew(seen=seen, read="")


class DeclineForm(SealedForm):
    """A second person says why not."""

    submit_label = "Decline"

    why = forms.CharField(
        label="Why not",
        max_length=LONGEST_REASON,
        widget=forms.Textarea,
        help_text="Shown to who proposed it, and kept with your name.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="decline_%s", **kwargs)

    def buttons(self) -> Sequence[FormButton]:
        """One quiet button: nothing is changed by it."""
        return [FormButton(self.submit_label)]


class TakeBackForm(SealedForm):
    """The proposer takes his proposal back."""

    submit_label = "Take it back"

    why = forms.CharField(label="Why it is taken back", max_length=LONGEST_REASON, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="take_back_%s", **kwargs)

    def buttons(self) -> Sequence[FormButton]:
        """One quiet button: nothing is changed by it."""
        return [FormButton(self.submit_label)]
