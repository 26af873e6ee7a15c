"""Recording what the man takes: anastrozole, and everything beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from patients.facts import Fact, Part
from patients.forms.base import DayField, Group
from patients.forms.base import Part as FormPart
from patients.forms.fact_form import FactForm, NoteField
from protocols.models import (
    Drug,
    EventReason,
    Indication,
    Planned,
    Route,
    Step,
    TherapyEvent,
)
from protocols.start_form import StartForm
from protocols.targets.entry import ANASTROZOLE_SINGLE_MG, ANASTROZOLE_WEEKLY_MG, EntryLimits

DAYS_A_WEEK = 7

SCHEDULES = [
    ("", "Choose"),
    ("w1", "Once a week"),
    ("w2", "Twice a week"),
    ("w3", "Three times a week"),
    ("d2", "Every other day"),
    ("d1", "Every day"),
    ("d3", "Every 3 days"),
]


class NumberField(forms.DecimalField):
    """A number typed as text; a comma is accepted as decimal point."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        unreadable = "Enter a number such as 0.25."
        super().__init__(error_messages={"invalid": unreadable}, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Read the typed number."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class TherapyForm(FactForm):
    """One step of any drug but anastrozole: testosterone, clomiphene, hCG and the rest."""

    MODEL = TherapyEvent
    past_days: ClassVar[Sequence[str]] = ("occurred_on",)
    CONTENT: ClassVar[Sequence[str]] = (
        "drug",
        "step",
        "occurred_on",
        "regimen",
        "dose_mg",
        "every_days",
        "route",
        "note",
    )
    DRUGS: ClassVar[list[tuple[str, str]]] = [
        (value, str(label)) for value, label in Drug.choices if value != Drug.ANASTROZOLE
    ]
    STEPS: ClassVar[list[tuple[str, str]]] = [
        (step.value, str(step.label)) for step in (Step.START, Step.CHANGE, Step.STOP)
    ]

    occurred_on = DayField(label="Date")
    drug = forms.ChoiceField(label="What", choices=DRUGS, initial=Drug.TESTOSTERONE)
    step = forms.ChoiceField(label="What happened", choices=STEPS, widget=forms.RadioSelect)
    regimen = forms.CharField(
        label="Preparation",
        max_length=120,
        required=False,
        help_text="For testosterone the ester or form, such as cypionate or gel.",
    )
    dose_mg = NumberField(label="Dose in mg", required=False, max_digits=8, decimal_places=3)
    every_days = NumberField(
        label="Every how many days", required=False, max_digits=5, decimal_places=2
    )
    route = forms.ChoiceField(
        label="Route", choices=[("", "Not stated"), *Route.choices], required=False
    )
    note = NoteField()

    def clean(self) -> dict[str, Any]:
        """Demand what a start or a change says nothing without."""
        cleaned = super().clean()
        starts = cleaned.get("step") in {Step.START, Step.CHANGE}
        if starts and not (cleaned.get("regimen") or cleaned.get("dose_mg")):
            self.add_error(
                "regimen", "Enter the preparation or the dose he takes from this day on."
            )
        for name in ("dose_mg", "every_days"):
            amount = cleaned.get(name)
            if amount is not None and amount <= 0:
                self.add_error(name, "Enter a number above 0.")
        return cleaned

    def build(self) -> tuple[TherapyEvent, Sequence[Part]]:
        """The event."""
        return TherapyEvent(**{name: self.cleaned_data[name] for name in self.CONTENT}), ()


class AnastrozoleForm(StartForm):
    """One step of an anastrozole course. It never proposes a dose."""

    MODEL = TherapyEvent

    occurred_on = DayField(label="Date", help_text="The day it took effect.")
    step = forms.ChoiceField(label="What happened", choices=Step, widget=forms.RadioSelect)
    dose_mg = NumberField(label="Single dose in mg", required=False, max_digits=8, decimal_places=3)
    schedule = forms.ChoiceField(label="How often", choices=SCHEDULES, required=False)
    indication = forms.ChoiceField(
        label="Given for", choices=[("", "Choose"), *Indication.choices], required=False
    )
    planned = forms.ChoiceField(
        label="Planned for",
        choices=[("", "Usual for the indication"), *Planned.choices],
        required=False,
        help_text="Long-term means more than one to two years; a baseline DEXA is then due.",
    )
    reason_code = forms.ChoiceField(
        label="Reason", choices=[("", "Not stated"), *EventReason.choices], required=False
    )
    note = NoteField()

    def content_parts(self) -> Sequence[str | FormPart]:
        """The step and its dose, then what only a start needs."""
        return [
            "step",
            "occurred_on",
            "dose_mg",
            "schedule",
            "reason_code",
            self.START_FIELDS,
            Group("Note", ["note"], folded=True),
        ]

    def initial_from(self, current: Fact) -> dict[str, Any]:
        """The schedule of the amended event, in the form's own words."""
        initial = super().initial_from(current)
        per_week, every = getattr(current, "per_week", None), getattr(current, "every_days", None)
        initial["schedule"] = f"w{per_week:.0f}" if per_week else f"d{every:.0f}" if every else ""
        return initial

    def clean(self) -> dict[str, Any]:
        """Demand what each step needs, refuse what it can't carry, and ask about unusual doses."""
        cleaned = super().clean()
        step = cleaned.get("step")
        if step == Step.START:
            self._demand("dose_mg", "Enter the single dose in mg.")
            self._demand("schedule", "Choose how often he takes it.")
            self._demand("indication", "Choose what it is given for.")
            self.clean_start()
        else:
            self.forget_start()
        if step in {Step.HOLD, Step.STOP}:
            cleaned["dose_mg"], cleaned["schedule"] = None, ""
        elif step == Step.CHANGE and not (cleaned.get("dose_mg") or cleaned.get("schedule")):
            self.add_error("dose_mg", "Enter the new dose, the new schedule, or both.")
        self._check_dose(cleaned)
        return cleaned

    def _demand(self, name: str, message: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)

    def _check_dose(self, cleaned: dict[str, Any]) -> None:
        dose = cleaned.get("dose_mg")
        if dose is None:
            return
        self._hold_against(ANASTROZOLE_SINGLE_MG, dose)
        doses = _doses_a_week(cleaned.get("schedule") or "")
        if doses is not None and "dose_mg" not in self.errors:
            self._hold_against(ANASTROZOLE_WEEKLY_MG, dose * doses)

    def _hold_against(self, limits: EntryLimits, amount: Decimal) -> None:
        if refusal := limits.refusal(amount):
            self.add_error("dose_mg", refusal)
        elif question := limits.question(amount):
            self.warnings.append(question)

    def build(self) -> tuple[TherapyEvent, Sequence[Part]]:
        """The event, with its schedule as doses a week or days between doses."""
        cleaned = self.cleaned_data
        per_week, every_days = _schedule(cleaned["schedule"])
        event = TherapyEvent(
            drug=Drug.ANASTROZOLE,
            step=cleaned["step"],
            occurred_on=cleaned["occurred_on"],
            dose_mg=cleaned["dose_mg"],
            per_week=per_week,
            every_days=every_days,
            route=Route.ORAL,
            indication=cleaned["indication"],
            planned=cleaned["planned"],
            reason_code=cleaned["reason_code"],
            consent_on=cleaned["consent_on"],
            checklist=self.stored_checklist(),
            note=cleaned["note"],
        )
        return event, ()


def _schedule(code: str) -> tuple[Decimal | None, Decimal | None]:
    """A schedule's doses a week, or its days between doses."""
    if not code:
        return None, None
    number = Decimal(code[1:])
    return (number, None) if code[0] == "w" else (None, number)


def _doses_a_week(code: str) -> Decimal | None:
    per_week, every_days = _schedule(code)
    return per_week if per_week else DAYS_A_WEEK / every_days if every_days else None
