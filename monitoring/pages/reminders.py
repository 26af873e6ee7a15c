"""Reminders: what is overdue, who was told, did it arrive, who is next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May, may
from monitoring.mail.followups import overdue_in, planned_in
from monitoring.mail.outbox import counts_by_state, messages_of
from monitoring.mail.watching import last_runs
from monitoring.models import MessageState
from monitoring.pages.alarms import alarms
from monitoring.pages.paging import page_behind
from monitoring.pages.reminder_rows import follow_up_rows, message_rows, planned_rows

PAGE = 50

WAITING = (MessageState.QUEUED, MessageState.LEASED)
FAILED = (MessageState.PARKED, MessageState.BOUNCED)

Rows = Callable[[ClinicRequest, Sequence[Any]], list[dict[str, Any]]]


@dataclass(frozen=True)
class Tab:
    """One part of the page: what it lists, in which order, and how a row is told."""

    code: str
    label: str
    listed: Callable[[ClinicRequest], QuerySet[Any]]
    order: tuple[str, ...]
    rows: Rows
    states: tuple[MessageState, ...] = ()


def _overdue(request: ClinicRequest) -> QuerySet[Any]:
    return overdue_in(request.clinic, request.today)


def _planned(request: ClinicRequest) -> QuerySet[Any]:
    return planned_in(request.clinic, request.today)


def _messages(*states: MessageState) -> Callable[[ClinicRequest], QuerySet[Any]]:
    return lambda request: messages_of(request.clinic).filter(state__in=states)


def _of_messages(code: str, label: str, *states: MessageState) -> Tab:
    return Tab(code, label, _messages(*states), ("-pk",), message_rows, states)


TABS = (
    Tab("overdue", "Follow-ups", _overdue, ("overdue_from", "pk"), follow_up_rows),
    Tab("planned", "Planned", _planned, ("next_notice_on", "pk"), planned_rows),
    _of_messages("waiting", "Waiting", *WAITING),
    _of_messages("sent", "Sent", MessageState.SENT),
    _of_messages("failed", "Failed", *FAILED),
    _of_messages("stopped", "Stopped", MessageState.DROPPED),
)


@allows(May.SEE_REMINDERS)
@require_safe
def reminders(request: ClinicRequest) -> HttpResponse:
    """One tab of the page, with the counts of all."""
    tab = next((tab for tab in TABS if tab.code == request.GET.get("show")), TABS[0])
    found, place = page_behind(tab.listed(request), tab.order, request.GET.get("after", ""), PAGE)
    context = {
        "section": "reminders",
        "part": tab.code,
        "rows": tab.rows(request, found),
        "tabs": _tabs(request, tab),
        "next_url": f"?show={tab.code}&after={place}" if place else "",
        "first_url": f"?show={tab.code}" if request.GET.get("after") else "",
        "last_scan": last_runs().get("scan"),
        "problems": alarms(request),
        "may_steer": may(request.membership.role, May.STEER_REMINDERS),
    }
    return render(request, "monitoring/reminders.html", context)


def _tabs(request: ClinicRequest, current: Tab) -> list[dict[str, Any]]:
    by_state = counts_by_state(request.clinic)
    return [
        {
            "label": tab.label,
            "url": f"?show={tab.code}",
            "current": tab is current,
            "count": _count(tab, by_state, request),
            "hot": tab.code == "failed",
        }
        for tab in TABS
    ]


def _count(tab: Tab, by_state: dict[str, int], request: ClinicRequest) -> int:
    if tab.states:
        return sum(by_state[state] for state in tab.states)
    return tab.listed(request).count()
