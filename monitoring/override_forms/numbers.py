"""The numbers that a form moves or gives back: held against their ranges, tried out, then saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from monitoring.replay import Replay
from monitoring.status.snapshots import Course
from monitoring.trying import refused_in_words, try_out
from patients.forms.base import DayField, Group
from patients.forms.base import Part as FormPart
from patients.forms.days import Lean, format_day
from patients.forms.fact_form import FactForm
from protocols.forms import NumberField
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
