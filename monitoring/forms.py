"""Deciding about a topic of findings, and handing findings to a colleague."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from accounts.models import Clinic, User
from monitoring.models import Decision, DecisionKind, DecisionReason, Finding, Status
from monitoring.models.findings import ABOUT_FINDINGS
from monitoring.status.lines import OVERDUE_RULES
from patients.facts import Fact, Part
from patients.forms.base import DayField, DigitChoiceField
from patients.forms.confirmation import digest
from patients.forms.days import Lean, format_day
from patients.forms.fact_form import FactForm, NoteField, Overtaken
from patients.recording import FactBook

NEEDS_A_DAY = {DecisionKind.SNOOZE, DecisionKind.ACCEPT_RISK}

SOMETHING_NEW = (
    "Something new stands about him since you opened this page. Read the findings again, then save."
)


def sent_in_row(address: str) -> dict[str, str]:
    """Attributes of a form whose answer takes the place of the man's row."""
    return {"hx-post": address, "hx-target": "closest tbody", "hx-swap": "outerHTML"}


class DecisionForm(FactForm):
    """What is decided about one topic, why, and until when. It covers what its author has seen.

    `kept` is carried by the address that it is sent to: where its author came from. `listed` is
    carried too where he decides from a list; `is_in_row` where the form stands in the row itself.
    """

    MODEL = Decision
    submit_label = "Record decision"

    kind = DigitChoiceField(
        label="Decision",
        choices=[(kind.value, kind.label) for kind in DecisionKind if kind in ABOUT_FINDINGS],
        widget=forms.RadioSelect,
    )
    reason_code = forms.ChoiceField(
        label="Why", choices=[("", "Choose"), *DecisionReason.choices], required=True
    )
    until = DayField(
        label="Comes back on",
        required=False,
        lean=Lean.FUTURE,
        help_text="For example +14, 3 Mar or +6w. New evidence brings it back earlier.",
    )
    note = NoteField()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        findings: Sequence[Finding],
        topic: str,
        kept: Mapping[str, str],
        listed: Mapping[str, str] | None = None,
        is_in_row: bool = False,
        **kwargs: Any,
    ) -> None:
        self.findings, self.topic, self.kept = findings, topic, {**kept, **(listed or {})}
        self.is_in_row = is_in_row
        super().__init__(*args, initial={"seen": self._evidence()}, **kwargs)
        if listed is not None and not self.is_bound:
            self.start_with_choice()

    def start_with_choice(self) -> None:
        """Put the cursor on the first choice: the form was asked for where it stands."""
        self.fields["kind"].widget.attrs["autofocus"] = True

    def _evidence(self) -> str:
        """What stands about the topic now: time alone may change it overnight."""
        marks = (f"{each.rule_id} {each.severity} {each.mark}" for each in self.findings)
        return digest([self.topic, *sorted(marks)])

    def form_attributes(self) -> dict[str, Any]:
        """Decisions have an address of their own, for those who may decide."""
        man = self.patient.opaque_id if self.patient else ""
        asked = {"topic": self.topic, **self.kept}
        address = f"{reverse('monitoring:decide', args=[man])}?{urlencode(asked)}"
        return {"action": address, **(sent_in_row(address) if self.is_in_row else {})}

    def seen_version(self, current: Fact | None) -> int:
        """The state of his facts that the reader has before his eyes."""
        return self.patient.facts_version if self.patient else 0

    def clean(self) -> dict[str, Any]:
        """Demand a day where one is needed, and that nothing new came in meanwhile."""
        cleaned = super().clean()
        self._check_until(cleaned.get("kind"), cleaned.get("until"))
        is_old = self.opened and self.opened.version != self.seen_version(None)
        if is_old or not self.findings or cleaned.get("seen") != self._evidence():
            self._ask_to_read_again()
        if cleaned.get("reason_code") == DecisionReason.OTHER and not cleaned.get("note"):
            self.add_error("note", "Say in the note what the reason is.")
        return cleaned

    def _ask_to_read_again(self) -> None:
        self.reseal(None)
        self._retype("seen", self._evidence())
        self.add_error(None, SOMETHING_NEW)

    def write(self, book: FactBook) -> None:
        """Record the decision, unless something was recorded about him a moment ago."""
        man = book.men[self.patient.pk] if self.patient else None
        if man and self.opened and man.facts_version != self.opened.version:
            self.add_error(None, SOMETHING_NEW)
            raise Overtaken
        super().write(book)

    def _check_until(self, kind: str | None, until: date | None) -> None:
        overdue = any(finding.rule_id in OVERDUE_RULES for finding in self.findings)
        if until is None and (kind in NEEDS_A_DAY or (overdue and kind != DecisionKind.REOPEN)):
            why = "Something overdue comes back on a day" if overdue else "This comes back on a day"
            self.add_error("until", f"{why}. Enter it, for example +14 for two weeks from today.")
        if until and self.today and until <= self.today:
            self.add_error("until", f"{format_day(until)} is not in the future. Enter a later day.")

    def build(self) -> tuple[Decision, Sequence[Part]]:
        """The decision, with the findings it covers."""
        cleaned = self.cleaned_data
        decision = Decision(
            topic=self.topic,
            kind=cleaned["kind"],
            reason_code=cleaned["reason_code"],
            until=cleaned["until"],
            note=cleaned["note"],
            marks={each.rule_id: [each.severity, each.mark] for each in self.findings},
            decided_on=self.day_of_entry,
        )
        return decision, ()


class AssignForm(FactForm):
    """Who looks after his findings."""

    MODEL = Decision
    submit_label = "Assign"

    assignee = forms.ModelChoiceField(
        label="Assign to", queryset=User.objects.none(), required=False, empty_label="Nobody"
    )

    def __init__(self, *args: Any, clinic: Clinic, assigned_to: User | None, **kwargs: Any) -> None:
        self.assigned_to = assigned_to
        super().__init__(*args, initial={"assignee": assigned_to}, **kwargs)
        self.fields["assignee"].queryset = clinic.treating_staff()  # type: ignore[attr-defined]

    def seen_version(self, current: Fact | None) -> int:
        """Who looks after his findings before the reader's eyes; 0 is nobody."""
        return self.assigned_to.pk if self.assigned_to else 0

    def clean(self) -> dict[str, Any]:
        """Refuse to replace somebody whom the reader has not seen there."""
        cleaned = super().clean()
        self._check_seen()
        return cleaned

    def write(self, book: FactBook) -> None:
        """Record the assignment, unless he was assigned to somebody else a moment ago."""
        status = Status.objects.select_related("assigned_to").get(patient=self.patient)
        self.assigned_to = status.assigned_to
        self._check_seen()
        if self.errors:
            raise Overtaken
        super().write(book)

    def _check_seen(self) -> None:
        if self.opened and self.opened.version != self.seen_version(None):
            stands = f"to {self.assigned_to}" if self.assigned_to else "to nobody"
            chosen = self.cleaned_data.get("assignee") or "nobody"
            self.add_error(None, f"Meanwhile he was assigned {stands}; you chose {chosen}.")

    def build(self) -> tuple[Decision, Sequence[Part]]:
        """The assignment."""
        assignee = self.cleaned_data["assignee"]
        decision = Decision(
            kind=DecisionKind.ASSIGN, assignee=assignee, decided_on=self.day_of_entry
        )
        return decision, ()
