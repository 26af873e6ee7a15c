"""Typing in a blood draw: every value with its unit, as the report prints it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from accounts.row_reading import KeptQuery
from labs.forms.draw_fields import REPORT_FILE, DrawFields
from labs.forms.drawn_day import day_question
from labs.forms.last_time import LAST_TIME, refusal
from labs.forms.methods import METHOD_ASKED
from labs.forms.slips import UnitSlip
from labs.forms.values import FIRST, TYPED
from labs.forms.whose_report import unsealed
from labs.lab_reports import lab_report
from labs.models import Draw, Laboratory, Method, Result, Timing
from labs.plausibility import slipped_from, unit_slip
from labs.results import UNACCEPTED, Entry, Implausible, measured, read_result
from patients.facts import Part
from patients.forms.base import FormButton
from patients.forms.confirmation import digest
from patients.forms.days import format_day
from patients.forms.fact_form import CHECK, CONFIRM, Overtaken
from patients.recording import FactBook
from protocols.starts import treatment_began_on
from protocols.targets.quantity import Quantity

_drawn_on = KeptQuery(
    lambda man, day: (
        Draw.objects.current()
        .filter(patient=man, collected_on=day)
        .select_related("recorded_by")
        .order_by("pk")
    )
)

AS_TYPED = ("analyte", "comparator", "number", "unit")


class DrawForm(DrawFields):
    """Reads what was typed about a draw; a value is held against the previous one for its unit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.slips: list[UnitSlip] = []
        self.entries: list[Entry] = []
        self.same_day: Draw | None = None
        self.doubted_day: str | None = None
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Read every value; a draw has results or awaits them."""
        cleaned = super().clean()
        if self.report and CHECK not in self.data:
            self.add_error("pasted", "Look at what was filled in from the report, then save.")
        self._hold_last_time(cleaned)
        self._ask_whose_report(cleaned)
        self._ask_about_day(cleaned.get("collected_on"))
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

    def _ask_whose_report(self, cleaned: dict[str, Any]) -> None:
        """Ask about a pasted report of another man or of another day."""
        if self.details is None:
            return
        doubts = unsealed(cleaned.get("report_says") or "", self.user, self.patient)
        self.warnings += doubts.questions(self.details, cleaned.get("collected_on"))

    def _hold_last_time(self, cleaned: dict[str, Any]) -> None:
        """Refuse a tick that states another report than his last one."""
        if self.last_report is None or not cleaned.get(LAST_TIME):
            return
        sent = self.data.get(LAST_TIME) or ""
        if why := refusal(self.last_report, sent, cleaned.get("laboratory") or ""):
            self._retype(LAST_TIME, "")
            self.add_error(LAST_TIME, why)

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
        if upload := self.cleaned_data.get(REPORT_FILE):
            draw = book.facts[-1].document
            book.record(*lab_report(self.patient, draw, upload.kind, upload.content))

    def _refuse_second_of_the_day(self, day: date | None) -> None:
        """All results of one day are one draw; what is missing is added to it."""
        if day is None or day == getattr(self.current, "collected_on", None):
            return
        amended = self.current.document if self.current else None
        standing = _drawn_on(self.patient.pk, day) if self.patient else []
        self.same_day = next((each for each in standing if each.document != amended), None)
        if self.same_day:
            self.add_error(
                "collected_on",
                f"A draw of {format_day(self.same_day.collected_on)} was already entered by "
                f"{self.same_day.recorded_by or 'an import'}. Open that draw to add or "
                "correct values; what you typed stays here.",
            )

    def _ask_about_day(self, day: date | None) -> None:
        """Ask about an unlikely day, unless an amendment leaves it as it was."""
        if day is None or self.patient is None or "collected_on" in self.errors:
            return
        if day == getattr(self.current, "collected_on", None):
            return
        is_treated = self.treated_on is not None and day >= self.treated_on
        began_on = None if is_treated else treatment_began_on(self.patient)
        self.doubted_day = day_question(day, self.day_of_entry, began_on)
        if self.doubted_day:
            self.warnings.append(self.doubted_day)

    def _read(self, slug: str, typed: str) -> None:
        cleaned = self.cleaned_data
        try:
            entry = read_result(
                slug,
                typed,
                cleaned.get(f"{slug}_unit"),
                method=cleaned.get(f"{slug}_method") or self._usual_method(slug),
                reference_range=cleaned.get(f"{slug}_range") or "",
            )
        except (*UNACCEPTED, Implausible) as refused:
            self.add_error(slug, str(refused))
            return
        self.entries.append(entry)
        self.warnings += entry.plausibility.messages
        if before := self.previous.get(slug):
            self._notice_slip(slug, entry, measured(before).quantity)

    def _notice_slip(self, slug: str, entry: Entry, before: Quantity) -> None:
        """Ask for the unit where the number would fit the last result in another one."""
        other, words = slipped_from(entry.measurement, before), unit_slip(entry.measurement, before)
        if other and words:
            self.warnings.append(words)
            self.slips.append(UnitSlip(slug, entry.measurement.unit, other))

    def answers(self) -> Sequence[FormButton]:
        """Which unit the report says, or that the day is right, where nothing else is asked."""
        if not self.is_unconfirmed:
            return []
        others = [slip.other_button for slip in self.slips]
        if len(self.warnings) != 1:
            return others
        mark = digest(self.warnings)
        if self.doubted_day:
            return [FormButton("The day is right", name=CHECK, value=f"{CONFIRM}{mark}")]
        return [slip.kept_button(mark) for slip in self.slips] + others

    def _usual_method(self, slug: str) -> str:
        """How the laboratory measured on the day of the draw, where the catalogue knows it."""
        day, named = self.cleaned_data.get("collected_on"), self.cleaned_data.get("laboratory", "")
        if slug not in METHOD_ASKED or not (day and named):
            return Method.UNKNOWN
        return self.usual.of(" ".join(named.split()), slug, day)

    def build(self) -> tuple[Draw, Sequence[Part]]:
        """The draw and its results; confirmed values carry who confirmed them."""
        named = self._named_laboratory()
        draw = self._draw(self._laboratory(named) if named else None)
        return draw, [self._result(entry) for entry in self.entries]

    def unsaved(self) -> tuple[Draw, Sequence[Result]]:
        """The same for looking at it: nothing is noted for it, not even a new laboratory."""
        named = self._named_laboratory()
        draw = self._draw(self.clinic.laboratories.filter(name=named).first() if named else None)
        if self.current:
            draw.document = self.current.document
        return draw, [entry.row() for entry in self.entries]

    @property
    def is_read(self) -> bool:
        """Whether everything typed could be read, whatever is still to be confirmed or said."""
        return not self.errors.keys() - {"confirmed", "amendment"}

    def _named_laboratory(self) -> str:
        return " ".join(self.cleaned_data["laboratory"].split())

    def _draw(self, laboratory: Laboratory | None) -> Draw:
        cleaned = self.cleaned_data
        return Draw(
            collected_on=cleaned["collected_on"],
            collected_at=cleaned["collected_at"],
            laboratory=laboratory,
            awaiting_results=cleaned["awaiting_results"],
            fasting=cleaned["fasting"],
            timing=cleaned["timing"] or Timing.UNKNOWN,
            days_since_testosterone=cleaned["days_since_testosterone"],
            days_since_anastrozole=cleaned["days_since_anastrozole"],
            note=cleaned["note"],
        )

    def _laboratory(self, named: str) -> Laboratory:
        drawn_before = (result.draw.laboratory for result in self.previous.values())
        known = {each.name: each for each in drawn_before if each}
        return known.get(named) or Laboratory.objects.of(self.clinic, named)

    def _result(self, entry: Entry) -> Result:
        if entry.to_confirm:
            entry.confirm(self.user)
        row = entry.row()
        row.is_preliminary = tuple(getattr(row, name) for name in AS_TYPED) in self._preliminary
        return row

    @cached_property
    def _preliminary(self) -> frozenset[tuple[str, ...]]:
        """What stands as preliminary: a value that an amendment leaves is as firm as it was."""
        if self.current is None:
            return frozenset()
        standing = Result.objects.filter(draw=self.current.pk, is_preliminary=True)
        return frozenset(standing.values_list(*AS_TYPED))
