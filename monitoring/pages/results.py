"""Results that nobody has signed: each shown with every value; those in target signed together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_POST

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw_men
from accounts.roles import May, may
from monitoring.flagged import is_late
from monitoring.models import Status
from monitoring.pages.entry import ALREADY_SAVED
from monitoring.pages.flags_asked import Asked, FlagFilter, came_from
from monitoring.pages.paging import page_behind
from monitoring.pages.row import LABELS
from monitoring.pages.scope import patient_url
from monitoring.signing import ShownResult, Signing, open_results, seal_results, sign_results
from patients.forms.seal import BrokenSeal
from patients.recording import AlreadySubmitted

PAGE = 25
MOST_OF_ONE_MAN = 6
ORDER = ("unsigned_since", "patient_id")
CHANGED_SINCE = "amended, or signed by somebody else, since this page was opened. Read again."


def results_part(request: ClinicRequest, asked: Asked) -> dict[str, Any]:
    """Men with unsigned results, longest waiting first, and what may be signed at once."""
    form = FlagFilter(asked, request, without=("tier", "rule"))
    men = form.among(request.clinic.statuses.to_sign().named(), "unsigned_since")
    found, place = page_behind(men, ORDER, asked["after"], PAGE)
    saw_men(request, (status.patient.opaque_id for status in found))
    rows = [_row(request, status) for status in found]
    return {
        "filter": form,
        "rows": rows,
        "together": _together(request, rows),
        "next_url": asked.but(after=place).address() if place else "",
        "first_url": asked.but(after="").address() if asked["after"] else "",
        "nothing": None if found else _nothing(request, form),
    }


def _row(request: ClinicRequest, status: Status) -> dict[str, Any]:
    shown = status.unsigned[:MOST_OF_ONE_MAN]
    return {
        "status": status,
        "url": patient_url(status.patient),
        "results": shown_results(request, status, shown),
        "more": len(status.unsigned) - len(shown),
        "is_late": bool(status.unsigned_since and is_late(status.unsigned_since, request.today)),
    }


def shown_results(
    request: ClinicRequest, status: Status, unsigned: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Unsigned draws of a man with their values; for those who may sign, each with its seal."""
    may_sign = may(request.membership.role, May.DECIDE)
    named = [_named(status, each) for each in unsigned]
    return [
        _shown(each) | {"named": name, "sealed": _sealed(request, [name]) if may_sign else ""}
        for each, name in zip(unsigned, named, strict=True)
    ]


def _shown(unsigned: dict[str, Any]) -> dict[str, Any]:
    """One unsigned draw in words and values."""
    return {
        "drawn_on": date.fromisoformat(unsigned["drawn_on"]),
        "laboratory": unsigned["laboratory"],
        "values": [each | {"label": LABELS[each["marker"]]} for each in unsigned["values"]],
        "others": unsigned["others"],
        "in_target": unsigned["in_target"],
        "remarks": _remarks(unsigned),
    }


def _remarks(unsigned: dict[str, Any]) -> str:
    said = {
        "Amended": unsigned["version"] > 1,
        "Not yet confirmed": unsigned["unconfirmed"],
        # Rows written before it was kept say nothing of it until their man is judged again.
        unsigned.get("preliminary", ""): bool(unsigned.get("preliminary")),
    }
    return ". ".join(words for words, holds in said.items() if holds)


def _named(status: Status, unsigned: dict[str, Any]) -> ShownResult:
    return ShownResult(str(status.patient.opaque_id), unsigned["draw"], unsigned["version"])


def _sealed(request: ClinicRequest, shown: Sequence[ShownResult]) -> str:
    return seal_results(request.clinic, request.user, shown)


def _together(request: ClinicRequest, rows: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """What of the page may be signed at once: all in target, entered once, nothing else on it."""
    results = [each for row in rows for each in row["results"] if each["in_target"]]
    if not results[1:] or not may(request.membership.role, May.DECIDE):
        return None
    return {"count": len(results), "sealed": _sealed(request, [each["named"] for each in results])}


def _nothing(request: ClinicRequest, form: FlagFilter) -> dict[str, str]:
    if form.chosen:
        return {
            "title": "Nobody answers this filter",
            "text": "Results may wait outside of it. Choose otherwise, or show everything.",
        }
    latest = request.clinic.statuses.order_by("-last_draw_on").exclude(last_draw_on=None)
    last = latest.values_list("last_draw_on", flat=True).first()
    text = f"The latest draw is of {last:%d-%b-%Y}." if last else "No draw was entered yet."
    return {"title": "Every result is signed", "text": text}


@allows(May.DECIDE)
@require_POST
def sign(request: ClinicRequest) -> HttpResponse:
    """Sign what a page showed, exactly that and in the versions that it showed."""
    back = came_from(request) or Asked({"show": "results"})
    try:
        offered = open_results(request.clinic, request.user, request.POST.get("results", ""))
    except BrokenSeal as broken:
        messages.error(request, str(broken))
        return redirect(back.address())
    _sign(request, offered)
    if "patient" in request.POST:
        return redirect("monitoring:patient", offered.shown[0].man)
    return redirect(back.address())


def _sign(request: ClinicRequest, offered: Signing) -> None:
    """Sign, and say what became of it."""
    try:
        count = sign_results(request.clinic, offered, by=request.user, today=request.today)
    except AlreadySubmitted:
        messages.success(request, ALREADY_SAVED)
        return
    if count:
        messages.success(request, f"{count} result{pluralize(count)} signed.")
    if left := len(offered.shown) - count:
        messages.warning(request, f"{left} not signed: {CHANGED_SINCE}")
