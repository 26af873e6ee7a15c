"""Moving targets: for one man, for a clinic, or for a laboratory with its method.

The first sending answers with what the change would do to the findings; saving needs a tick that
stands for exactly that answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from accounts.models import Clinic
from labs.models import Laboratory, Method
from monitoring.replay import Replay, clinic_courses
from monitoring.status.snapshots import Course
from monitoring.trying import refused_in_words, try_out, try_without
from patients.facts import Fact, Part
from patients.forms.base import DayField, Group
from patients.forms.base import Part as FormPart
from patients.forms.days import Lean, format_day
from patients.forms.fact_form import FactForm, Overtaken
from patients.recording import FactBook
from protocols.forms import NumberField
from protocols.models import ClinicOverride, TargetOverride, TargetProposal
from protocols.overrides import stored
from protocols.targets.book import OutOfRange
from protocols.targets.overriding import (
    ASSAYED,
    InForce,
    Level,
    Override,
    range_in_words,
    refuse_unless_overridable,
)
from protocols.words import LABELS

MOVED_MEANWHILE = (
    "Somebody changed his own targets since you opened this page. They stand beside the form, and "
    "what you typed is in it: compare, then save again."
)


class OverrideForm(FactForm):
    """Numbers to be moved or given back from a day on, and why."""

    submit_label = "Save targets"
    LEVEL: ClassVar[Level]
    HEAD: ClassVar[Sequence[str]] = ("valid_from",)

    valid_from = DayField(
        label="In force from",
        lean=Lean.FUTURE,
        help_text="Draws of earlier days keep the targets they had. For example today, 1 Dec.",
    )
    why = forms.CharField(
        label="Why",
        max_length=1000,
        widget=forms.Textarea,
        help_text="Kept with your name.",
    )

    def __init__(self, *args: Any, in_force: InForce, **kwargs: Any) -> None:
        self.in_force = in_force
        self.replay: Replay | None = None
        super().__init__(*args, **kwargs)
        self._offer_back()

    def _offer_back(self) -> None:
        """Offer to give back what is moved at this level."""
        own = {name for each in self._own() for name in each.numbers}
        choices = [(name, LABELS[name]) for name in LABELS if name in own]
        if choices:
            self.fields["given_back"] = forms.MultipleChoiceField(
                label="No longer moved from that day",
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def _own(self) -> list[Override]:
        return [each for each in self.in_force.overrides if each.level is self.LEVEL]

    def content_parts(self) -> Sequence[str | FormPart]:
        """The day, the numbers, what is given back, and why."""
        back = ["given_back"] if "given_back" in self.fields else []
        usual = [name for name in LABELS if name in ASSAYED or name == "hct_limit"]
        rest = [name for name in LABELS if name not in usual]
        return [
            *self.HEAD,
            Group("Targets: only what differs", usual),
            Group("Lines and waiting times", rest, folded=True),
            *back,
            "why",
        ]

    def clean(self) -> dict[str, Any]:
        """Hold every number against its range, all against one another, and try them out."""
        cleaned = super().clean()
        since = cleaned.get("valid_from")
        self._check_since(since)
        for name in LABELS:
            self._check_number(name, cleaned.get(name))
        if not self.numbers(cleaned) and not self.errors:
            self.add_error(None, "Enter at least one number, or choose what is given back.")
        if not self.errors:
            self._try_out(self.override(cleaned))
        return cleaned

    def _check_since(self, since: date | None) -> None:
        if since and self.today and since.year > self.today.year + 1:
            self.add_error(
                "valid_from",
                f"{format_day(since)} is too far ahead. Enter a day of this or the next year.",
            )

    def _check_number(self, name: str, number: Decimal | None) -> None:
        if number is None:
            return
        try:
            refuse_unless_overridable(self.level(self.cleaned_data), {name: number})
        except OutOfRange as refusal:
            self.add_error(name, refused_in_words(refusal))

    def numbers(self, cleaned: Mapping[str, Any]) -> dict[str, Decimal | None]:
        """What the form moves, and what it gives back."""
        back: dict[str, Decimal | None] = dict.fromkeys(cleaned.get("given_back") or ())
        return back | {name: cleaned[name] for name in LABELS if cleaned.get(name) is not None}

    def level(self, cleaned: Mapping[str, Any]) -> Level:
        """For whom the numbers are moved."""
        return self.LEVEL

    def override(self, cleaned: Mapping[str, Any]) -> Override:
        """What the form states, as the rule book reads it."""
        return Override(self.level(cleaned), cleaned["valid_from"], self.numbers(cleaned))

    def courses(self) -> Iterable[Course]:
        """The courses on which the numbers are tried."""
        raise TypeError(f"{type(self).__name__} tries nothing.")

    def _try_out(self, override: Override) -> None:
        """Replay what is stated, as dated and as if always in force, and ask for a tick."""
        today = self.day_of_entry
        courses = list(self.courses())
        try:
            self.in_force.adding(override).check()
            trial = try_out(courses, today, override)
        except OutOfRange as refusal:
            self._refuse(refusal)
            return
        self.replay = trial.replay
        self.warnings += trial.said

    def _refuse(self, refusal: OutOfRange) -> None:
        name = refusal.parameter if refusal.parameter in self.fields else None
        also = (
            "" if name and self.cleaned_data.get(name) is not None else " with the targets so far"
        )
        self.add_error(name, f"{refused_in_words(refusal)[:-1]}{also}.")


for _name, _label in LABELS.items():
    OverrideForm.base_fields[_name] = NumberField(
        label=_label,
        required=False,
        max_digits=6,
        decimal_places=1,
        help_text=f"{range_in_words(_name)}.".capitalize(),
    )


class PatientOverrideForm(OverrideForm):
    """Targets of one man's own."""

    MODEL = TargetOverride
    LEVEL = Level.PATIENT

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        self.course = course
        super().__init__(*args, in_force=course.in_force, **kwargs)

    def courses(self) -> Iterable[Course]:
        """His own course."""
        return [self.course]

    def seen_version(self, current: Fact | None) -> int:
        """How often his own targets had been moved or withdrawn, as far as the reader knows."""
        return self.patient.versions_of(TargetOverride).count() if self.patient else 0

    def clean(self) -> dict[str, Any]:
        """Ask who rests on older targets of his to look at them again; his typing stays."""
        cleaned = super().clean()
        if self._is_overtaken():
            self.reseal(None)
            self.add_error(None, MOVED_MEANWHILE)
        return cleaned

    def write(self, book: FactBook) -> None:
        """Record them, unless somebody moved or withdrew his own targets a moment ago."""
        if self._is_overtaken():
            self.reseal(None)
            self.add_error(None, MOVED_MEANWHILE)
            raise Overtaken
        super().write(book)

    def _is_overtaken(self) -> bool:
        return self.opened is not None and self.opened.version != self.seen_version(None)

    def build(self) -> tuple[Fact, Sequence[Part]]:
        """The override."""
        cleaned = self.cleaned_data
        numbers = stored(self.numbers(cleaned))
        own = TargetOverride(valid_from=cleaned["valid_from"], numbers=numbers, why=cleaned["why"])
        return own, ()


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


ASKED_ALREADY = (
    "Somebody has proposed this withdrawal since you opened the page. It waits for a second person "
    "on the page Targets, and was not proposed twice."
)


class WithdrawOverrideForm(FactForm):
    """Why an override of the clinic should be withdrawn, after what that changes was read."""

    submit_label = "Propose to withdraw"

    why = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea)

    def __init__(self, *args: Any, row: ClinicOverride, **kwargs: Any) -> None:
        self.row = row
        self.replay: Replay | None = None
        super().__init__(*args, patient=None, **kwargs)

    def content_parts(self) -> Sequence[str | FormPart]:
        """The reason; the tick stands with what it confirms."""
        return ["why"]

    def clean(self) -> dict[str, Any]:
        """Try out what would be left, and ask for a tick; once is enough."""
        cleaned = super().clean()
        if TargetProposal.objects.waiting().filter(withdraws=self.row).exists():
            self.add_error(None, ASKED_ALREADY)
        if not self.errors:
            self._try_out()
        return cleaned

    def _try_out(self) -> None:
        today = self.day_of_entry
        try:
            trial = try_without(clinic_courses(self.row.clinic, today), today, self.row.pk)
        except OutOfRange as refusal:
            self.add_error(None, refused_in_words(refusal))
            return
        self.replay = trial.replay
        self.warnings += trial.said

    def proposal(self) -> TargetProposal:
        """The proposal that the valid form states."""
        return TargetProposal(
            clinic=self.row.clinic,
            laboratory=self.row.laboratory,
            method=self.row.method,
            valid_from=self.row.valid_from,
            why=self.cleaned_data["why"],
            withdraws=self.row,
        )

    def write(self, book: FactBook) -> None:
        """Never a fact about one man."""
        raise TypeError("An override of the clinic is withdrawn for all its men.")
