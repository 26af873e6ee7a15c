"""The lists of the worklist: whom each names, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from accounts.access import ClinicRequest
from accounts.models import Clinic
from monitoring.models.status import StatusQuerySet, men_by_details


@dataclass(frozen=True)
class Tab:
    """One way to look at the clinic's men; `is_worked_off` where one goes from man to man."""

    code: str
    label: str
    order: str
    keys: tuple[str, ...]
    is_worked_off: bool = True


URGENT = ("rank", "waiting_since", "patient_id")

TABS = (
    Tab("decide", "To decide", "Most urgent first, then longest waiting", URGENT),
    Tab("labs", "Labs overdue", "Longest overdue first", ("labs_overdue_from", "patient_id")),
    Tab("dexa", "DEXA due", "Earliest due date first", ("dexa_due_on", "patient_id")),
    Tab("snoozed", "Snoozed", "Next to come back first", ("snoozed_until", "patient_id")),
    Tab(
        "entered",
        "Entered today",
        "Results entered or corrected today, newest first",
        ("-entered_at", "patient_id"),
    ),
    Tab(
        "all",
        "All patients",
        "By record number",
        ("details__record_number", "patient_id"),
        is_worked_off=False,
    ),
)


def tab_named(code: str) -> Tab | None:
    """The list of that code."""
    return next((tab for tab in TABS if tab.code == code), None)


class Lists(NamedTuple):
    """The lists of a clinic on a day that began at a moment; with `owner`, of that person's men."""

    clinic: Clinic
    today: date
    began_at: datetime
    owner: int | None = None

    @classmethod
    def of(cls, request: ClinicRequest, *, mine: bool) -> Lists:
        """The lists as somebody sees them today."""
        began_at = request.clinic.day_begins(request.today)
        return cls(request.clinic, request.today, began_at, request.user.pk if mine else None)

    @property
    def values(self) -> dict[str, Any]:
        """What the lists depend on beside the clinic."""
        day = {"today": self.today, "began_at": self.began_at}
        return day if self.owner is None else day | {"owner": self.owner}

    def men(self) -> StatusQuerySet:
        """All the men whom the lists may name."""
        return self._owned(self.clinic.statuses.all())

    def _owned(self, men: StatusQuerySet) -> StatusQuerySet:
        return men if self.owner is None else men.filter(details__owner=self.owner)

    def listed(self, tab: Tab) -> StatusQuerySet:
        """Those of the men whom a list names, in its order."""
        if tab.code == "all":
            # Record numbers are in order among the details that are current.
            current = {"details__is_current": True, "details__entered_in_error": False}
            named = self._owned(men_by_details(self.clinic)).filter(**current)
        else:
            named = self.named(tab)
        return named.order_by(*tab.keys)

    def named(self, tab: Tab) -> StatusQuerySet:
        """Those of the men whom a list names."""
        men, today = self.men(), self.today
        if tab.code == "decide":
            return men.to_decide()
        if tab.code == "labs":
            return men.labs_overdue(today)
        if tab.code == "dexa":
            return men.filter(dexa_due_on__lte=today)
        if tab.code == "entered":
            return men.entered_since(self.began_at)
        return men.filter(snoozed_until__gt=today) if tab.code == "snoozed" else men
