"""Adopting the rule book in the product."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from accounts.models import User
from patients.forms.base import ClinicForm
from patients.forms.seal import BrokenSeal, open_seal, seal_for
from protocols.targets.book import RULES_VERSION

LONGEST_NOTE = 2000


class AdoptionForm(ClinicForm):
    """A lead says that the clinic works by the version that the page shows, and why."""

    submit_label = "Adopt for this clinic"

    seal = forms.CharField(widget=forms.HiddenInput, required=False)
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

    def __init__(self, *args: Any, user: User, action: str, **kwargs: Any) -> None:
        self.user, self.action = user, action
        super().__init__(*args, initial={"seal": seal_for(user, None)}, **kwargs)

    def form_attributes(self) -> dict[str, Any]:
        """Sent to an address of its own."""
        return {"action": self.action}

    def clean_seal(self) -> UUID:
        """The token of this form, which acts once."""
        try:
            return open_seal(self.cleaned_data["seal"], self.user, None).token
        except BrokenSeal as broken:
            self._renew(seal=seal_for(self.user, None))
            raise forms.ValidationError(str(broken)) from None

    def clean_version(self) -> str:
        """What was read must be what is adopted."""
        if self.cleaned_data["version"] != RULES_VERSION:
            self._renew(version=RULES_VERSION)
            raise forms.ValidationError(
                f"The rule book has changed to version {RULES_VERSION} since you opened this page. "
                "Read it as it stands here now, then adopt it."
            )
        return RULES_VERSION

    def _renew(self, **hidden: str) -> None:
        """Give the form another hidden value for the next try."""
        self.data = {**dict(self.data.items()), **hidden}
