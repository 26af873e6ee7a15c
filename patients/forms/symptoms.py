"""What he reports on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from patients.facts import Fact, Part
from patients.forms.base import DayField, Group
from patients.forms.base import Part as FormPart
from patients.forms.fact_form import FactForm, NoteField
from patients.models import SymptomReport
from patients.symptoms import EXCESS_SYMPTOMS, LABELS, SEVERITIES, Symptom

CHOICES = [(str(number), f"{word} ({number})") for number, word in SEVERITIES.items()]


@dataclass(frozen=True)
class SeverityRow:
    """One symptom with its four severities in a row."""

    name: str

    def field_names(self) -> list[str]:
        """Name the symptom's field."""
        return [self.name]

    def render(self, form: forms.Form, context: Context, **kwargs: Any) -> SafeString:
        """Draw the row."""
        return render_to_string("components/severity_row.html", {"field": form[self.name]})


class SymptomForm(FactForm):
    """A severity from 0 to 3 for each symptom; "none today" is an answer of its own."""

    MODEL = SymptomReport
    submit_label = "Save symptoms"
    is_checked_first = True
    past_days: ClassVar[Sequence[str]] = ("reported_on",)

    reported_on = DayField(label="Date of the report")
    none_today = forms.BooleanField(label="He reports no symptoms", required=False)
    note = NoteField()

    def initial_from(self, current: Fact) -> dict[str, Any]:
        """The severities of the version that is amended."""
        given: dict[str, Any] = dict(getattr(current, "severities", {}))
        initial = {name: str(severity) for name, severity in given.items()}
        return {**super().initial_from(current), **initial, "none_today": not given}

    def content_parts(self) -> Sequence[str | FormPart]:
        """The day, none at all, then the two groups."""
        excess = [item.value for item in Symptom if item in EXCESS_SYMPTOMS]
        others = [item.value for item in Symptom if item not in EXCESS_SYMPTOMS]
        return [
            "reported_on",
            "none_today",
            Group("Often with high estradiol", [SeverityRow(name) for name in excess]),
            Group("Often with low estradiol", [SeverityRow(name) for name in others]),
            "note",
        ]

    def clean(self) -> dict[str, Any]:
        """Demand an answer: symptoms, or explicitly none."""
        cleaned = super().clean()
        reported = self._severities(cleaned)
        if reported and cleaned.get("none_today"):
            self.add_error("none_today", "Symptoms are marked below. Clear them or this box.")
        if not reported and not cleaned.get("none_today"):
            self.add_error("none_today", "Mark what he reports, or tick that he reports none.")
        return cleaned

    @staticmethod
    def _severities(cleaned: dict[str, Any]) -> dict[str, int]:
        given = {item.value: int(cleaned.get(item.value) or 0) for item in Symptom}
        return {name: severity for name, severity in given.items() if severity}

    def build(self) -> tuple[SymptomReport, Sequence[Part]]:
        """The report."""
        cleaned = self.cleaned_data
        severities = self._severities(cleaned)
        report = SymptomReport(
            reported_on=cleaned["reported_on"], severities=severities, note=cleaned["note"]
        )
        return report, ()


for _symptom in Symptom:
    SymptomForm.base_fields[_symptom.value] = forms.ChoiceField(
        label=LABELS[_symptom],
        choices=CHOICES,
        initial="0",
        required=False,
        widget=forms.RadioSelect,
    )
