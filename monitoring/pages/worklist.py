"""The worklist: who needs somebody first, and why."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw_men
from accounts.roles import May
from monitoring.models import ObligationKind, Severity
from monitoring.models.status import StatusQuerySet
from monitoring.pages.alarms import alarms
from monitoring.pages.listed import list_rows
from monitoring.pages.paging import behind, place_of
from monitoring.pages.row import HEADINGS
from monitoring.pages.tabs import (
    TABS,
    WAS_ENTERED,
    Tab,
    listed_men,
    men_of,
    overdue,
    tab_named,
    with_entered_today,
)
from monitoring.pages.walk import Walk

PAGE = 50
LONG = 20
"""A longer list is offered in low rows as well: titles and values, without the evidence."""


@allows(May.SEE_WORKLIST)
@require_safe
def worklist(request: ClinicRequest) -> HttpResponse:
    """The list of one tab, for the whole clinic or for one's own patients."""
    mine = request.GET.get("whose") == "mine"
    tab = tab_named(request.GET.get("show", "")) or TABS[0]
    men = men_of(request, mine=mine)
    shown, following = _page(men, tab, request)
    saw_men(request, (status.patient.opaque_id for status in shown))
    counts = _counts(men, request)
    context: dict[str, Any] = {
        "rows": list_rows(request, shown, why=True, walk=Walk(tab, mine=mine).query),
        "nothing": None if shown else _nothing(request, men),
        "next_url": following,
        "problems": alarms(request),
    }
    context |= {"tab": tab, "mine": mine, **_frame(request, counts, tab)}
    return render(request, "monitoring/worklist.html", context)


def _frame(request: ClinicRequest, counts: dict[str, int], tab: Tab) -> dict[str, Any]:
    """What stands around the rows: the tabs with their counts, how high rows are, the heads."""
    return {
        "section": "worklist",
        "tabs": _tabs(counts, tab, _kept(request)),
        "density": _density(request, counts[tab.code]),
        **HEADINGS,
    }


def _page(men: StatusQuerySet, tab: Tab, request: ClinicRequest) -> tuple[list[Any], str]:
    listed = behind(listed_men(men, tab, request), tab.keys, request.GET.get("after", ""))
    rows = list(listed.named()[: PAGE + 1])
    if len(rows) <= PAGE:
        return rows, ""
    query = request.GET.copy()
    query["after"] = place_of(rows[PAGE - 1], tab.keys)
    return rows[:PAGE], f"?{query.urlencode()}"


def _counts(men: StatusQuerySet, request: ClinicRequest) -> dict[str, int]:
    late = overdue(request.clinic, request.today, ObligationKind.LABS)
    return with_entered_today(men, request).aggregate(
        decide=Count("pk", filter=Q(rank__lte=Severity.NOTICE)),
        labs=Count("pk", filter=Q(patient__in=late)),
        dexa=Count("pk", filter=Q(dexa_due_on__lte=request.today)),
        snoozed=Count("pk", filter=Q(snoozed_until__gt=request.today)),
        entered=Count("pk", filter=WAS_ENTERED),
        all=Count("pk"),
    )


def _kept(request: ClinicRequest) -> str:
    """What stays chosen from one list to the next: whose men, and how high the rows are."""
    kept = {name: request.GET[name] for name in ("whose", "rows") if name in request.GET}
    return f"&{urlencode(kept)}" if kept else ""


def _density(request: ClinicRequest, count: int) -> dict[str, Any]:
    """Whether rows are low, and the address at which they are not; a short list stays high."""
    if count <= LONG:
        return {}
    low = request.GET.get("rows") == "low"
    query = request.GET.copy()
    query["rows"] = "high" if low else "low"
    return {"is_low": low, "url": f"?{query.urlencode()}"}


def _tabs(counts: dict[str, int], current: Tab, kept: str) -> list[dict[str, Any]]:
    return [
        {
            "label": tab.label,
            "url": f"?show={tab.code}{kept}",
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
