"""The patients behind a number of the quality page: a list that says what it is filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw_men
from accounts.roles import May
from monitoring.judgement import RULES
from monitoring.pages.listed import list_rows, men_behind
from monitoring.pages.quality import EVERY_RULE, patients_url
from monitoring.pages.row import HEADINGS
from monitoring.quality import flagged
from monitoring.quality.board import Told, acts_told, measures_told
from monitoring.quality.fatigue import Fatigue, all_rules, fatigue
from monitoring.quality.flagged import flags_of
from monitoring.quality.measures import MEASURES
from monitoring.quality.months import Month, last_months
from monitoring.quality.waiting import Wait
from patients.forms.days import format_day

PAGE = 50
BY_NAME = ("details__family_name", "details__given_name", "patient_id")


@dataclass(frozen=True)
class Part:
    """One list of a number: its label, what is in it in words, and whom it names."""

    label: str
    words: str
    men: tuple[int, ...]


@dataclass(frozen=True)
class Behind:
    """What stands behind a number: its title, when it was counted, and the lists that it has."""

    title: str
    when: str
    things: str
    asked: Mapping[str, str]
    parts: Mapping[str, Part]
    meaning: str = ""


@allows(May.SEE_QUALITY)
@require_safe
def quality_patients(request: ClinicRequest) -> HttpResponse:
    """One page of the patients who make up a number."""
    behind = _behind(request)
    chosen = request.GET.get("part", "")
    name = chosen if chosen in behind.parts else next(iter(behind.parts))
    part = behind.parts[name]
    men = request.clinic.statuses.filter(pk__in=set(part.men)).order_by(*BY_NAME)
    found, place = men_behind(men, BY_NAME, request.GET.get("after", ""), PAGE)
    saw_men(request, (man.opaque_id for man in found))
    shown: dict[str, Any] = {"behind": behind, "part": part, "men": len(set(part.men)), **HEADINGS}
    shown |= {"tabs": _tabs(behind, name), "rows": list_rows(request, found, why=False)}
    shown |= _pages(request, {**behind.asked, "part": name}, place)
    return render(request, "monitoring/quality_patients.html", {"section": "quality", **shown})


def _pages(request: ClinicRequest, asked: Mapping[str, str], place: str) -> dict[str, str]:
    """Addresses of the next page and of the first."""
    return {
        "next_url": patients_url(**asked, after=place) if place else "",
        "first_url": patients_url(**asked) if request.GET.get("after") else "",
    }


def _tabs(behind: Behind, current: str) -> list[dict[str, Any]]:
    return [
        {
            "label": part.label,
            "url": patients_url(**behind.asked, part=name),
            "current": name == current,
            "count": len(part.men),
        }
        for name, part in behind.parts.items()
    ]


def _behind(request: ClinicRequest) -> Behind:
    """What the address asks for; without a measure the findings of a rule, or of all."""
    if key := request.GET.get("of"):
        return _of_measure(request, key)
    return _of_rule(request, request.GET.get("rule") or EVERY_RULE)


def _of_measure(request: ClinicRequest, key: str) -> Behind:
    months = last_months(request.today)
    code = request.GET.get("month", "")
    chosen = [month for month in months if month.code == code]
    if code and not chosen:
        raise Http404
    told, when = _told(request, key, chosen, months)
    asked = {"of": key, "month": code}
    return Behind(told.title, when, told.things, asked, _shares(told))


def _told(
    request: ClinicRequest, key: str, chosen: list[Month], months: tuple[Month, ...]
) -> tuple[Told, str]:
    """The measure that was asked for, and on which day or in which months it was counted."""
    if key == flagged.KEY:
        looked_at = chosen or months
        flags = flags_of(request.clinic, timezone.now())
        return acts_told(flags, request.today, looked_at), _span(looked_at)
    measure = next((each for each in MEASURES if each.key == key), None)
    if measure is None:
        raise Http404
    at = chosen or months[-1:]
    told = measures_told(request.clinic, request.today, at, [measure])
    return told[0], f"counted on {format_day(at[-1].counted_on)}"


def _span(months: tuple[Month, ...] | list[Month]) -> str:
    first, last = format_day(months[0].first), format_day(months[-1].counted_on)
    return f"that appeared from {first} to {last}"


def _shares(told: Told) -> dict[str, Part]:
    share = told.share
    counted, others = f"{told.counted}, out of {told.among}", f"{told.among}, except {told.counted}"
    return {
        "among": Part("All", told.among, share.among),
        "counted": Part("Counted", counted, share.counted),
        "others": Part("Not counted", others, share.others),
    }


def _of_rule(request: ClinicRequest, rule: str) -> Behind:
    first = last_months(request.today)[0].first
    flags = flags_of(request.clinic, timezone.now())
    rows = fatigue(flags, first)
    found = [row for row in rows if row.rule == rule]
    if rule == EVERY_RULE:
        found = [all_rules(flags, rows)]
    elif rule not in RULES and not found:
        raise Http404
    row = found[0] if found else Fatigue(request.clinic, rule, ())
    title = "All rules" if rule == EVERY_RULE else rule
    when = _since(first, request.today)
    return Behind(title, when, "findings", {"rule": rule}, _outcomes(row), row.meaning)


def _since(first: date, today: date) -> str:
    return f"that appeared from {format_day(first)} to {format_day(today)}"


def _outcomes(row: Fatigue) -> dict[str, Part]:
    unchanged = row.unchanged.counted
    return {
        "appeared": Part("Appeared", "findings that began to wait", _men(row.waits)),
        "decided": Part("Decided", "findings that a person decided", _men(row.decided)),
        "unchanged": Part("Without a change", "findings acknowledged without a change", unchanged),
        "waiting": Part("Waiting now", "findings that wait now", _men(row.still_waiting)),
    }


def _men(waits: Any) -> tuple[int, ...]:
    found: list[Wait] = list(waits)
    return tuple(each.man for each in found)
