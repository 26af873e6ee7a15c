"""The form on which a clinic says when it reminds whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from accounts.models import Clinic, User
from monitoring.mail.choosing import CHOSEN, ChangedMeanwhile, choose_reminders, settings_of, stamp
from monitoring.mail.neutral import Telling, neutral_line
from monitoring.models import ReminderSettings
from monitoring.models.reminders import EARLIEST, LATEST, LONGEST_STAGE_DAYS
from patients.forms.base import ClinicForm, Group, Part

CHANGED = (
    "Somebody else changed these settings since you opened this page. What stands now is shown "
    "above the form; save again to replace it with what you typed."
)
DAYS = "Days after the first overdue day"
SHORT = {"class": "form-control-day"}
HOURS = f"Between {EARLIEST:%H:%M} and {LATEST:%H:%M} by the clinic's clock"


def usual(name: str) -> str:
    """What a clinic begins with, as a sentence for the hint beside a field."""
    begins_with = getattr(ReminderSettings(), name)
    shown = f"{begins_with:%H:%M}" if hasattr(begins_with, "hour") else begins_with
    return f"Usual: {shown}."


class _Days(forms.IntegerField):
    def __init__(self, name: str, label: str, help_text: str, most: int, least: int = 0) -> None:
        many = f"Enter a whole number of days from {least} to {most}."
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), many)
        super().__init__(
            label=label,
            min_value=least,
            max_value=most,
            widget=forms.NumberInput(attrs=SHORT),
            help_text=f"{help_text} {usual(name)}",
            error_messages=messages,
        )


class _Hour(forms.TimeField):
    def __init__(self, name: str, label: str, help_text: str) -> None:
        read = "Enter the time as in 07:30."
        super().__init__(
            label=label,
            input_formats=["%H:%M", "%H.%M", "%H"],
            widget=forms.TimeInput(attrs=SHORT, format="%H:%M"),
            help_text=f"{help_text} {usual(name)}",
            error_messages={"required": read, "invalid": read},
        )


class ReminderSettingsForm(ClinicForm):
    """Stages, hours, the digest, and messages to the men themselves."""

    submit_label = "Save settings"

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    first_owner_days = _Days(
        "first_owner_days",
        "First told after",
        f"{DAYS}. The clinician responsible is told; 0 is the same day.",
        LONGEST_STAGE_DAYS,
    )
    second_owner_days = _Days(
        "second_owner_days",
        "Told again after",
        f"{DAYS}, if it is still overdue. Later than the first.",
        LONGEST_STAGE_DAYS,
    )
    review_working_days = _Days(
        "review_working_days",
        "Lead clinicians told of an unread Act finding after",
        "Working days without a decision. Holds for findings to come.",
        most=10,
        least=1,
    )
    digest = forms.BooleanField(
        label="Send a summary of what waits on working days",
        required=False,
        help_text="One message in the morning to everybody for whom something waits. Usual: on.",
    )
    opens = _Hour("opens", "Send from", f"{HOURS}.")
    closes = _Hour("closes", "Send until", f"{HOURS}.")
    patient_mail = forms.BooleanField(
        label="Write to patients who agreed to it",
        required=False,
        help_text=(
            "He is asked to call, and told nothing else. Only men whose consent and address are "
            "on record are written to. Usual: off."
        ),
    )
    patient_days = _Days(
        "patient_days",
        "Patient written to after",
        f"{DAYS} of labs, hematocrit or a DEXA scan.",
        LONGEST_STAGE_DAYS,
    )
    patient_sender = forms.CharField(
        label="Name that patients read",
        required=False,
        max_length=60,
        help_text=(
            "Households and telephones show it. It must not give the condition away: a street or "
            "a family name, never a speciality."
        ),
    )
    patient_phone = forms.CharField(
        label="Number that patients call", required=False, max_length=40
    )

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        self.clinic, self.standing = clinic, settings_of(clinic)
        initial = {name: getattr(self.standing, name) for name in CHOSEN}
        super().__init__(*args, initial=initial | {"seen": stamp(self.standing)}, **kwargs)

    def parts(self) -> Sequence[str | Part]:
        """The staff first, then hours and patients under titles of their own."""
        return [
            *CHOSEN[:4],
            Group("Hours of sending", ("opens", "closes")),
            Group("Patients", CHOSEN[6:]),
        ]

    def form_attributes(self) -> dict[str, Any]:
        """Settings are saved at an address of their own, by those who may."""
        return {"action": reverse("monitoring:reminder-settings-save")}

    def clean(self) -> dict[str, Any]:
        """Hold the stages and the hours against one another, and names against what they tell."""
        cleaned = super().clean() or {}
        self._check_stages(cleaned.get("first_owner_days"), cleaned.get("second_owner_days"))
        self._check_hours()
        for name, label in (("patient_sender", "name"), ("patient_phone", "number")):
            self._check_neutral(name, label)
        return cleaned

    def _check_stages(self, first: int | None, second: int | None) -> None:
        if first is not None and second is not None and second <= first:
            self.add_error(
                "second_owner_days", f"Enter more than {first} days: it comes after the first."
            )

    def _check_hours(self) -> None:
        for name in ("opens", "closes"):
            hour = self.cleaned_data.get(name)
            if hour is not None and not EARLIEST <= hour <= LATEST:
                self.add_error(name, f"Enter a time from {EARLIEST:%H:%M} to {LATEST:%H:%M}.")
        opens, closes = self.cleaned_data.get("opens"), self.cleaned_data.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", f"Enter a time after {opens:%H:%M}.")

    def _check_neutral(self, name: str, label: str) -> None:
        typed = self.cleaned_data.get(name, "")
        if not typed:
            if self.cleaned_data.get("patient_mail"):
                self.add_error(name, f"Enter the {label}: patients are written to.")
            return
        try:
            self.cleaned_data[name] = neutral_line(typed, label)
        except Telling as telling:
            self.add_error(name, str(telling))

    def is_saved(self, by: User) -> bool:
        """Save what was typed; false where somebody else was quicker, with both shown."""
        wanted = {name: self.cleaned_data[name] for name in CHOSEN}
        try:
            choose_reminders(self.clinic, wanted, seen=self.cleaned_data["seen"], by=by)
        except ChangedMeanwhile:
            self.standing = settings_of(self.clinic)
            typed = MultiValueDict({name: [value] for name, value in self.data.items()})
            typed[self.add_prefix("seen")] = stamp(self.standing)
            self.data = typed
            self.add_error(None, CHANGED)
            return False
        return True
