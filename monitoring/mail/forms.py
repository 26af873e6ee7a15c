"""The form on which somebody of the staff says what he wants to get."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Membership, User
from monitoring.mail.preferences import LastRecipient, address_works, choose, preference_of

LAST = (
    "You are the last person of this clinic whom reminders reach, so they cannot be turned off. "
    "Let another lead clinician (where there is none, an administrator) get reminders first."
)


class PreferenceForm(forms.Form):
    """Digest and reminders of one clinic; for an address that failed, that it works again."""

    digest = forms.BooleanField(
        label="Daily summary of what waits for me, on working days", required=False
    )
    reminders = forms.BooleanField(
        label="Reminders, when a follow-up that is mine becomes overdue", required=False
    )
    works = forms.BooleanField(label="Messages to my address arrive again", required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        self.membership = membership
        self.chosen = preference_of(membership)
        kwargs["initial"] = {"digest": self.chosen.digest, "reminders": self.chosen.reminders}
        super().__init__(*args, **kwargs)
        if self.chosen.bounced_at is None:
            del self.fields["works"]

    def is_saved(self, by: User) -> bool:
        """Write down what was chosen; the last recipient of the clinic is told why it is not."""
        given = self.cleaned_data
        if given.get("works"):
            address_works(self.membership, by)
        try:
            choose(self.membership, digest=given["digest"], reminders=given["reminders"], by=by)
        except LastRecipient:
            self.add_error("reminders", LAST)
            return False
        return True
