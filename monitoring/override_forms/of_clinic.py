"""Targets of the clinic, or of one laboratory and method of it, proposed to a second person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from accounts.models import Clinic
from labs.models import Laboratory, Method
from monitoring.override_forms.numbers import OverrideForm
from monitoring.replay import clinic_courses
from monitoring.status.snapshots import Course
from protocols.models import TargetProposal
from protocols.overrides import stored
from protocols.targets.overriding import InForce, Level, Override


class ClinicOverrideForm(OverrideForm):
    """Targets of the clinic, or of one laboratory and method of it, proposed to a second person."""

    submit_label = "Propose targets"
    LEVEL = Level.CLINIC
    HEAD = ("valid_from", "laboratory", "method")

    laboratory = forms.ModelChoiceField(
        label="Laboratory",
        queryset=Laboratory.objects.none(),
        required=False,
        empty_label="Every laboratory",
        help_text="Choose one only where its own assay asks for other targets.",
    )
    method = forms.ChoiceField(
        label="Measured by",
        choices=[("", "Every method"), *Method.choices],
        required=False,
        help_text="With a laboratory only.",
    )

    def __init__(self, *args: Any, clinic: Clinic, in_force: InForce, **kwargs: Any) -> None:
        self.clinic = clinic
        super().__init__(*args, patient=None, in_force=in_force, **kwargs)
        places = clinic.laboratories.order_by("name")
        self.fields["laboratory"].queryset = places  # type: ignore[attr-defined]

    def _own(self) -> list[Override]:
        return list(self.in_force.overrides)

    def clean(self) -> dict[str, Any]:
        """A laboratory is moved with its method, never one of them alone."""
        if self.cleaned_data.get("laboratory") and not self.cleaned_data.get("method"):
            self.add_error("method", "Choose how this laboratory measured.")
        if self.cleaned_data.get("method") and not self.cleaned_data.get("laboratory"):
            self.add_error("laboratory", "Choose the laboratory that measured so.")
        return super().clean()

    def level(self, cleaned: Mapping[str, Any]) -> Level:
        """A laboratory's once one is chosen."""
        return Level.LABORATORY if cleaned.get("laboratory") else Level.CLINIC

    def override(self, cleaned: Mapping[str, Any]) -> Override:
        """What the form states, with its laboratory and method."""
        place = cleaned.get("laboratory")
        key = place.pk if place else None
        numbers = self.numbers(cleaned)
        since = cleaned["valid_from"]
        return Override(self.level(cleaned), since, numbers, key, cleaned.get("method", ""))

    def courses(self) -> Iterable[Course]:
        """Every man of the clinic."""
        return clinic_courses(self.clinic, self.day_of_entry)

    def proposal(self) -> TargetProposal:
        """The proposal that the valid form states."""
        cleaned = self.cleaned_data
        return TargetProposal(
            clinic=self.clinic,
            laboratory=cleaned["laboratory"],
            method=cleaned["method"],
            valid_from=cleaned["valid_from"],
            numbers=stored(self.numbers(cleaned)),
            why=cleaned["why"],
        )
