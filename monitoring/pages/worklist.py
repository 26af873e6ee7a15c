"""The worklist: who needs somebody first, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw_men
from accounts.roles import May, may
from monitoring.models import Status
from monitoring.models.counting import counted, in_words
from monitoring.models.status import StatusQuerySet
from monitoring.pages.alarms import alarms
from monitoring.pages.listed import list_rows
from monitoring.pages.listing import Listing
from monitoring.pages.paging import page_behind
from monitoring.pages.row import HEADINGS
from monitoring.pages.tabs import (
    TABS,
    listed_men,
    men_of,
    named_men,
)
from monitoring.pages.walk import Walk

PAGE = 50
LONG = 20
"""A longer list is offered in low rows as well: titles and values, without the evidence."""


@allows(May.SEE_WORKLIST)
@require_safe
def worklist(request: ClinicRequest) -> HttpResponse:
    """The list of one tab, for the whole clinic or for one's own patients."""
    asked = Listing.of(request.GET)
    men = men_of(request, mine=asked.mine)
    shown, following = _page(men, asked, request)
    saw_men(request, (status.patient.opaque_id for status in shown))
    context: dict[str, Any] = {
        "rows": rows_of(request, shown, asked, at=request.GET.get("at", "")),
        "nothing": None if shown else _nothing(request, men),
        "next_url": following,
        "problems": alarms(request),
    }
    context |= _frame(request, counts(men, request), asked)
    return render(request, "monitoring/worklist.html", context)


def rows_of(
    request: ClinicRequest, men: Sequence[Status], asked: Listing, *, at: str = ""
) -> list[dict[str, Any]]:
    """Men as rows of that list; one's own decision brought one to the row of `at`."""
    walk = Walk(asked.tab, mine=asked.mine).query
    rows = list_rows(request, men, why=True, walk=walk)
    decides = may(request.membership.role, May.DECIDE)
    for row, status in zip(rows, men, strict=True):
        row["is_at"] = at == str(status.patient.opaque_id)
        if decides and status.lines:
            row["decide_url"] = asked.about("monitoring:decision", status.patient.opaque_id)
            row["decide_label"] = "Assign" if "draw" in status.lines[0] else "Decide"
    return rows


def _frame(request: ClinicRequest, count: dict[str, int], asked: Listing) -> dict[str, Any]:
    """What stands around the rows: the tabs with their counts, how high rows are, the heads."""
    return {
        "section": "worklist",
        "tab": asked.tab,
        "mine": asked.mine,
        "tabs": tabs_of(count, asked),
        "density": _density(asked, count[asked.tab.code]),
        **HEADINGS,
    }


def _page(men: StatusQuerySet, asked: Listing, request: ClinicRequest) -> tuple[list[Any], str]:
    keys = asked.tab.keys
    listed = listed_men(men, asked.tab, request).named()
    rows, place = page_behind(listed, keys, asked["after"], PAGE)
    return rows, asked.but(after=place) if place else ""


def counts(men: StatusQuerySet, request: ClinicRequest) -> dict[str, int]:
    """How many of the men each list names, as far as anybody counts."""
    return counted(request.clinic, {tab.code: named_men(men, tab.code, request) for tab in TABS})


def _density(asked: Listing, count: int) -> dict[str, Any]:
    """Whether rows are low, and the address at which they are not; a short list stays high."""
    if count <= LONG:
        return {}
    low = asked["rows"] == "low"
    return {"is_low": low, "url": asked.but(rows="high" if low else "low")}


def tabs_of(count: dict[str, int], asked: Listing) -> list[dict[str, Any]]:
    """The lists, each with how many men it names."""
    return [
        {
            "label": tab.label,
            "url": f"?show={tab.code}{asked.kept}",
            "current": tab is asked.tab,
            "count": in_words(count[tab.code]),
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
