"""The queue: what could not be taken as it came, and one row of it with what can be decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw, saw_men
from accounts.models import Clinic
from accounts.roles import May, may
from exchange.intake.sources import men_named
from exchange.models import Outcome, WaitingRow
from exchange.pages.shown_first import MEANWHILE, Trial, analyte_of, man_of, tried_first
from exchange.queue.deciding import Decision, SettledMeanwhile, leave_out, take_again
from exchange.queue.decisions import (
    FOR_MANY,
    GROUPS,
    Act,
    act_named,
    acts_for,
    counted,
    group_named,
)
from exchange.queue.forms import BackForm, DecisionForm, DismissForm, MeaningForm, units_of
from exchange.queue.meanings import word_of
from exchange.queue.putting_back import may_come_back
from exchange.queue.words import told_of
from monitoring.pages.banner import banner
from monitoring.pages.paging import LONGEST_NUMBER

MOST = 200
SETTLED = "settled"
Decided = DecisionForm | MeaningForm | BackForm


def row_or_404(request: ClinicRequest, opaque_id: UUID) -> WaitingRow:
    """A row that waits, or waited, in this clinic."""
    rows = request.clinic.waiting_rows.select_related("file", "run", "settled_by", "patient")
    return get_object_or_404(rows, opaque_id=opaque_id)


@allows(May.ENTER_RESULTS)
@require_safe
def waiting(request: ClinicRequest) -> HttpResponse:
    """Everything that waits for a person, or what was settled last."""
    show = request.GET.get("show", "")
    rows = _listed(request, show)
    saw(request, rows=len(rows))
    saw_men(request, men_named(request.clinic, rows))
    context = {
        "section": "imports",
        "tabs": _tabs(request.clinic, show),
        "rows": [told_of(row) for row in rows[:MOST]],
        "most": MOST if len(rows) > MOST else None,
        "show": show,
        "for_many": FOR_MANY,
        "form": DismissForm(),
    }
    return render(request, "exchange/waiting.html", context)


def _listed(request: ClinicRequest, show: str) -> list[WaitingRow]:
    rows = request.clinic.waiting_rows.select_related("file", "settled_by")
    if show == SETTLED:
        return list(rows.exclude(settled_at=None).order_by("-settled_at", "-pk")[: MOST + 1])
    group = group_named(show)
    wanted = rows.open().filter(kind__in=group.kinds) if group else rows.open()
    return list(wanted.order_by("waits_since", "pk")[: MOST + 1])


def _tabs(clinic: Clinic, show: str) -> list[dict[str, Any]]:
    kinds = clinic.waiting_rows.open().values_list("kind").annotate(n=Count("pk"))
    counts = counted(kinds.order_by("kind"))
    url = reverse("exchange:waiting")
    every = {"label": "All", "url": url, "count": sum(counts.values()), "current": not show}
    groups = [
        {
            "label": group.label,
            "url": f"{url}?show={group.code}",
            "count": counts[group.code],
            "current": show == group.code,
        }
        for group in GROUPS
    ]
    settled = {"label": "Settled", "url": f"{url}?show={SETTLED}", "current": show == SETTLED}
    return [every, *groups, {**settled, "count": None}]


@allows(May.ENTER_RESULTS)
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_row(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """One row, with why it waits and what can be decided about it."""
    row = row_or_404(request, opaque_id)
    saw(request, row=str(opaque_id))
    if request.method != "POST" or row.settled_at:
        return row_page(request, row)
    act = act_named(row, request.POST.get("act", ""))
    if act is None:
        messages.error(request, "This decision does not fit this row any more. Look at it again.")
        return redirect("exchange:waiting-row", opaque_id)
    form = DecisionForm(request.POST, act=act, units=units_of(analyte_of(row)))
    return _decide(request, row, act, form) if form.is_valid() else row_page(request, row, form)


def _decide(request: ClinicRequest, row: WaitingRow, act: Act, form: DecisionForm) -> HttpResponse:
    said = form.cleaned_data
    who = (request.clinic, request.user, request.today)
    words = {"why": said.get("reason", ""), "unit": said.get("unit", "")}
    decision = Decision(*who, overrules=act.overrules, **words)
    if act.takes:
        trial = Trial(act.title, lambda: take_again([row], decision))
        return tried_first(request, row, form, trial)
    return _left_out(request, [row], act.outcome or Outcome.DISMISSED, decision)


def _left_out(
    request: ClinicRequest, rows: list[WaitingRow], outcome: Outcome, decision: Decision
) -> HttpResponse:
    """Take rows off the queue from which nothing is recorded."""
    try:
        leave_out(rows, outcome, decision)
    except SettledMeanwhile:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, f"Settled: {len(rows)}. Nothing was recorded from that.")
    return redirect("exchange:waiting")


def row_page(request: ClinicRequest, row: WaitingRow, sent: Decided | None = None) -> HttpResponse:
    """A row with every decision it can meet; `sent` is one that was not understood."""
    units, man = units_of(analyte_of(row)), man_of(request, row)
    context = {
        "section": "imports",
        "told": told_of(row),
        "row": row,
        "forms": _decisions(row, sent, units),
        "form": sent,
        "back": _back(row, sent),
        **_meaning(request, row, sent, units),
        **(banner(request, man, with_actions=False) if man else {}),
    }
    status = 422 if sent is not None and sent.errors else 200
    return render(request, "exchange/waiting_row.html", context, status=status)


def _decisions(row: WaitingRow, sent: Any, units: list[str]) -> list[tuple[Act, Any]]:
    """Every decision with its form; one that was sent as it was sent."""
    forms: list[tuple[Act, Any]] = []
    for act in acts_for(row) if row.settled_at is None else []:
        mine = isinstance(sent, DecisionForm) and sent.data.get("act") == act.code
        forms.append((act, sent if mine else DecisionForm(act=act, units=units)))
    return forms


def _back(row: WaitingRow, sent: Any) -> BackForm | None:
    """The form that lets a settled row wait again."""
    if not may_come_back(row):
        return None
    form = sent if isinstance(sent, BackForm) else BackForm()
    form.action = reverse("exchange:waiting-back", args=[row.opaque_id])
    return form


def _meaning(
    request: ClinicRequest, row: WaitingRow, sent: Any, units: list[str]
) -> dict[str, Any]:
    """The form that says what a word of the laboratory means, for those who may."""
    word = word_of(row) if row.settled_at is None else None
    if word is None:
        return {}
    if not may(request.membership.role, May.MANAGE_CATALOGUE):
        return {"word": word}
    form = sent if isinstance(sent, MeaningForm) else MeaningForm(word=word, units=units)
    form.action = reverse("exchange:waiting-meaning", args=[row.opaque_id])
    return {"word": word, "meaning": form}


@allows(May.ENTER_RESULTS)
@require_POST
def dismiss_many(request: ClinicRequest) -> HttpResponse:
    """Dismiss rows in which there is no value of a known man, with one reason."""
    form = DismissForm(request.POST)
    rows = [each for each in _named(request, request.POST.getlist("row")) if each.kind in FOR_MANY]
    if not rows or not form.is_valid():
        messages.error(request, "Tick the rows and say why. Nothing was dismissed.")
        return redirect("exchange:waiting")
    decision = Decision(
        request.clinic, request.user, request.today, why=form.cleaned_data["reason"]
    )
    return _left_out(request, rows, Outcome.DISMISSED, decision)


def _named(request: ClinicRequest, ids: list[str]) -> list[WaitingRow]:
    """The rows that these ids name, if they still wait."""
    numbers = [int(each) for each in ids if each.isdecimal() and len(each) <= LONGEST_NUMBER]
    return list(request.clinic.waiting_rows.open().filter(pk__in=numbers))


@allows(May.ENTER_RESULTS)
@require_POST
def try_again(request: ClinicRequest) -> HttpResponse:
    """Read everything that waits again: a man may have been registered, a word been noted."""
    rows = [row for row in request.clinic.waiting_rows.open().order_by("pk")[:MOST] if row.sent]
    decision = Decision(request.clinic, request.user, request.today, is_bulk=True)
    try:
        settled = take_again(rows, decision)
    except SettledMeanwhile:
        messages.error(request, MEANWHILE)
    else:
        done = len(settled.outcomes)
        messages.success(request, f"{done} of {len(rows)} could be settled; the others wait on.")
    return redirect("exchange:waiting")
