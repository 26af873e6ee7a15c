"""Deciding whether two records are one man's, and undoing that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from patients.forms.base import FormButton
from patients.forms.sealed import SealedForm
from patients.models import Verdict

LONGEST_REASON = 1000


class PairForm(SealedForm):
    """One man or two, and why."""

    submit_label = "Record this decision"

    verdict = forms.ChoiceField(
        label="Are these records one man's?",
        choices=[
            (Verdict.SAME, "One man: link the two records"),
            (Verdict.TWO, "Two men: ask no more"),
        ],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label="Why",
        max_length=LONGEST_REASON,
        widget=forms.Textarea,
        help_text="For example: the insurance card shows one number. Kept with your name.",
    )


class UndoPairForm(SealedForm):
    """Why a decision about two records is taken back."""

    submit_label = "Undo this decision"

    why = forms.CharField(
        label="Why it is undone", max_length=LONGEST_REASON, widget=forms.Textarea
    )

    def buttons(self) -> Sequence[FormButton]:
        """One quiet button."""
        return [FormButton(self.submit_label)]


Answer = PairForm | UndoPairForm


def words_of(form: Answer) -> dict[str, Any]:
    """Why, and the token of the form."""
    return {"why": form.cleaned_data["why"], "submission": form.cleaned_data["seal"]}
