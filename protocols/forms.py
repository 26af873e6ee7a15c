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
from protocols.targets.usual_doses import DAYS_A_WEEK
from protocols.usual_schedules import (
    BOTH,
    BY_CODE,
    SCHEDULES,
    differing,
    schedule_code,
    usual_choices,
)

ENDING = {Step.HOLD, Step.STOP}
NEEDS_A_REASON = {Step.CHANGE, *ENDING}


class NumberField(forms.DecimalField):
    """A number typed as text; a comma is accepted as decimal point."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        unreadable = "Enter a number such as 0.25."
        super().__init__(error_messages={"invalid": unreadable}, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Read the typed number."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class ReasonField(forms.ChoiceField):
    """A reason that is asked of most steps: no label calls it optional, and the form demands it."""

    def validate(self, value: Any) -> None:
        """Accept that none is given: which step it is, the field does not know."""
        if value:
            super().validate(value)


class TherapyForm(FactForm):
    """One step of any drug but anastrozole: testosterone, clomiphene, hCG and the rest."""

    MODEL = TherapyEvent
    submit_label = "Save event"
    is_checked_first = True
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
    submit_label = "Save event"
    is_checked_first = True

    occurred_on = DayField(label="Date", help_text="The day it took effect.")
    step = forms.ChoiceField(label="What happened", choices=Step, widget=forms.RadioSelect)
    usual = forms.ChoiceField(
        label="Usual schedules",
        choices=usual_choices,
        required=False,
        help_text=(
            "The schedules that the source document names, to spare typing. None is proposed for "
            "this man, and none was checked by a clinician yet."
        ),
    )
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
    reason_code = ReasonField(
        label="Reason",
        choices=[("", "Choose"), *EventReason.choices],
        help_text="A change, a hold and a stop need one; a start may go without.",
    )
    note = NoteField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.current:
            del self.fields["usual"]

    def content_parts(self) -> Sequence[str | FormPart]:
        """The step and its dose, then what only a start needs."""
        return [
            "step",
            "occurred_on",
            *(("usual",) if "usual" in self.fields else ()),
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
        if step in ENDING:
            cleaned["dose_mg"], cleaned["schedule"] = None, ""
        else:
            self._take_usual()
        if step == Step.START:
            self._clean_start()
        else:
            self.forget_start()
        if step == Step.CHANGE and not any(self._is_told(name) for name in ("dose_mg", "schedule")):
            self.add_error("dose_mg", "Enter the new dose, the new schedule, or both.")
        if step in NEEDS_A_REASON:
            self._demand_reason()
        self._check_dose(cleaned)
        return cleaned

    def _clean_start(self) -> None:
        self._demand("dose_mg", "Enter the single dose in mg.")
        self._demand("schedule", "Choose how often he takes it.")
        self._demand("indication", "Choose what it is given for.")
        self.clean_start()

    def _take_usual(self) -> None:
        """Fill in the schedule that was chosen; something else typed beside it is refused."""
        typed = self.cleaned_data
        usual = BY_CODE.get(typed.get("usual") or "")
        if usual is None:
            return
        for name in differing(usual, typed.get("dose_mg"), typed.get("schedule") or ""):
            self.add_error(name, BOTH)
        chosen = {"dose_mg": usual.dose_mg, "schedule": schedule_code(usual)}
        for name, value in chosen.items():
            if not self._is_told(name):
                typed[name] = value
                self._retype(name, str(value))

    def _is_told(self, name: str) -> bool:
        return bool(self.cleaned_data.get(name)) or name in self.errors

    def _demand_reason(self) -> None:
        """Why it was changed or ended; what was recorded without may be amended without."""
        was_told: str = getattr(self.current, "reason_code", "")
        if was_told or not self.current:
            self._demand(
                "reason_code", "Choose why. Where no reason of the list fits, choose Other."
            )
        if self.cleaned_data.get("reason_code") == EventReason.OTHER:
            self._demand("note", "Say in the note what the reason was.")

    def _demand(self, name: str, message: str) -> None:
        if not self._is_told(name):
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
