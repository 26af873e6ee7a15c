"""The form with which a file is brought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from accounts.models import Clinic
from exchange.bringing.opening import MOST_BYTES, Bringing
from exchange.intake.opening import ReceivedFile
from exchange.models import Layout
from labs.models import Laboratory
from patients.forms.base import ClinicForm

MEGABYTE = 1_000_000
LONGEST_AUTHORITIES = 400


class BringForm(ClinicForm):
    """Which file, from which laboratory, and whose record numbers count in it."""

    submit_label = "Read the file"
    manners: ClassVar[dict[str, Any]] = {
        key: value for key, value in ClinicForm.manners.items() if key != "data-unsaved"
    }

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        help_text=f"HL7 v2, FHIR JSON or CSV, up to {MOST_BYTES // MEGABYTE} MB. "
        "Nothing is taken before you have seen what it holds.",
        error_messages={"required": "Choose the file that the laboratory sent."},
    )
    laboratory = forms.ChoiceField(
        label="Laboratory",
        required=False,
        help_text="Choose it where the file names none, or calls it otherwise.",
    )
    authorities = forms.CharField(
        label="Whose record numbers count",
        required=False,
        max_length=LONGEST_AUTHORITIES,
        help_text="As the file names them, with commas between. "
        "Then rows with the right number and birth date can be accepted together.",
    )
    layout = forms.ChoiceField(
        label="Layout of the table",
        required=False,
        help_text="For CSV files only: what the columns mean. You can make a new one next.",
    )

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        self.clinic = clinic
        super().__init__(*args, **kwargs)
        places = clinic.laboratories.filter(is_offered=True).order_by("name")
        self.laboratories = {str(each.pk): each for each in places}
        self.layouts = {str(each.pk): each for each in layouts_of(clinic)}
        named = [(key, each.name) for key, each in self.laboratories.items()]
        laid = [(key, f"{each.name} ({each.laboratory})") for key, each in self.layouts.items()]
        self._offer("laboratory", [("", "As the file says"), *named])
        self._offer("layout", [("", "None, or a new one"), *laid])

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean_file(self) -> ReceivedFile:
        """The content, unless it is far too much."""
        sent: Any = self.cleaned_data["file"]
        if (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                f"The file has more than {MOST_BYTES // MEGABYTE} MB. Split it, or have it taken "
                "by the command import_results."
            )
        return ReceivedFile(sent.name or "file", sent.read())

    @property
    def said(self) -> Bringing:
        """What the valid form says about the file."""
        cleaned = self.cleaned_data
        named = [" ".join(each.split()) for each in cleaned["authorities"].split(",")]
        laboratory: Laboratory | None = self.laboratories.get(cleaned["laboratory"])
        layout: Layout | None = self.layouts.get(cleaned["layout"])
        return Bringing(laboratory, tuple(each for each in named if each), layout)


def layouts_of(clinic: Clinic) -> Any:
    """The layouts in use, by name."""
    return clinic.layouts.filter(is_used=True).select_related("laboratory").order_by("name")
