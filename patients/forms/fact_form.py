"""What every form that records a fact has in common: its seal, its days, its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from patients.facts import Fact, Part
from patients.forms.base import ClinicForm, FormButton, names_of
from patients.forms.base import Part as FormPart
from patients.forms.confirmation import ConfirmBox, digest
from patients.forms.days import format_day
from patients.forms.seal import BrokenSeal, Seal, open_seal, seal_for
from patients.models import Patient, PatientDetails
from patients.recording import FactBook, Outdated

AMENDMENT_REASONS = [
    ("", "Choose why"),
    ("Typed wrong", "Typed wrong"),
    ("Corrected by the source", "Corrected by the laboratory or the source"),
    ("Unit was wrong", "Unit was wrong"),
    ("Completed later", "Completed later"),
    ("Other", "Other, see note"),
]

LONGEST_NOTE = 4000

CHECK = "check"
"""The button that asks what saving would bring."""

CONFIRM = "confirm="
"""A check that stands by what the warnings ask about; the digest of the warnings follows."""


class Overtaken(Exception):
    """Something saved a moment ago stands in the way; the form says beside which field."""


class NoteField(forms.CharField):
    """A free note; far too long a text is refused with its length, and stays in the box."""

    def __init__(self, **kwargs: Any) -> None:
        too_long = f"A note has at most {LONGEST_NOTE} characters. Shorten it; nothing was cut."
        super().__init__(
            required=False,
            max_length=LONGEST_NOTE,
            widget=forms.Textarea,
            error_messages={"max_length": too_long},
            label=kwargs.pop("label", "Note"),
            **kwargs,
        )


class FactForm(ClinicForm):
    """A form about one man that becomes one fact, or the next version of one.

    `past_days` names the day fields that can lie neither in the future nor before his birth.
    """

    MODEL: ClassVar[type[Fact]]
    past_days: ClassVar[Sequence[str]] = ()
    reasons: ClassVar[Sequence[tuple[str, str]]] = AMENDMENT_REASONS
    is_checked_first: ClassVar[bool] = False
    """Whether its page shows what saving brings before it offers to save."""

    seal = forms.CharField(widget=forms.HiddenInput, required=False)
    confirmed = forms.BooleanField(
        label="I have checked this: it is right", required=False, widget=forms.HiddenInput
    )
    foreseen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        user: User,
        today: date,
        patient: Patient | None,
        details: PatientDetails | None = None,
        current: Fact | None = None,
        cancel_url: str = "",
        **kwargs: Any,
    ) -> None:
        self.user, self.patient, self.details, self.current = user, patient, details, current
        self.opened: Seal | None = None
        self.day_of_entry = today
        self.warnings: list[str] = []
        self.check: FormPart | None = None
        self.effect, self.done = "", ""
        self.is_unconfirmed = False
        initial = self.initial_from(current) if current and data is None else {}
        initial["seal"] = self._sealed(current)
        initial |= kwargs.pop("initial", {})
        super().__init__(data, today=today, initial=initial, **kwargs)
        self.cancel_url = cancel_url
        if current:
            self._ask_why()
        self._start_typing()

    def _start_typing(self) -> None:
        """Put the cursor where typing begins, unless something is to be read first."""
        if self.is_bound:
            return
        first = next(iter(names_of(self.content_parts())), "")
        if first and isinstance(self.fields[first].widget, forms.TextInput):
            self.fields[first].widget.attrs["autofocus"] = True

    def _ask_why(self) -> None:
        self.fields["amendment"] = forms.ChoiceField(
            label="Why is this changed?",
            choices=self.reasons,
            error_messages={"required": "Choose why this is changed."},
            widget=forms.Select(attrs={"class": "form-select", "autocomplete": "off"}),
        )
        self.fields["amendment_note"] = forms.CharField(
            label="More about the reason",
            required=False,
            max_length=400,
            widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        )

    def content_parts(self) -> Sequence[str | FormPart]:
        """Say where the fields of the fact stand."""
        return [name for name in self.base_fields if not self[name].is_hidden]

    def parts(self) -> Sequence[str | FormPart]:
        """What must be confirmed, the fact, and why it is amended."""
        amendment = [name for name in ("amendment", "amendment_note") if name in self.fields]
        shown: list[str | FormPart] = [*self.content_parts(), *amendment]
        if not self["confirmed"].is_hidden:
            shown.insert(0, ConfirmBox(self.warnings, answers=self.answers()))
        return [*shown, self.check] if self.check else shown

    def answers(self) -> Sequence[FormButton]:
        """Buttons that answer the warnings of a form that waits for it."""
        return []

    def show_check(self, check: FormPart, mark: str) -> None:
        """Draw what saving would bring; `mark` tells it from anything else it might bring."""
        self.check = check
        self._retype("foreseen", mark)

    def buttons(self) -> Sequence[FormButton]:
        """Ask first what saving brings; then say it on the button that saves."""
        if not self.is_checked_first:
            return super().buttons()
        if not self.check:
            return [FormButton("Check", name=CHECK, look="primary")]
        label = f"{self.submit_label} and {self.effect}" if self.effect else self.submit_label
        return [FormButton(label, look="primary", focus=True), *self.further_buttons()]

    def further_buttons(self) -> Sequence[FormButton]:
        """Other ways to save what was checked."""
        return []

    @property
    def reason(self) -> str:
        """Why the document is amended, in the words kept with the new version."""
        told = (self.cleaned_data.get(name, "") for name in ("amendment", "amendment_note"))
        return ": ".join(word for word in told if word)

    def initial_from(self, current: Fact) -> dict[str, Any]:
        """What the form shows when it amends `current`."""
        return {name: getattr(current, name) for name in self.base_fields if hasattr(current, name)}

    def build(self) -> tuple[Fact, Sequence[Part]]:
        """The fact that the valid form states, with its parts."""
        raise TypeError(f"{type(self).__name__} builds no fact.")

    def write(self, book: FactBook) -> None:
        """Enter what the valid form states into an open unit of work.

        Raises Outdated when somebody saved another version since the form was opened, and
        Overtaken when something else was saved that this one can't stand beside.
        """
        fact, parts = self.build()
        if self.current is None:
            if self.patient:
                fact.patient = self.patient
            book.record(fact, parts)
        elif self.opened and self.opened.version != self.current.version:
            raise Outdated(self.current)
        else:
            book.amend(self.current, fact, parts)

    def is_taken(self) -> bool:
        """Whether the database refused what a field says is only one man's; says so beside it."""
        return False

    def clean(self) -> dict[str, Any]:
        """Hold the form against the page it was sent to, and its days against the man's life."""
        cleaned = super().clean() or {}
        self._open_seal()
        for name in self.past_days:
            self._check_day(name, cleaned.get(name))
        return cleaned

    def _post_clean(self) -> None:
        """Ask for a confirmation where something is possible but unlikely."""
        super()._post_clean()  # type: ignore[misc]
        if not self.warnings:
            return
        answered = self.data.get(CHECK, "").removeprefix(CONFIRM)
        given = self.data.get(self.add_prefix("confirmed")) or answered
        self._show_confirmation(digest(self.warnings))
        self._retype("confirmed", given)
        if given != digest(self.warnings):
            self.is_unconfirmed = True
            self._retype("confirmed", "")
            self.add_error(
                "confirmed", "Look at the points listed: confirm them, or correct the entry."
            )

    def _show_confirmation(self, value: str) -> None:
        box = forms.CheckboxInput(attrs={"class": "form-check-input", "value": value})
        self.fields["confirmed"].widget = box

    def _retype(self, name: str, text: str) -> None:
        typed = MultiValueDict(dict(self.data.lists()))  # type: ignore[attr-defined]
        typed[self.add_prefix(name)] = text
        self.data = typed

    def _open_seal(self) -> None:
        try:
            text = self.cleaned_data.get("seal", "")
            self.opened = open_seal(text, self.user, self.patient, self.current)
        except BrokenSeal as broken:
            self.reseal(self.current)
            self.add_error(None, str(broken))

    def reseal(self, current: Fact | None) -> None:
        """Seal the form anew, keeping everything typed, so that it can be sent again."""
        self._retype("seal", self._sealed(current))

    def _sealed(self, current: Fact | None) -> str:
        return seal_for(self.user, self.patient, current, self.seen_version(current))

    def seen_version(self, current: Fact | None) -> int:
        """The version that the person who fills in the form has before his eyes."""
        return current.version if current else 0

    def _check_day(self, name: str, day: date | None) -> None:
        if day is None or self.today is None:
            return
        if day > self.today:
            self.add_error(
                name,
                f"{format_day(day)} lies in the future. Enter the day it happened, "
                f"today ({format_day(self.today)}) at the latest.",
            )
        elif self.details and day < self.details.born_on:
            self.add_error(
                name,
                f"{format_day(day)} lies before his birth on {format_day(self.details.born_on)}. "
                "Check the day, and that this is the right patient.",
            )
