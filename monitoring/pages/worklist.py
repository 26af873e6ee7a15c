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
from accounts.models import Clinic
from accounts.roles import May
from monitoring.models import ObligationKind, Severity
from monitoring.models.status import StatusQuerySet
from monitoring.pages.row import COLUMNS, list_row

PAGE = 50


@dataclass(frozen=True)
class Tab:
    """One way to look at the clinic's men."""

    code: str
    label: str
    order: str


TABS = (
    Tab("decide", "To decide", "Most urgent first, then longest waiting"),
    Tab("labs", "Labs overdue", "Longest overdue first"),
    Tab("dexa", "DEXA due", "Earliest due date first"),
    Tab("snoozed", "Snoozed", "Next to come back first"),
    Tab("all", "All patients", "By record number"),
)


@allows(May.SEE_WORKLIST)
@require_safe
def worklist(request: ClinicRequest) -> HttpResponse:
    """The list of one tab, for the whole clinic or for one's own patients."""
    mine = request.GET.get("whose") == "mine"
    tab = next((tab for tab in TABS if tab.code == request.GET.get("show")), TABS[0])
    men = (
        request.clinic.statuses.filter(details__owner=request.user)
        if mine
        else request.clinic.statuses.all()
    )
    shown, following = _page(men, tab, request)
    context = {
        "section": "worklist",
        "rows": [list_row(status, request.today, why=True) for status in shown],
        "columns": COLUMNS,
        "tabs": _tabs(request, men, tab, mine),
        "tab": tab,
        "mine": mine,
        "next_url": following,
        "nothing": _nothing(request, men) if not shown else None,
    }
    return render(request, "monitoring/worklist.html", context)


def _page(men: StatusQuerySet, tab: Tab, request: ClinicRequest) -> tuple[list[Any], str]:
    listed = _ordered(men, tab.code, request)
    if tab.code == "decide" and (key := _key(request.GET.get("after", ""))):
        listed = listed.after(*key)
    rows = list(listed.named()[: PAGE + 1])
    if len(rows) <= PAGE:
        return rows, ""
    last = rows[PAGE - 1]
    query = request.GET.copy()
    query["after"] = f"{last.rank}.{last.waiting_since}.{last.patient_id}"
    return rows[:PAGE], f"?{query.urlencode()}"


def _key(text: str) -> tuple[int, date, int] | None:
    parts = text.split(".")
    try:
        return int(parts[0]), date.fromisoformat(parts[1]), int(parts[2])
    except (ValueError, IndexError):
        return None


def _ordered(men: StatusQuerySet, code: str, request: ClinicRequest) -> StatusQuerySet:
    clinic, today = request.clinic, request.today
    if code == "decide":
        return men.to_decide()
    if code == "labs":
        return men.filter(patient__in=_overdue(clinic, today, ObligationKind.LABS)).order_by(
            "labs_due_on"
        )
    if code == "dexa":
        return men.filter(dexa_due_on__lte=today).order_by("dexa_due_on", "patient_id")
    if code == "snoozed":
        return men.filter(snoozed_until__gt=today).order_by("snoozed_until", "patient_id")
    return men.order_by("details__record_number")


def _overdue(clinic: Clinic, today: date, kind: str) -> Any:
    return clinic.obligations.overdue(today).filter(kind=kind).values("patient")


def _tabs(
    request: ClinicRequest, men: StatusQuerySet, current: Tab, mine: bool
) -> list[dict[str, Any]]:
    overdue = _overdue(request.clinic, request.today, ObligationKind.LABS)
    counts = men.aggregate(
        decide=Count("pk", filter=Q(rank__lte=Severity.NOTICE)),
        labs=Count("pk", filter=Q(patient__in=overdue)),
        dexa=Count("pk", filter=Q(dexa_due_on__lte=request.today)),
        snoozed=Count("pk", filter=Q(snoozed_until__gt=request.today)),
        all=Count("pk"),
    )
    return [
        {
            "label": tab.label,
            "url": f"?show={tab.code}{'&whose=mine' if mine else ''}",
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
