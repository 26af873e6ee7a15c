"""Typing in a bone-density scan, site by site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from labs.models import DexaScan, DexaSite, Manufacturer, SiteName
from patients.facts import Fact, Part
from patients.forms.base import DayField, Group
from patients.forms.base import Part as FormPart
from patients.forms.fact_form import FactForm, NoteField
from protocols.forms import NumberField
from protocols.targets.entry import BMD, LSC, SCORE, EntryLimits

MEASURED: dict[str, tuple[str, EntryLimits]] = {
    "bmd_g_cm2": ("BMD g/cm²", BMD),
    "t_score": ("T-score", SCORE),
    "z_score": ("Z-score", SCORE),
    "lsc_g_cm2": ("LSC g/cm²", LSC),
}


@dataclass(frozen=True)
class SiteRow:
    """The four numbers of one site in one row."""

    site: SiteName

    def field_names(self) -> list[str]:
        """Name the fields of the row."""
        return [f"{self.site}_{measured}" for measured in MEASURED]

    def render(self, form: forms.Form, context: Context, **kwargs: Any) -> SafeString:
        """Draw the row."""
        labels = [label for label, _ in MEASURED.values()]
        fields = zip(labels, (form[name] for name in self.field_names()), strict=True)
        drawn = {"label": self.site.label, "fields": list(fields)}
        return render_to_string("components/site_row.html", drawn)


@dataclass(frozen=True)
class Explained:
    """Words above the rows, for whoever does not read scans every day."""

    words: str

    def field_names(self) -> list[str]:
        """Words hold no field."""
        return []

    def render(self, form: forms.Form, context: Context, **kwargs: Any) -> SafeString:
        """Draw the words."""
        return format_html('<p class="field-hint">{}</p>', self.words)


ABBREVIATED = Explained(
    "BMD is the density. LSC is the least change that the scanner can tell: "
    "leave it empty where the report names none. A site without a number was not measured."
)


class DexaForm(FactForm):
    """A scan: which device, and what it measured where. Only one device's scans are compared."""

    MODEL = DexaScan
    submit_label = "Save scan"
    is_checked_first = True
    past_days: ClassVar[Sequence[str]] = ("scanned_on",)

    scanned_on = DayField(label="Date of the scan")
    manufacturer = forms.ChoiceField(
        label="Manufacturer", choices=[("", "Choose"), *Manufacturer.choices]
    )
    device = forms.CharField(
        label="Device",
        max_length=60,
        help_text="Serial number or the clinic's own name. Only scans of one device are compared.",
    )
    vertebrae = forms.CharField(
        label="Vertebrae used", max_length=20, required=False, initial="L1-L4"
    )
    facility = forms.CharField(label="Facility", max_length=120, required=False)
    model = forms.CharField(label="Model", max_length=60, required=False)
    reference_database = forms.CharField(label="Reference data", max_length=80, required=False)
    reader = forms.CharField(label="Read by", max_length=80, required=False)
    note = NoteField()

    def initial_from(self, current: Fact) -> dict[str, Any]:
        """The sites of the amended scan."""
        initial = super().initial_from(current)
        for site in DexaSite.objects.filter(scan_id=current.pk):
            initial |= {f"{site.site}_{name}": getattr(site, name) for name in MEASURED}
            initial["vertebrae"] = site.vertebrae or initial.get("vertebrae")
        return initial

    def content_parts(self) -> Sequence[str | FormPart]:
        """Device, sites, then where it was done."""
        return [
            "scanned_on",
            "manufacturer",
            "device",
            ABBREVIATED,
            *[SiteRow(site) for site in SiteName],
            "vertebrae",
            Group("Facility", ["facility", "model", "reference_database", "reader"], folded=True),
            Group("Note", ["note"], folded=True),
        ]

    def clean(self) -> dict[str, Any]:
        """Hold every number against its limits; a scan measured at least one site."""
        cleaned = super().clean()
        for name, limits in site_fields().items():
            value = cleaned.get(name)
            if isinstance(value, Decimal):
                self._hold_against(name, limits, value)
        failed = any(name in self.errors for name in site_fields())
        if not failed and not self._sites(cleaned):
            first = f"{SiteName.LUMBAR_SPINE}_bmd_g_cm2"
            self.add_error(first, "Enter what was measured at one site at least.")
        return cleaned

    def _hold_against(self, name: str, limits: EntryLimits, value: Decimal) -> None:
        if refusal := limits.refusal(value):
            self.add_error(name, refusal)
        elif question := limits.question(value):
            self.warnings.append(f"{self.fields[name].label}: {question}")

    @staticmethod
    def _sites(cleaned: dict[str, Any]) -> dict[SiteName, dict[str, Decimal | None]]:
        rows = {
            site: {name: cleaned.get(f"{site}_{name}") for name in MEASURED} for site in SiteName
        }
        return {
            site: row
            for site, row in rows.items()
            if any(value is not None for value in row.values())
        }

    def build(self) -> tuple[DexaScan, Sequence[Part]]:
        """The scan with its sites."""
        cleaned = self.cleaned_data
        own = ("scanned_on", "manufacturer", "device", "facility", "model", "reference_database")
        scan = DexaScan(
            **{name: cleaned[name] for name in own}, reader=cleaned["reader"], note=cleaned["note"]
        )
        return scan, [
            DexaSite(
                site=site,
                vertebrae=cleaned["vertebrae"] if site == SiteName.LUMBAR_SPINE else "",
                **row,
            )
            for site, row in self._sites(cleaned).items()
        ]


def site_fields() -> dict[str, EntryLimits]:
    """Every number of every site, with its limits."""
    return {f"{site}_{name}": limits for site in SiteName for name, (_, limits) in MEASURED.items()}


for _site in SiteName:
    for _name, (_label, _limits) in MEASURED.items():
        DexaForm.base_fields[f"{_site}_{_name}"] = NumberField(
            label=f"{_site.label} {_label}", required=False, max_digits=6, decimal_places=4
        )
