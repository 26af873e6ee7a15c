"""Adopting the rule book in the product."""

from __future__ import annotations

from django import forms

from patients.forms.sealed import SealedForm
from protocols.targets.book import RULES_VERSION

LONGEST_NOTE = 2000


class AdoptionForm(SealedForm):
    """A lead says that the clinic works by the version that the page shows, and why."""

    submit_label = "Adopt for this clinic"

    version = forms.CharField(widget=forms.HiddenInput, required=False, initial=RULES_VERSION)
    note = forms.CharField(
        label="Note",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
        help_text="Who read it with you, what was discussed, what you want to look at again.",
        error_messages={
            "max_length": f"A note has at most {LONGEST_NOTE} characters. Shorten it; nothing was "
            "cut."
        },
    )
    confirmed = forms.BooleanField(
        label=f"I have read the targets and rules of version {RULES_VERSION}; this clinic works "
        "by them"
    )

    def clean_version(self) -> str:
        """What was read must be what is adopted."""
        if self.cleaned_data["version"] != RULES_VERSION:
            self.renew(version=RULES_VERSION)
            raise forms.ValidationError(
                f"The rule book has changed to version {RULES_VERSION} since you opened this page. "
                "Read it as it stands here now, then adopt it."
            )
        return RULES_VERSION
