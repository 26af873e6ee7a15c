"""A form's check before it is saved: what was read of it, and what would follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from accounts.access import ClinicRequest
from accounts.roles import May, may
from labs.forms.draw import DrawForm
from labs.results import Entry
from labs.units import Measurement, shown
from monitoring.foresight import Foreseen, foresee
from monitoring.judgement import Evaluation, Finding
from monitoring.judgement.snapshot import ESTRADIOL, TESTOSTERONE
from monitoring.judgement.wording import weekly_text
from monitoring.models import Severity
from monitoring.pages.row import TAGS
from monitoring.status.marks import SEVERITIES
from monitoring.status.shown import RATIO, UNITS, ShownValue, columns
from patients.forms.confirmation import digest
from patients.forms.days import describe_day, format_day
from patients.forms.fact_form import CHECK, FactForm

NEAR_DAYS = 3
"""Draws so few days apart may be one draw with a day mistyped."""

BUTTONS = {"csrfmiddlewaretoken", CHECK, "foreseen", "next"}
"""What is sent with a form beside what was typed into it."""


@dataclass(frozen=True)
class ForeseenPart:
    """The last part of a checked form, above its buttons."""

    foreseen: Foreseen
    values: list[dict[str, str]]
    may_see: bool
    notes: tuple[str, ...] = ()

    def field_names(self) -> list[str]:
        """It draws no field."""
        return []

    def render(self, form: forms.Form, context: Context, **_kwargs: Any) -> SafeString:
        """Draw what was read, and what would follow for those who may read findings."""
        drawn = {"values": self.values, "may_see": self.may_see, "notes": self.notes}
        if self.may_see:
            drawn |= {"dose": _dose(self.foreseen), **what_follows(self.foreseen)}
        return render_to_string("components/foreseen.html", drawn)


def write_as_shown(request: ClinicRequest, form: FactForm, write: Callable[[], None]) -> bool:
    """Write a valid form, or draw into it what is to be shown first; whether it was written.

    It is shown where that was asked for, and where saving would do anything else than was shown.
    """
    told, asked = request.POST.get("foreseen", ""), CHECK in request.POST
    if form.patient is None or not form.is_checked_first or not (told or asked):
        write()
        return True

    def is_as_shown(foreseen: Foreseen) -> bool:
        return not asked and told == _mark(form, foreseen)

    may_see = may(request.membership.role, May.SEE_FINDINGS)
    foreseen = foresee(form.patient, request.today, write, is_as_shown)
    if is_as_shown(foreseen):
        form.done = foreseen.done if may_see else ""
        return True
    form.show_check(_part(form, foreseen, may_see=may_see), _mark(form, foreseen))
    return False


def _part(form: FactForm, foreseen: Foreseen, *, may_see: bool) -> ForeseenPart:
    form.effect = foreseen.effect if may_see else ""
    values = values_read(form, foreseen, may_see=may_see)
    return ForeseenPart(foreseen, values, may_see, tuple(_notes(form, foreseen)))


def _notes(form: FactForm, foreseen: Foreseen) -> Iterator[str]:
    """Which day was read of what was typed, and whether another draw stands close to it."""
    for name in form.past_days:
        if day := form.cleaned_data.get(name):
            yield f"{form.fields[name].label}: {describe_day(day, form.day_of_entry)}."
            if isinstance(form, DrawForm) and not form.current:
                yield from (near_in_words(each, day) for each in near_draws(foreseen, day))


def near_draws(foreseen: Foreseen, day: date) -> list[date]:
    """Days of the draws that stand so close to a day that it may be one of them mistyped."""
    others = (draw.on for draw in foreseen.before.course.snapshot.draws if draw.on != day)
    return sorted(on for on in others if abs((on - day).days) <= NEAR_DAYS)


def near_in_words(on: date, day: date) -> str:
    """Another draw close by."""
    days = abs((on - day).days)
    side = "before" if on < day else "after"
    apart = "a day" if days == 1 else f"{days} days"
    return f"Another draw stands {apart} {side}, on {format_day(on)}."


def _mark(form: FactForm, foreseen: Foreseen) -> str:
    """What a person has before his eyes: what he typed, and what would follow."""
    sent: MultiValueDict[str, str] = form.data  # type: ignore[assignment]
    filled = {name: [each for each in sent.getlist(name) if each] for name in sent}
    typed = (f"{name}={said}" for name, said in filled.items() if said and name not in BUTTONS)
    return digest([*foreseen.said, *sorted(typed)])


def what_follows(foreseen: Foreseen) -> dict[str, Any]:
    """The flags that would open, stay or close, and what would be due next."""
    return {"changes": list(_changes(foreseen)), "dues": foreseen.dues}


def _changes(foreseen: Foreseen) -> Iterator[dict[str, str]]:
    groups = (
        ("Opens", foreseen.opened),
        ("Stays, on new evidence", foreseen.renewed),
        ("Closes", foreseen.closed),
    )
    for what, findings in groups:
        for finding in findings:
            yield _change(what, finding)


def _change(what: str, finding: Finding) -> dict[str, str]:
    return {
        "what": what,
        "severity": TAGS[Severity(SEVERITIES[finding.severity])],
        "title": finding.title,
        "detail": finding.detail,
        "rule_id": finding.rule_id,
    }


def _dose(foreseen: Foreseen) -> str:
    """The weekly dose of today where it would be another."""
    now, before = (_weekly(judged.evaluation) for judged in (foreseen.after, foreseen.before))
    return f"{now}, was {before}" if now != before else ""


def _weekly(evaluation: Evaluation) -> str:
    if evaluation.weekly_mg is None:
        return "no anastrozole"
    return weekly_text(evaluation.weekly_mg) if evaluation.active else "0 mg a week"


def values_read(
    form: FactForm, foreseen: Foreseen | None, *, may_see: bool
) -> list[dict[str, str]]:
    """What a draw measured, as it was read; with its position for those who may see it."""
    if not isinstance(form, DrawForm):
        return []
    if foreseen is None:
        return [_value(entry, "") for entry in form.entries]
    day = form.cleaned_data["collected_on"]
    judged = columns(foreseen.after.course.snapshot)
    of_day = {marker: each for marker, seen in judged.items() for each in seen if each.on == day}
    words = {marker: each.words for marker, each in of_day.items()} if may_see else {}
    rows = [_value(entry, words.get(entry.value.analyte, "")) for entry in form.entries]
    if RATIO in of_day:
        rows.append(_ratio(of_day, words.get(RATIO, "")))
    return rows


def _ratio(of_day: Mapping[str, ShownValue], words: str) -> dict[str, str]:
    """The ratio of a draw with what it was calculated from."""
    over, under = of_day[TESTOSTERONE], of_day[ESTRADIOL]
    return {
        "label": "Testosterone to estradiol",
        "text": of_day[RATIO].text,
        "same": f"= {over.text} {UNITS[TESTOSTERONE]} over {under.text} {UNITS[ESTRADIOL]}",
        "words": words,
    }


def _value(entry: Entry, words: str) -> dict[str, str]:
    measured = entry.measurement
    return {
        "label": measured.analyte.name,
        "text": measured.as_typed,
        "same": _in_the_other_unit(measured),
        "words": words,
    }


def _in_the_other_unit(measured: Measurement) -> str:
    """The same in the unit of the targets; what was typed in that, in the next one in use."""
    analyte = measured.analyte
    others = [unit for unit in analyte.units if unit is not analyte.canonical]
    unit = analyte.canonical if measured.unit is not analyte.canonical else None
    if unit := unit or next(iter(others), None):
        return f"= {shown(measured.quantity, analyte.code, unit.code)} {unit.label}"
    return ""
