"""How the clinic does: six measures over twelve months, what flags led to; and both as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw
from accounts.roles import May
from accounts.spreadsheet import csv_lines
from monitoring.pages.alarms import alarms
from monitoring.quality import bars
from monitoring.quality.board import Board, Told, board
from monitoring.quality.fatigue import ALL_RULES, Fatigue
from monitoring.quality.months import Month
from monitoring.quality.shares import FEWEST, Share
from monitoring.quality.sheets import MEASURE_HEADS, RULE_HEADS, measure_rows, rule_rows
from patients.forms.days import format_day

Sheet = tuple[tuple[str, ...], Callable[[Board], Iterable[Iterable[object]]]]

SHEETS: dict[str, Sheet] = {
    "measures": (MEASURE_HEADS, measure_rows),
    "rules": (RULE_HEADS, rule_rows),
}
EVERY_RULE = "all"
"""How an address names all rules together."""


@allows(May.SEE_QUALITY)
@require_safe
def quality(request: ClinicRequest) -> HttpResponse:
    """The measures and the rules; every number leads to its patients."""
    told = board(request.clinic, timezone.now())
    context = {
        "section": "quality",
        "problems": alarms(request),
        "men": request.clinic.statuses.count(),
        "today": format_day(told.today),
        "fewest": FEWEST,
        "kept_since": told.flags.kept_since and format_day(told.flags.kept_since),
        "cards": [_card(each) for each in told.measures],
        "decided": [_rule(row) for row in told.rules if row.decided],
        "undecided": [_rule(row) for row in told.rules if not row.decided],
        "together": _rule(told.together),
    }
    return render(request, "monitoring/quality.html", context)


@allows(May.SEE_QUALITY)
@require_POST
def export(request: ClinicRequest) -> HttpResponse:
    """The numbers as CSV; the audit says who took them away."""
    name = request.POST.get("sheet", "")
    heads, rows = SHEETS.get(name) or SHEETS["measures"]
    found = list(rows(board(request.clinic, timezone.now())))
    saw(request, sheet=name if name in SHEETS else "measures", count=len(found))
    response = HttpResponse("".join(csv_lines(heads, found)), content_type="text/csv")
    disposition = f'attachment; filename="quality-{request.today}.csv"'
    response.headers["Content-Disposition"] = disposition
    return response


def patients_url(**asked: str) -> str:
    """The list of the patients behind a number."""
    given = {name: text for name, text in asked.items() if text}
    return f"{reverse('monitoring:quality-patients')}?{urlencode(given)}"


def _card(told: Told) -> dict[str, Any]:
    return {
        "told": told,
        "now": _numbers(told, told.share, ""),
        "months": [_month(told, month, share) for month, share in reversed(told.months)],
        "bars": bars.bars(told.months) if any(_has_rate(share) for _, share in told.months) else [],
    }


def _has_rate(share: Share | None) -> bool:
    return share is not None and share.percent is not None


def _month(told: Told, month: Month, share: Share | None) -> dict[str, Any]:
    return {
        "name": month.name,
        "said": f" in {month.name}",
        "numbers": None if share is None else _numbers(told, share, month.code),
    }


def _numbers(told: Told, share: Share, month: str) -> dict[str, Any]:
    """Both numbers of a share with what each leads to."""
    return {
        "counted": len(share.counted),
        "among": len(share.among),
        "percent": share.percent,
        "counted_url": patients_url(of=told.key, part="counted", month=month),
        "among_url": patients_url(of=told.key, part="among", month=month),
    }


def _rule(row: Fatigue) -> dict[str, Any]:
    rule = EVERY_RULE if row.rule == ALL_RULES else row.rule
    unchanged = row.unchanged
    numbers = {
        "appeared": len(row.waits),
        "decided": len(row.decided),
        "unchanged": len(unchanged.counted),
        "waiting": len(row.still_waiting),
    }
    return {
        "id": row.rule,
        "meaning": row.meaning,
        "percent": unchanged.percent,
        "median": _median(row.median_days),
        "numbers": {
            part: {"text": number, "url": patients_url(rule=rule, part=part)}
            for part, number in numbers.items()
        },
    }


def _median(lasted: int | None) -> str:
    if lasted is None:
        return ""
    return "same day" if lasted == 0 else "1 day" if lasted == 1 else f"{lasted} days"
