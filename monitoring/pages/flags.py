"""The reviewer's page: what is open, how long, whose; one after another, without leaving it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw_man, saw_men
from accounts.roles import May
from monitoring.flagged import decided_lately
from monitoring.judgement import RULES
from monitoring.models import Finding
from monitoring.pages.alarms import alarms
from monitoring.pages.decided import decisions_about
from monitoring.pages.entry import NOT_SENT, Outcome
from monitoring.pages.flag_rows import Row, rows_decided, rows_open
from monitoring.pages.flags_asked import Asked, FlagFilter
from monitoring.pages.paging import page_behind
from monitoring.pages.results import results_part
from monitoring.pages.reviewed import (
    Reviewed,
    by_topic,
    decisions_in_words,
    forms_of,
    reviewed_man,
)
from monitoring.pages.row import results_url
from monitoring.pages.scope import Man

PAGE = 25
MOST_COUNTED = 99
MOST_EARLIER = 5

URGENT = ("rank", "waiting_since", "patient_id")
LATEST = ("-decided_on", "-pk")

PARTS = {"findings": "To decide", "results": "New results", "decided": "Decided"}


@allows(May.SEE_FINDINGS)
@require_safe
def flags(request: ClinicRequest) -> HttpResponse:
    """What waits for a decision, results that nobody has signed, or what was decided lately."""
    asked = Asked.of(request.GET)
    if asked["show"] == "results":
        return _answer(request, asked, results_part(request, asked), NOT_SENT)
    return flags_page(request, asked)


def flags_page(
    request: ClinicRequest,
    asked: Asked,
    reviewed: Reviewed | None = None,
    outcome: Outcome = NOT_SENT,
) -> HttpResponse:
    """The list with one man's findings beside it: those that were sent, else those asked for."""
    is_decided = asked["show"] == "decided"
    listed = _decided(request, asked) if is_decided else _open(request, asked)
    context = {**listed, "first_url": asked.but(after="").address() if asked["after"] else ""}
    saw_men(request, (row.patient.opaque_id for row in listed["rows"]))
    if beside := reviewed or _beside(request, asked, listed["rows"]):
        _mark(asked, beside, listed["rows"])
        context |= _detail(request, asked, beside)
    return _answer(request, asked, context, outcome)


def _answer(
    request: ClinicRequest, asked: Asked, context: dict[str, Any], outcome: Outcome
) -> HttpResponse:
    part = asked["show"] if asked["show"] in PARTS else "findings"
    context |= {"section": "flags", "part": part, "asked": asked, "problems": alarms(request)}
    context["tabs"] = _tabs(request, part)
    return render(request, "monitoring/flags.html", context, status=outcome.status)


def _tabs(request: ClinicRequest, current: str) -> list[dict[str, Any]]:
    """The parts; what waits is counted, though never further than a person would read."""
    men = request.clinic.statuses.all()
    waiting = {"findings": men.to_decide(), "results": men.to_sign()}
    return [
        {
            "label": label,
            "url": f"?show={part}",
            "current": part == current,
            "count": _counted(waiting[part]) if part in waiting else None,
            "hot": part == "findings",
        }
        for part, label in PARTS.items()
    ]


def _counted(men: Any) -> int | str:
    """A number, so that none of them asks for attention where nobody waits."""
    found: int = men[: MOST_COUNTED + 1].count()
    return found if found <= MOST_COUNTED else f"{MOST_COUNTED}+"


def _open(request: ClinicRequest, asked: Asked) -> dict[str, Any]:
    form = FlagFilter(asked, request)
    men = form.among(request.clinic.statuses.to_decide().named(), "waiting_since")
    found, place = page_behind(men, URGENT, asked["after"], PAGE)
    return {
        "filter": form,
        "rows": rows_open(found, asked, request.today),
        "next_url": asked.but(after=place, man="", topic="").address() if place else "",
        "nothing": None if found else _nothing(request, form),
    }


def _decided(request: ClinicRequest, asked: Asked) -> dict[str, Any]:
    decisions = decided_lately(request.clinic, request.today).select_related(
        "recorded_by",
        "patient__status__details__owner",
        "patient__status__assigned_to",
    )
    found, place = page_behind(decisions, LATEST, asked["after"], PAGE)
    return {
        "rows": rows_decided(found, asked),
        "next_url": asked.but(after=place, man="", topic="").address() if place else "",
        "nothing": None if found else NOTHING_DECIDED,
    }


NOTHING_DECIDED = {
    "title": "Nothing was decided in the last month",
    "text": "What is acknowledged, snoozed or accepted stands here, and can be reopened from here.",
}


def _nothing(request: ClinicRequest, form: FlagFilter) -> dict[str, str]:
    """Words for an empty list that prove it is alive."""
    if form.chosen:
        return {
            "title": "Nobody answers this filter",
            "text": "Flags may wait outside of it. Choose otherwise, or show everything.",
        }
    men = request.clinic.statuses.count()
    decided = decided_lately(request.clinic, request.today).count()
    text = f"{men} patients are followed here. {decided} decisions in the last month."
    latest = request.clinic.statuses.order_by("-judged_on").values_list("judged_on").first()
    judged = f" The last one was judged on {latest[0]:%d-%b-%Y}." if latest else ""
    return {"title": "No open flags", "text": text + judged}


def _beside(request: ClinicRequest, asked: Asked, rows: list[Row]) -> Reviewed | None:
    """Whose findings stand beside the list: the man asked for, else the first of the list."""
    row = next((each for each in rows if each.patient.opaque_id == asked.man), None)
    elsewhere = None if row else _status_of(request, asked)
    if row is None and elsewhere is None:
        row = next(iter(rows), None)
    status = row.status if row else elsewhere
    if status is None:
        return None
    back = _afterwards(asked, status, rows).encoded
    return reviewed_man(request, Man(status), *_wanted(asked, row), back=back)


def _wanted(asked: Asked, row: Row | None) -> tuple[str, ...]:
    """The topics to open, the most wanted first: as asked for, of the rule, of the row."""
    rule = RULES.get(asked["rule"])
    return asked["topic"], rule.topic if rule else "", row.topic if row else ""


def _status_of(request: ClinicRequest, asked: Asked) -> Any:
    if asked.man is None:
        return None
    return request.clinic.statuses.named().filter(patient__opaque_id=asked.man).first()


def _afterwards(asked: Asked, status: Any, rows: list[Row]) -> Asked:
    """Where one is led once it is decided: to his next line, else to the man who follows."""
    if len({line["topic"] for line in status.lines if "draw" not in line}) > 1:
        return asked.but(man=status.patient.opaque_id, topic="")
    keys = [each.patient.pk for each in rows]
    following = rows[keys.index(status.pk) + 1 :] if status.pk in keys else rows[:1]
    return asked.but(man=following[0].patient.opaque_id if following else "", topic="")


def _detail(request: ClinicRequest, asked: Asked, reviewed: Reviewed) -> dict[str, Any]:
    man = reviewed.man
    saw_man(request, man.patient.opaque_id)
    here = asked.but(man=man.patient.opaque_id, topic="")
    return {
        "reviewed": reviewed,
        "man": man,
        "age_years": man.details.age_on(request.today),
        "topics": by_topic(reviewed, f"{here.address()}&"),
        "late": _late_results(man),
        "here": here.encoded,
        **_history(reviewed),
        **forms_of(request, reviewed),
    }


def _mark(asked: Asked, reviewed: Reviewed, rows: list[Row]) -> None:
    """Say in the list which of its rows stands open."""
    for row in rows:
        is_about = asked["show"] != "decided" or row.topic == reviewed.topic
        row.is_current = is_about and row.patient.pk == reviewed.man.patient.pk


def _late_results(man: Man) -> list[dict[str, Any]]:
    """Lines that results end, not a decision, with where the results are entered."""
    late = (line for line in man.status.lines if "draw" in line)
    return [line | {"url": results_url(man.patient, line)} for line in late]


def _history(reviewed: Reviewed) -> dict[str, Any]:
    """What was decided about him, and what was shown before about the topic at hand."""
    decisions = decisions_in_words(decisions_about(reviewed.man))
    return {"decisions": decisions, "earlier": _earlier(reviewed)}


def _earlier(reviewed: Reviewed) -> list[Finding]:
    """What was shown before about the topic at hand, the latest first."""
    closed = reviewed.man.patient.findings.filter(topic=reviewed.topic, closed_at__isnull=False)
    return list(closed.order_by("-closed_at", "-pk")[:MOST_EARLIER])
