"""The copy for the man himself: his results against his targets, in plain words, and his dates.

Nothing of it is written by the staff about him: no finding, no decision, no note. Only what he
said himself, when asked for his goals, is repeated in his words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT, TESTOSTERONE
from monitoring.models import Decision, DecisionKind, Obligation, ObligationKind, Status
from monitoring.obligations.silence import arrangements
from monitoring.pages.course import ShownCourse, scan_in_words
from monitoring.pages.decided import everything_decided
from monitoring.pages.paper import cut, goal_in_words, paper
from monitoring.pages.scope import Man, man_or_404
from monitoring.pages.tiles import goals_of
from monitoring.pages.treatment import taken, therapy_journal
from monitoring.pages.units import ShownUnits, units_of
from monitoring.pages.window import asked_window
from monitoring.status.shown import RATIO, WORDS, ShownValue
from patients.forms.days import format_day
from protocols.models import Drug, Step, TherapyEvent
from protocols.starts import last_event, start_entries
from protocols.targets.goals import Target
from protocols.targets.starting import Entry, StartItem

MOST_DRUGS, MOST_AWAITED = 4, 3

EXPLAINED = {
    ESTRADIOL: ("Estradiol", "the main estrogen, in men too"),
    TESTOSTERONE: ("Total testosterone", "all of it in your blood"),
    RATIO: ("Testosterone to estradiol", "the one divided by the other"),
    HEMATOCRIT: ("Hematocrit", "the share of red cells in blood"),
}
COMES_FOR = {
    ObligationKind.LABS: "Blood test",
    ObligationKind.HCT: "Hematocrit blood test",
    ObligationKind.DEXA: "Bone density scan (DEXA)",
}


@allows(May.PRINT_REPORTS)
@require_safe
def patient_copy(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """His latest results, his chart, what he takes and when he is to come."""
    man = man_or_404(request, opaque_id)
    shown = ShownCourse.load(man, request.today, units_of(request))
    context = {
        "course": shown.on_his_paper(asked_window(request)),
        **_measured(shown, man.status),
        **_treatment(man, shown),
        **paper(request, man, "Patient copy"),
    }
    return render(request, "monitoring/patient_copy.html", context)


def _measured(shown: ShownCourse, status: Status) -> dict[str, Any]:
    """What was measured, and what of it is not final."""
    return {
        "results": _results(shown),
        "unsigned": _unsigned(shown, status),
        "scans": _latest_scan(shown),
        "awaited": cut(_awaited(shown), MOST_AWAITED),
    }


def _treatment(man: Man, shown: ShownCourse) -> dict[str, Any]:
    """What he takes, wants and is to come for."""
    journal, dates = therapy_journal(man), _dates(shown, everything_decided(man))
    return {
        "drugs": cut(taken(journal, shown), MOST_DRUGS),
        "dates": dates,
        "is_late": any(each["is_late"] for each in dates),
        "goals": _goals(journal, shown.today),
    }


def _results(shown: ShownCourse) -> list[dict[str, Any]]:
    """The newest value of each marker against its target, with the one before it."""
    goals = goals_of(shown.course.snapshot.targets)
    return [
        _result(marker, shown.values[marker], goals[marker], shown.units) for marker in EXPLAINED
    ]


def _unsigned(shown: ShownCourse, status: Status) -> list[date]:
    """The draws among the newest values that no clinician has signed yet."""
    waiting = {each["draw"] for each in status.unsigned}
    newest = [value for marker in EXPLAINED for value in shown.values[marker][-1:]]
    return sorted({value.on for value in newest if str(value.draw_key) in waiting})


def _result(
    marker: str, values: Sequence[ShownValue], goal: Target, units: ShownUnits
) -> dict[str, Any]:
    label, meaning = EXPLAINED[marker]
    row = {"label": label, "meaning": meaning, "target": goal_in_words(units.goal(marker, goal))}
    if not values:
        return row
    latest, before = values[-1], values[-2:-1]
    return row | {
        "target": goal_in_words(units.goal(marker, latest.goal or goal)),
        "text": latest.text,
        "unit": "" if marker == RATIO else units.label(marker),
        "position": latest.position.value,
        "censored": latest.is_censored,
        "words": WORDS[latest.position],
        "on": latest.on,
        "before": before,
    }


def _latest_scan(shown: ShownCourse) -> list[dict[str, Any]]:
    scans = sorted(shown.course.snapshot.scans, key=lambda scan: scan.on)
    return [{"on": scan.on, "words": scan_in_words(scan)} for scan in scans[-1:]]


def _awaited(shown: ShownCourse) -> list[date]:
    """The draws whose results have not come."""
    draws = shown.course.snapshot.draws
    return sorted((draw.on for draw in draws if draw.is_awaited), reverse=True)


def _dates(shown: ShownCourse, decided: Sequence[Decision]) -> list[dict[str, Any]]:
    """What he is to come for, and when it is due or a visit is booked for it."""
    arranged = list(reversed(decided))
    return [
        _date(duty, _booked(duty, arranged, shown.today), shown.today)
        for duty in shown.obligations
        if duty.kind in COMES_FOR
    ]


def _date(duty: Obligation, visit_on: date | None, today: date) -> dict[str, Any]:
    is_late = visit_on is None and duty.due_on < today
    due = "was due on" if is_late else "due on"
    return {
        "label": COMES_FOR[ObligationKind(duty.kind)],
        "when": f"{'visit booked for' if visit_on else due} {format_day(visit_on or duty.due_on)}",
        "is_late": is_late,
    }


def _booked(duty: Obligation, decided: Iterable[Decision], today: date) -> date | None:
    """The day of the visit that is booked for a duty and has not passed."""
    visits = [
        each.until
        for each in arrangements(decided, duty.kind, duty.due_on)
        if each.kind == DecisionKind.BOOKED and each.until and each.until >= today
    ]
    return visits[-1] if visits else None


def _goals(journal: Iterable[TherapyEvent], today: date) -> str:
    """What he said that he wants from treatment; why it was left out is not for his copy."""
    start = last_event(journal, Drug.ANASTROZOLE, today, Step.START)
    return start_entries(start).get(StartItem.GOALS, Entry()).words if start else ""
