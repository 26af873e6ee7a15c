"""A form about no man that acts once, sent to an address of its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from accounts.models import User
from patients.forms.base import ClinicForm
from patients.forms.seal import BrokenSeal, open_seal, seal_for


class SealedForm(ClinicForm):
    """Sealed for the person who opened it; its token keeps a second sending from acting again."""

    seal = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, action: str, **kwargs: Any) -> None:
        self.user, self.action = user, action
        initial = {"seal": seal_for(user, None), **kwargs.pop("initial", {})}
        super().__init__(*args, initial=initial, **kwargs)

    def form_attributes(self) -> dict[str, Any]:
        """Sent to an address of its own."""
        return {"action": self.action}

    def clean_seal(self) -> UUID:
        """The token of this form."""
        try:
            return open_seal(self.cleaned_data["seal"], self.user, None).token
        except BrokenSeal as broken:
            self.renew(seal=seal_for(self.user, None))
            raise forms.ValidationError(str(broken)) from None

    def renew(self, **hidden: str) -> None:
        """Give the form other hidden values for the next try."""
        self.data = {**dict(self.data.items()), **hidden}
