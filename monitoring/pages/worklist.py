"""The worklist: who needs somebody first, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw_men
from accounts.models import Clinic
from accounts.questions import Question
from accounts.roles import May, may
from monitoring.models import Status, counting
from monitoring.models.counting import counts_of, in_words
from monitoring.models.listed import ListedMan
from monitoring.models.status import StatusQuerySet
from monitoring.pages.addresses import address_of
from monitoring.pages.alarms import alarms
from monitoring.pages.listed import list_rows, men_behind
from monitoring.pages.listing import Listing
from monitoring.pages.paging import cut
from monitoring.pages.row import HEADINGS, Row
from monitoring.pages.tabs import TABS, Lists, Tab
from monitoring.pages.walk import Walk

PAGE = 50
LONG = 20
"""A longer list is offered in low rows as well: titles and values, without the evidence."""


@allows(May.SEE_WORKLIST)
@require_safe
def worklist(request: ClinicRequest) -> HttpResponse:
    """The list of one tab, for the whole clinic or for one's own patients."""
    asked = Listing.of(request.GET)
    lists = Lists.of(request, mine=asked.mine)
    shown, following = _page(lists, asked)
    saw_men(request, (man.opaque_id for man in shown))
    context: dict[str, Any] = {
        "rows": rows_of(request, shown, asked, at=request.GET.get("at", "")),
        "nothing": None if shown else _nothing(request, lists.men()),
        "next_url": following,
        "problems": alarms(request),
    }
    context |= _frame(counts(lists), asked)
    return render(request, "monitoring/worklist.html", context)


def rows_of(
    request: ClinicRequest, men: Sequence[ListedMan], asked: Listing, *, at: str = ""
) -> list[Row]:
    """Men as rows of that list; one's own decision brought one to the row of `at`."""
    walk = Walk(asked.tab, mine=asked.mine).query
    rows = list_rows(request, men, why=True, walk=walk)
    decides, back = may(request.membership.role, May.DECIDE), urlencode(asked.pairs)
    for row, man in zip(rows, men, strict=True):
        row["is_at"] = at == str(man.opaque_id)
        if decides and man.lines:
            row["decide_url"] = f"{address_of('monitoring:decision', man.opaque_id)}?{back}"
            row["decide_label"] = "Assign" if "draw" in man.lines[0] else "Decide"
    return rows


def _frame(count: dict[str, int], asked: Listing) -> dict[str, Any]:
    """What stands around the rows: the tabs with their counts, how high rows are, the heads."""
    return {
        "section": "worklist",
        "tab": asked.tab,
        "mine": asked.mine,
        "tabs": tabs_of(count, asked),
        "density": _density(asked, count[asked.tab.code]),
        **HEADINGS,
    }


@Question
def _first(clinic: Clinic, tab: Tab, most: int, **values: Any) -> QuerySet[Status, Any]:
    """The first men of a list."""
    return Lists(clinic, **values).listed(tab).in_columns()[:most]


def _page(lists: Lists, asked: Listing) -> tuple[list[ListedMan], str]:
    tab, after = asked.tab, asked["after"]
    if after:
        shown, place = men_behind(lists.listed(tab), tab.keys, after, PAGE)
    else:
        first = _first.rows(lists.clinic, tab, PAGE + 1, **lists.values)
        shown, place = cut([ListedMan(*row) for row in first], tab.keys, PAGE)
    return shown, asked.but(after=place) if place else ""


@Question
def _counts(clinic: Clinic, most: int, **values: Any) -> QuerySet[Clinic, Any]:
    lists = Lists(clinic, **values)
    return counts_of(clinic, [lists.named(tab) for tab in TABS], most)


def counts(lists: Lists) -> dict[str, int]:
    """How many men each list names, as far as anybody counts."""
    found = _counts.row(lists.clinic, counting.MOST_COUNTED, **lists.values)
    return {tab.code: count for tab, count in zip(TABS, found, strict=True)}


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
