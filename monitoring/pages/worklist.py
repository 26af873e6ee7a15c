"""The worklist: who needs somebody first, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw_men
from accounts.models import Clinic
from accounts.roles import May
from monitoring.models import ObligationKind, Severity
from monitoring.models.status import StatusQuerySet
from monitoring.pages.alarms import alarms
from monitoring.pages.listed import list_rows
from monitoring.pages.paging import behind, place_of
from monitoring.pages.row import HEADINGS

PAGE = 50


@dataclass(frozen=True)
class Tab:
    """One way to look at the clinic's men."""

    code: str
    label: str
    order: str
    keys: tuple[str, ...]


URGENT = ("rank", "waiting_since", "patient_id")

TABS = (
    Tab("decide", "To decide", "Most urgent first, then longest waiting", URGENT),
    Tab("labs", "Labs overdue", "Longest overdue first", ("labs_due_on", "patient_id")),
    Tab("dexa", "DEXA due", "Earliest due date first", ("dexa_due_on", "patient_id")),
    Tab("snoozed", "Snoozed", "Next to come back first", ("snoozed_until", "patient_id")),
    Tab("all", "All patients", "By record number", ("details__record_number", "patient_id")),
)


@allows(May.SEE_WORKLIST)
@require_safe
def worklist(request: ClinicRequest) -> HttpResponse:
    """The list of one tab, for the whole clinic or for one's own patients."""
    mine = request.GET.get("whose") == "mine"
    tab = next((tab for tab in TABS if tab.code == request.GET.get("show")), TABS[0])
    men = _men(request, mine=mine)
    shown, following = _page(men, tab, request)
    saw_men(request, (status.patient.opaque_id for status in shown))
    context: dict[str, Any] = {
        "rows": list_rows(request, shown, why=True),
        "tabs": _tabs(_counts(men, request), tab, mine),
        "nothing": None if shown else _nothing(request, men),
        "next_url": following,
        "problems": alarms(request),
    }
    context |= {"section": "worklist", "tab": tab, "mine": mine, **HEADINGS}
    return render(request, "monitoring/worklist.html", context)


def _men(request: ClinicRequest, *, mine: bool) -> StatusQuerySet:
    men = request.clinic.statuses.all()
    return men.filter(details__owner=request.user) if mine else men


def _page(men: StatusQuerySet, tab: Tab, request: ClinicRequest) -> tuple[list[Any], str]:
    listed = _listed(men, tab.code, request).order_by(*tab.keys)
    listed = behind(listed, tab.keys, request.GET.get("after", ""))
    rows = list(listed.named()[: PAGE + 1])
    if len(rows) <= PAGE:
        return rows, ""
    query = request.GET.copy()
    query["after"] = place_of(rows[PAGE - 1], tab.keys)
    return rows[:PAGE], f"?{query.urlencode()}"


def _listed(men: StatusQuerySet, code: str, request: ClinicRequest) -> StatusQuerySet:
    clinic, today = request.clinic, request.today
    if code == "decide":
        return men.to_decide()
    if code == "labs":
        return men.filter(patient__in=_overdue(clinic, today, ObligationKind.LABS))
    if code == "dexa":
        return men.filter(dexa_due_on__lte=today)
    return men.filter(snoozed_until__gt=today) if code == "snoozed" else men


def _overdue(clinic: Clinic, today: date, kind: str) -> Any:
    return clinic.obligations.overdue(today).filter(kind=kind).values("patient")


def _counts(men: StatusQuerySet, request: ClinicRequest) -> dict[str, int]:
    overdue = _overdue(request.clinic, request.today, ObligationKind.LABS)
    return men.aggregate(
        decide=Count("pk", filter=Q(rank__lte=Severity.NOTICE)),
        labs=Count("pk", filter=Q(patient__in=overdue)),
        dexa=Count("pk", filter=Q(dexa_due_on__lte=request.today)),
        snoozed=Count("pk", filter=Q(snoozed_until__gt=request.today)),
        all=Count("pk"),
    )


def _tabs(counts: dict[str, int], current: Tab, mine: bool) -> list[dict[str, Any]]:
    whose = "&whose=mine" if mine else ""
    return [
        {
            "label": tab.label,
            "url": f"?show={tab.code}{whose}",
            "current": tab is current,
            "count": counts[tab.code],
            "hot": tab.code == "decide",
        }
        for tab in TABS
    ]


def _nothing(request: ClinicRequest, men: StatusQuerySet) -> dict[str, Any]:
    """Words for an empty list that prove it is alive."""
    known = men.aggregate(men=Count("pk"))["men"]
    upcoming = men.filter(labs_due_on__gt=request.today).order_by("labs_due_on").first()
    text = f"{known} patients are followed here."
    if upcoming and upcoming.labs_due_on:
        text += f" The next labs are due on {upcoming.labs_due_on:%d-%b-%Y}."
    return {
        "title": "Nothing here now",
        "text": text,
        "url": reverse("monitoring:patient-register"),
    }
