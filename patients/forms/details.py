"""Registering a man, and correcting who he is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms

from accounts.models import Clinic, User
from patients.facts import Part
from patients.forms.base import DayField, Group
from patients.forms.base import Part as FormPart
from patients.forms.days import format_day
from patients.forms.fact_form import FactForm, NoteField
from patients.likeness import Identity
from patients.models import MailConsent, Patient, PatientDetails
from patients.recording import FactBook
from patients.similar import Alike, similar_men

HIGHEST_AGE = 120


class DetailsForm(FactForm):
    """Who he is. A second man with the same birth date and a similar name must be confirmed."""

    MODEL = PatientDetails
    past_days: ClassVar[Sequence[str]] = ("born_on", "deceased_on", "discharged_on")
    CONTENT: ClassVar[Sequence[str]] = (
        "record_number",
        "family_name",
        "given_name",
        "born_on",
        "email",
        "phone",
        "owner",
        "mail_consent",
        "fragility_fracture",
        "glucocorticoids_3m",
        "deceased_on",
        "discharged_on",
        "note",
    )

    record_number = forms.CharField(
        label="Record number",
        max_length=40,
        help_text="As on his chart. It must be new in this clinic.",
    )
    family_name = forms.CharField(label="Family name", max_length=100)
    given_name = forms.CharField(label="Given name", max_length=100)
    born_on = DayField(
        label="Birth date",
        certain=True,
        help_text="For example 14 Mar 1969.",
        error_messages={"required": "Enter the birth date, for example 14 Mar 1969."},
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        error_messages={"invalid": "Enter an e-mail address such as name@example.org."},
    )
    phone = forms.CharField(label="Phone", max_length=40, required=False)
    owner = forms.ModelChoiceField(
        label="Clinician responsible",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody yet",
        help_text="Receives the reminders about him.",
    )
    mail_consent = forms.ChoiceField(
        label="May he be written to by e-mail?", choices=MailConsent, initial=MailConsent.UNKNOWN
    )
    fragility_fracture = forms.BooleanField(label="Has had a fragility fracture", required=False)
    glucocorticoids_3m = forms.BooleanField(
        label="Takes or took glucocorticoids over a long time", required=False
    )
    deceased_on = DayField(label="Died on", required=False)
    discharged_on = DayField(label="Left the clinic's care on", required=False)
    note = NoteField()

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        self.clinic = clinic
        self.lookalikes: list[Alike] = []
        self.registered: Patient
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = clinic.treating_staff()  # type: ignore[attr-defined]

    def content_parts(self) -> Sequence[str | FormPart]:
        """Name and numbers first; what is seldom needed folded away."""
        return [
            "record_number",
            "family_name",
            "given_name",
            "born_on",
            "owner",
            Group("Contact", ["phone", "email", "mail_consent"]),
            Group("Bone history", ["fragility_fracture", "glucocorticoids_3m"]),
            Group("Note", ["note"], folded=True),
            Group("No longer followed", ["deceased_on", "discharged_on"], folded=True),
        ]

    def clean_record_number(self) -> str:
        """Refuse a number that another man of the clinic carries."""
        number = " ".join(self.cleaned_data["record_number"].split())
        if self._is_taken(number):
            raise forms.ValidationError(_taken(number))
        return number

    def _is_taken(self, number: str) -> bool:
        others = self.clinic.patient_details.current().filter(record_number=number)
        return (others.exclude(patient=self.patient) if self.patient else others).exists()

    def is_taken(self) -> bool:
        """Whether a colleague gave the record number to another man a moment ago."""
        number = self.cleaned_data["record_number"]
        if taken := self._is_taken(number):
            self.add_error("record_number", _taken(number))
        return taken

    def clean_family_name(self) -> str:
        """Keep the name as typed, in one spelling of its accents."""
        return _one_spelling(self.cleaned_data["family_name"])

    def clean_given_name(self) -> str:
        """Keep the name as typed, in one spelling of its accents."""
        return _one_spelling(self.cleaned_data["given_name"])

    def clean_born_on(self) -> Any:
        """Refuse an age that no man reaches."""
        born_on = self.cleaned_data["born_on"]
        if self.today and self.today.year - born_on.year > HIGHEST_AGE:
            raise forms.ValidationError(
                f"That would make him more than {HIGHEST_AGE} years old. Check the year."
            )
        return born_on

    def clean_deceased_on(self) -> date | None:
        """Of a man who is being registered: no end before his birth."""
        return self._after_birth("deceased_on")

    def clean_discharged_on(self) -> date | None:
        """Of a man who is being registered: no end before his birth."""
        return self._after_birth("discharged_on")

    def _after_birth(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        born_on = self.cleaned_data.get("born_on")
        if self.details is None and day and born_on and day < born_on:
            raise forms.ValidationError(
                f"{format_day(day)} lies before his birth on {format_day(born_on)}. "
                "Check both days."
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Ask once whether a man who is alike is another."""
        cleaned = super().clean()
        if self.patient is None and cleaned.get("born_on") and cleaned.get("family_name"):
            self.lookalikes = similar_men(self.clinic, self._identity(cleaned))
        for man, _, reasons in self.lookalikes:
            self.warnings.append(
                f"{man.list_name}, record {man.record_number}: {'; '.join(reasons).lower()}. "
                "Open him if he is the one; confirm only if this is another man."
            )
        return cleaned

    def _identity(self, cleaned: dict[str, Any]) -> Identity:
        names = ("family_name", "given_name", "email", "phone")
        family, given, email, phone = (cleaned.get(name) or "" for name in names)
        return Identity(family, given, cleaned["born_on"], email=email, phone=phone)

    def write(self, book: FactBook) -> None:
        """Register a new man, or write the next version of who he is."""
        if self.patient:
            super().write(book)
            return
        details, _ = self.build()
        self.registered = book.admit(details)

    def build(self) -> tuple[PatientDetails, Sequence[Part]]:
        """His details as typed."""
        content = {name: self.cleaned_data[name] for name in self.CONTENT}
        return PatientDetails(
            clinic=self.clinic, born_on_is_estimated=self._is_still_estimated(), **content
        ), ()

    def _is_still_estimated(self) -> bool:
        """An estimated birth date stays one until another is typed."""
        estimated = getattr(self.current, "born_on_is_estimated", False)
        return estimated and self.cleaned_data["born_on"] == getattr(self.current, "born_on", None)


def _taken(number: str) -> str:
    return (
        f"Record number {number} belongs to another patient of this clinic. "
        "Search for it, or check the number on the chart."
    )


def _one_spelling(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split()))
