"""Typing in a blood draw: every value with its unit, as the report prints it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms

from labs.forms.values import previous_shown, shared_units, unit_choices
from labs.models import Draw, Laboratory, Method, Result, Timing
from labs.plausibility import unit_slip
from labs.results import UNACCEPTED, Entry, Implausible, measured, read_result
from patients.facts import Fact, Part
from patients.forms.base import DayField, Group, ValueInput, ValueRow
from patients.forms.base import Part as FormPart
from patients.forms.days import format_day
from patients.forms.fact_form import FactForm, NoteField, Overtaken
from patients.forms.fields import SuggestInput
from patients.recording import FactBook
from protocols.targets.analytes import BY_SLUG

FIRST = ("estradiol", "testosterone_total", "hematocrit")
SHOWN = (*FIRST, "shbg")
"""Fields that stand open: the three that are judged, and SHBG, which most panels bring along."""

MORE = tuple(slug for slug in BY_SLUG if slug not in SHOWN and not BY_SLUG[slug].is_calculated)
TYPED = SHOWN + MORE

Previous = Mapping[str, Result]


class DrawForm(FactForm):
    """A draw of one day: laboratory, values, and what makes them comparable.

    `previous` holds the man's latest earlier result of each analyte, shown beside its field and
    held against the new value to notice a slipped unit.
    """

    MODEL = Draw
    past_days: ClassVar[Sequence[str]] = ("collected_on",)

    collected_on = DayField(label="Date drawn")
    awaiting_results = forms.BooleanField(
        label="Blood was drawn, the results are still awaited", required=False
    )
    laboratory = forms.CharField(
        label="Laboratory",
        max_length=120,
        required=False,
        help_text="As on the report. Values of two laboratories are not joined in the chart.",
    )
    estradiol_method = forms.ChoiceField(
        label="Estradiol was measured by", choices=Method, initial=Method.UNKNOWN
    )
    testosterone_total_method = forms.ChoiceField(
        label="Testosterone was measured by", choices=Method, initial=Method.UNKNOWN
    )
    timing = forms.ChoiceField(
        label="Drawn at", choices=Timing, initial=Timing.UNKNOWN, required=False
    )
    days_since_testosterone = forms.DecimalField(
        label="Days since the last testosterone dose",
        required=False,
        max_digits=5,
        decimal_places=1,
        min_value=0,
    )
    days_since_anastrozole = forms.DecimalField(
        label="Days since the last anastrozole dose",
        required=False,
        max_digits=5,
        decimal_places=1,
        min_value=0,
    )
    collected_at = forms.TimeField(
        label="Time of day",
        required=False,
        error_messages={"invalid": "Enter a time such as 08:30."},
    )
    fasting = forms.NullBooleanField(
        label="Fasting",
        required=False,
        initial="unknown",
        widget=forms.Select(choices=[("unknown", "Not known"), ("true", "Yes"), ("false", "No")]),
    )
    note = NoteField()

    def __init__(
        self,
        *args: Any,
        clinic: Any,
        previous: Previous | None = None,
        **kwargs: Any,
    ) -> None:
        self.clinic, self.previous = clinic, previous or {}
        self.entries: list[Entry] = []
        self.same_day: Draw | None = None
        super().__init__(*args, **kwargs)
        self.fields["laboratory"].widget = SuggestInput(self._offered)

    def _offered(self) -> Iterable[str]:
        """The names of the clinic's catalogue."""
        offered = self.clinic.laboratories.filter(is_offered=True).order_by("name")
        names: Iterable[str] = offered.values_list("name", flat=True)
        return names

    def initial_from(self, current: Fact) -> dict[str, Any]:
        """The values of the amended draw, as they were typed."""
        initial = super().initial_from(current)
        initial["laboratory"] = getattr(current, "laboratory", None) or ""
        for result in Result.objects.filter(draw_id=current.pk):
            initial[result.analyte] = result.typed
            initial[f"{result.analyte}_unit"] = result.unit
            initial[f"{result.analyte}_range"] = result.reference_range
            if f"{result.analyte}_method" in self.base_fields:
                initial[f"{result.analyte}_method"] = result.method
        return initial

    def content_parts(self) -> Sequence[str | FormPart]:
        """Date and the usual values first; what is seldom typed folded away."""
        timing = ["timing", "days_since_testosterone", "days_since_anastrozole"]
        return [
            "collected_on",
            *(self._row(slug) for slug in SHOWN),
            Group("More analytes", [self._row(slug) for slug in MORE], folded=True),
            "laboratory",
            "estradiol_method",
            "testosterone_total_method",
            Group("Timing", [*timing, "collected_at", "fasting"], folded=True),
            Group("Reference ranges", [f"{slug}_range" for slug in FIRST], folded=True),
            Group("Note", ["note"], folded=True),
            "awaiting_results",
        ]

    def _row(self, slug: str) -> ValueRow:
        return ValueRow(
            value=slug,
            unit=f"{slug}_unit",
            previous=previous_shown(self.previous.get(slug)),
            conversions=shared_units(BY_SLUG[slug]),
        )

    def clean(self) -> dict[str, Any]:
        """Read every value; a draw has results or awaits them."""
        cleaned = super().clean()
        for slug in TYPED:
            if typed := cleaned.get(slug):
                self._read(slug, typed)
        if cleaned.get("awaiting_results") and self.entries:
            self.add_error(
                "awaiting_results", "Values are typed above. Clear this box, or the values."
            )
        failed = any(slug in self.errors or f"{slug}_unit" in self.errors for slug in TYPED)
        if not (self.entries or failed or cleaned.get("awaiting_results")):
            self.add_error(FIRST[0], "Enter at least one value, or tick that results are awaited.")
        return cleaned

    def _post_clean(self) -> None:
        """Name a draw of that day together with whatever else is wrong."""
        super()._post_clean()
        if self.errors:
            self._refuse_second_of_the_day(self.cleaned_data.get("collected_on"))

    def write(self, book: FactBook) -> None:
        """Enter the draw. Asked under his lock, no second draw of the day can slip in beside it."""
        self._refuse_second_of_the_day(self.cleaned_data["collected_on"])
        if self.same_day:
            raise Overtaken
        super().write(book)

    def _refuse_second_of_the_day(self, day: date | None) -> None:
        """All results of one day are one draw; what is missing is added to it."""
        if day is None or day == getattr(self.current, "collected_on", None):
            return
        standing = Draw.objects.current().filter(patient=self.patient, collected_on=day)
        if self.current:
            standing = standing.exclude(document=self.current.document)
        self.same_day = standing.select_related("recorded_by").first()
        if self.same_day:
            self.add_error(
                "collected_on",
                f"A draw of {format_day(self.same_day.collected_on)} was already entered by "
                f"{self.same_day.recorded_by or 'an import'}. Open that draw to add or "
                "correct values; what you typed stays here.",
            )

    def _read(self, slug: str, typed: str) -> None:
        cleaned = self.cleaned_data
        try:
            entry = read_result(
                slug,
                typed,
                cleaned.get(f"{slug}_unit"),
                method=cleaned.get(f"{slug}_method") or Method.UNKNOWN,
                reference_range=cleaned.get(f"{slug}_range") or "",
            )
        except (*UNACCEPTED, Implausible) as refused:
            self.add_error(slug, str(refused))
            return
        self.entries.append(entry)
        self.warnings += entry.plausibility.messages
        if (before := self.previous.get(slug)) and (
            slip := unit_slip(entry.measurement, measured(before).quantity)
        ):
            self.warnings.append(slip)

    def build(self) -> tuple[Draw, Sequence[Part]]:
        """The draw and its results; confirmed values carry who confirmed them."""
        cleaned = self.cleaned_data
        named = " ".join(cleaned["laboratory"].split())
        draw = Draw(
            collected_on=cleaned["collected_on"],
            collected_at=cleaned["collected_at"],
            laboratory=self._laboratory(named) if named else None,
            awaiting_results=cleaned["awaiting_results"],
            fasting=cleaned["fasting"],
            timing=cleaned["timing"] or Timing.UNKNOWN,
            days_since_testosterone=cleaned["days_since_testosterone"],
            days_since_anastrozole=cleaned["days_since_anastrozole"],
            note=cleaned["note"],
        )
        return draw, [self._result(entry) for entry in self.entries]

    def _laboratory(self, named: str) -> Laboratory:
        drawn_before = (result.draw.laboratory for result in self.previous.values())
        known = {each.name: each for each in drawn_before if each}
        return known.get(named) or Laboratory.objects.of(self.clinic, named)

    def _result(self, entry: Entry) -> Result:
        if entry.to_confirm:
            entry.confirm(self.user)
        return entry.result


def _value_fields(slug: str) -> dict[str, forms.Field]:
    """The fields of one analyte: its value, its unit, and for the first three the printed range."""
    analyte = BY_SLUG[slug]
    units = unit_choices(analyte)
    value = forms.CharField(label=analyte.name, required=False, max_length=40, widget=ValueInput)
    unit = forms.ChoiceField(
        label=f"Unit of {analyte.name}", choices=units, initial=units[0][0], required=False
    )
    printed = forms.CharField(
        label=f"{analyte.name}: range printed on the report", required=False, max_length=80
    )
    fields: dict[str, forms.Field] = {slug: value, f"{slug}_unit": unit}
    return fields | {f"{slug}_range": printed} if slug in FIRST else fields


for _slug in TYPED:  # the table of analytes decides which fields there are
    DrawForm.base_fields |= _value_fields(_slug)
