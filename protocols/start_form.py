"""Asking the start checklist: for each item the day it was done, or why it is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django import forms

from patients.facts import Fact
from patients.forms.base import DayField, names_of
from patients.forms.fact_form import FactForm
from protocols.models import Drug, Indication, Planned, Step, TherapyEvent
from protocols.start_parts import (
    DAY_OF,
    GOALS_WORDS,
    ONLY_OVERRIDDEN,
    WHY_OF,
    CheckRow,
    StartPart,
)
from protocols.starts import is_in_force, last_event, start_entries, start_journal
from protocols.targets.starting import (
    ITEM_WORDS,
    Entry,
    Situation,
    StartItem,
    items_for,
    resume_question,
    stored_from,
)

REFUSALS = {
    StartItem.GOALS: "His own goals: enter them, or why they are left out.",
    StartItem.DEFICIENCY: "Aromatase deficiency: enter the day it was asked that none is known, "
    "or why it is given although one is.",
    StartItem.AGE: "He is under age on that day. Enter why it is given all the same.",
    StartItem.TAMOXIFEN: "Tamoxifen is in force on that day, and the label says not to combine "
    "the two. Enter why it is given all the same.",
}
LONGEST_REASON, LONGEST_GOALS = 200, 400


class StartForm(FactForm):
    """A form that asks the checklist where it records a start of anastrozole."""

    past_days: ClassVar[Sequence[str]] = ("occurred_on", *DAY_OF.values())
    START_FIELDS: ClassVar[StartPart] = StartPart(("indication", "planned"))

    goals_words = forms.CharField(
        label="In his words; printed on his copy",
        required=False,
        max_length=LONGEST_GOALS,
        error_messages={"max_length": f"Shorten his goals to {LONGEST_GOALS} characters."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(names_of(self.content_parts()))
        for item in items_for(self._situation(self.day_of_entry)):
            self._show_reason(item)

    def initial_from(self, current: Fact) -> dict[str, Any]:
        """What the amended start says about each item."""
        initial = super().initial_from(current)
        entries = start_entries(current) if isinstance(current, TherapyEvent) else {}
        for item, entry in entries.items():
            initial[WHY_OF[item]] = entry.override
            if item in DAY_OF:
                initial[DAY_OF[item]] = entry.done_on
        initial[GOALS_WORDS] = entries.get(StartItem.GOALS, Entry()).words
        return initial

    def clean_start(self) -> None:
        """Demand the items that this start needs, and ask whether a resume was meant."""
        for item in StartItem:
            entry = self._entry(item)
            if entry.done_on and entry.override:
                self.add_error(WHY_OF[item], "Clear this, or what stands before it.")
        day = self.cleaned_data.get("occurred_on")
        if day is None:
            return
        if self._asks_checklist:
            for item in items_for(self._situation(day)):
                self._demand_item(item)
        if question := self._question(day):
            self.warnings.append(question)

    def forget_start(self) -> None:
        """Leave out what belongs to a start only: another step is recorded."""
        for name in self.START_FIELDS.field_names():
            self.cleaned_data[name] = None if name in DAY_OF.values() else ""

    def stored_checklist(self) -> dict[str, dict[str, str]]:
        """The checklist as the event keeps it; the day of the consent has its own field."""
        entries = {item: self._entry(item) for item in StartItem}
        if entries[StartItem.CONSENT].done_on:
            del entries[StartItem.CONSENT]
        return stored_from(entries.items())

    def _entry(self, item: StartItem) -> Entry:
        typed = self.cleaned_data
        words = (typed.get(GOALS_WORDS) or "") if item is StartItem.GOALS else ""
        day = "occurred_on" if words else DAY_OF.get(item, "")
        return Entry(typed.get(day), typed.get(WHY_OF[item]) or "", words)

    @property
    def _asks_checklist(self) -> bool:
        """A start that was recorded without a checklist, as an import does, is amended without."""
        current = self.current
        was_start = isinstance(current, TherapyEvent) and current.step == Step.START
        return not was_start or bool(getattr(current, "checklist", None))

    def _demand_item(self, item: StartItem) -> None:
        names, entry = CheckRow(item).field_names(), self._entry(item)
        if entry.done_on or entry.override or any(name in self.errors for name in names):
            return
        self._show_reason(item)
        usual = f"{ITEM_WORDS[item]}: enter the day, or why it is left out."
        self.add_error(names[0], REFUSALS.get(item, usual))

    def _show_reason(self, item: StartItem) -> None:
        if self[WHY_OF[item]].is_hidden:
            self.fields[WHY_OF[item]].widget = forms.TextInput()

    def _situation(self, day: date) -> Situation:
        typed = getattr(self, "cleaned_data", {})
        is_short = typed.get("indication") == Indication.FERTILITY
        usual = Planned.SHORT_TERM if is_short else Planned.LONG_TERM
        return Situation(
            age_years=self.details.age_on(day) if self.details else None,
            on_tamoxifen=is_in_force(self._journal, Drug.TAMOXIFEN, day),
            is_long_term=(typed.get("planned") or usual) == Planned.LONG_TERM,
        )

    @cached_property
    def _journal(self) -> list[TherapyEvent]:
        """Anastrozole and tamoxifen on record, without the event that is amended."""
        own = self.current.document if self.current else None
        known = start_journal(self.patient) if self.patient else []
        return [event for event in known if event.document != own]

    def _question(self, day: date) -> str | None:
        """Whether a resume was meant; asked once, not again when the same start is amended."""
        current = self.current
        if isinstance(current, TherapyEvent) and current.occurred_on == day:
            return None
        last = last_event(self._journal, Drug.ANASTROZOLE, day)
        if last is None or last.step != Step.STOP:
            return None
        return resume_question(last.occurred_on, day)


for _item, _name in WHY_OF.items():
    _alone = _item in ONLY_OVERRIDDEN
    StartForm.base_fields[_name] = forms.CharField(
        label="Why it is given all the same" if _alone else "Or why it is left out",
        required=False,
        max_length=LONGEST_REASON,
        error_messages={"max_length": f"Shorten the reason to {LONGEST_REASON} characters."},
        widget=forms.HiddenInput if _alone else forms.TextInput,
    )
for _name in DAY_OF.values():
    StartForm.base_fields[_name] = DayField(label="Done on", required=False)
