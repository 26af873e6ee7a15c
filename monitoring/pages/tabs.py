"""The lists of the worklist: whom each names, and in which order."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.access import ClinicRequest
from monitoring.models.status import StatusQuerySet


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


def men_of(request: ClinicRequest, *, mine: bool) -> StatusQuerySet:
    """The men of the clinic, or those for whom the reader is responsible."""
    men = request.clinic.statuses.all()
    return men.filter(details__owner=request.user) if mine else men


def listed_men(men: StatusQuerySet, tab: Tab, request: ClinicRequest) -> StatusQuerySet:
    """Those of the men whom a list names, in its order."""
    named = named_men(men, tab.code, request)
    if tab.code == "all":
        # The clinic stands in his details, too: there the record numbers are in order.
        current = {"details__is_current": True, "details__entered_in_error": False}
        named = named.filter(details__clinic=request.clinic, **current)
    return named.order_by(*tab.keys)


def named_men(men: StatusQuerySet, code: str, request: ClinicRequest) -> StatusQuerySet:
    """Those of the men whom the list of that code names."""
    clinic, today = request.clinic, request.today
    if code == "decide":
        return men.to_decide()
    if code == "labs":
        return men.labs_overdue(today)
    if code == "dexa":
        return men.filter(dexa_due_on__lte=today)
    if code == "entered":
        return men.entered_since(clinic.day_begins(today))
    return men.filter(snoozed_until__gt=today) if code == "snoozed" else men
