"""What is asked about a blood draw, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from typing import Any, ClassVar

from django import forms
from django.utils.datastructures import MultiValueDict

from labs.catalogue import KnownAssay, UsualMethods, usual_methods
from labs.forms.lab_report import LOST, ReportField
from labs.forms.last_time import LAST_TIME, TickInput, as_last_time, last_draw, last_report
from labs.forms.methods import METHOD_ASKED, MethodField
from labs.forms.pasting import LONGEST_REPORT, PastedPart, filled_in
from labs.forms.slips import answered
from labs.forms.values import (
    FIRST,
    MORE,
    SHOWN,
    TYPED,
    previous_shown,
    shared_units,
    value_fields,
)
from labs.forms.whose_report import Compared, compare, sealed, unsealed
from labs.lab_reports import LabReport, reports_of
from labs.models import Draw, Result, Timing
from labs.pasted import Report
from patients.facts import Fact
from patients.forms.base import DayField, FormButton, Group, ValueRow
from patients.forms.base import Part as FormPart
from patients.forms.fact_form import FactForm, NoteField
from patients.forms.fields import SuggestInput
from protocols.targets.analytes import BY_SLUG

Previous = Mapping[str, Result]

REPORT_FILE = "lab_report"


class DrawFields(FactForm):
    """A draw of one day: laboratory, values, and what makes them comparable.

    `previous` holds the man's latest earlier result of each analyte, shown beside its field;
    `treated_on` is a day on which he is known to be treated.
    """

    MODEL = Draw
    submit_label = "Save draw"
    is_checked_first = True
    past_days: ClassVar[Sequence[str]] = ("collected_on",)
    offers_last_time: ClassVar[bool] = True
    """Whether one tick may state the laboratory and the units of his last report."""

    collected_on = DayField(label="Date drawn")
    as_last_time = forms.BooleanField(required=False)
    pasted = forms.CharField(
        label="Paste the lab report",
        required=False,
        max_length=LONGEST_REPORT,
        widget=forms.Textarea(attrs={"data-unkept": True}),
        help_text="Its lines fill the fields that are empty, and its patient and day are compared "
        "with this page. The text itself is not kept.",
    )
    report_says = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"data-kept": True})
    )
    awaiting_results = forms.BooleanField(
        label="Blood was drawn, the results are still awaited", required=False
    )
    laboratory = forms.CharField(
        label="Laboratory",
        max_length=120,
        required=False,
        help_text="As on the report. Values of two laboratories are not joined in the chart.",
    )
    estradiol_method = MethodField(label="Estradiol was measured by")
    testosterone_total_method = MethodField(label="Testosterone was measured by")
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
    lab_report = ReportField(required=False)

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        clinic: Any,
        previous: Previous | None = None,
        treated_on: date | None = None,
        **kwargs: Any,
    ) -> None:
        self.clinic, self.previous, self.treated_on = clinic, previous or {}, treated_on
        is_offered = self.offers_last_time and not kwargs.get("current")
        self.last_report = last_report(self.previous) if is_offered else None
        sent = filled_in(answered(data))
        self.report = sent.report
        super().__init__(as_last_time(sent.data, self.last_report), **kwargs)
        self._offer_last_time()
        if self.report:
            self._retype("report_says", self._doubted(self.report))
        for slug, source in sent.sources.items():
            self.fields[slug].help_text = source
        self.fields["laboratory"].widget = SuggestInput(self._offered)
        if self.last_laboratory:
            self.fields["laboratory"].help_text += f" Last time: {self.last_laboratory}."
        for slug in METHOD_ASKED:
            assays = partial(self._assays, slug)
            self.fields[f"{slug}_method"].ask(assays)  # type: ignore[attr-defined]

    def _doubted(self, report: Report) -> str:
        """What is to be answered for about this report and those pasted before it."""
        before = unsealed(self.data.get("report_says") or "", self.user, self.patient)
        compared = self.compared(report, None)
        return sealed(before.and_of(compared, self.day_of_entry), self.user, self.patient)

    def compared(self, report: Report, typed: date | None) -> Sequence[Compared]:
        """What a report says of itself, held against the man and a typed day."""
        if self.details is None:
            return []
        return compare(report.said, self.details, typed, self.day_of_entry)

    def _offer_last_time(self) -> None:
        if self.last_report is None:
            del self.fields[LAST_TIME]
            return
        self.fields[LAST_TIME].label = self.last_report.label
        self.fields[LAST_TIME].widget = TickInput(self.last_report)

    @cached_property
    def usual(self) -> UsualMethods:
        """How the laboratories of the clinic measure."""
        return usual_methods(self.clinic)

    def _assays(self, slug: str) -> Sequence[KnownAssay]:
        return self.usual.about(slug)

    def _offered(self) -> Iterable[str]:
        """The names of the clinic's catalogue, his own last laboratory first."""
        offered = self.clinic.laboratories.filter(is_offered=True).order_by("name")
        names: Iterable[str] = offered.values_list("name", flat=True)
        return sorted(names, key=lambda name: name != self.last_laboratory)

    @cached_property
    def last_laboratory(self) -> str:
        """Where his latest draw but this one was measured; empty where that is not known."""
        latest = last_draw(self.previous)
        return str(latest.laboratory) if latest else ""

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
            *([LAST_TIME] if self.last_report else []),
            *(self._row(slug) for slug in SHOWN),
            Group("More analytes", [self._row(slug) for slug in MORE], folded=True),
            Group("Paste the lab report", ["pasted"], folded=True),
            *self._report_part(),
            "laboratory",
            "estradiol_method",
            "testosterone_total_method",
            Group("Timing", [*timing, "collected_at", "fasting"], folded=True),
            Group("Reference ranges", [f"{slug}_range" for slug in FIRST], folded=True),
            Group("Note", ["note"], folded=True),
            "awaiting_results",
        ]

    def parts(self) -> Sequence[str | FormPart]:
        """The file is asked for beside the button that saves: a form shown again would lose it."""
        if self.check or REPORT_FILE in self.errors:
            return [*super().parts(), REPORT_FILE]
        self.fields.pop(REPORT_FILE, None)
        return super().parts()

    @property
    def lost_file(self) -> str:
        """What to do where a file was sent and the form is shown again."""
        return LOST if self.files.get(REPORT_FILE) else ""

    @cached_property
    def attached(self) -> Sequence[LabReport]:
        """The reports that stand with the draw that is amended."""
        return list(reports_of(self.current)) if self.current else []

    def _report_part(self) -> Sequence[FormPart]:
        """What became of a pasted report, on the page that reads it."""
        if self.report is None:
            return []
        typed = self.cleaned_data.get("collected_on") if hasattr(self, "cleaned_data") else None
        return [PastedPart(self.report, self.compared(self.report, typed))]

    def further_buttons(self) -> Sequence[FormButton]:
        """For those who enter a pile of reports."""
        return [] if self.current else [FormButton("Save and enter next patient", name="next")]

    def _row(self, slug: str) -> ValueRow:
        return ValueRow(
            value=slug,
            unit=f"{slug}_unit",
            previous=previous_shown(self.previous.get(slug)),
            conversions=shared_units(BY_SLUG[slug]),
        )


for _slug in TYPED:  # the table of analytes decides which fields there are
    DrawFields.base_fields |= value_fields(_slug)
