"""One tick in place of a key for each unit: the report is his last laboratory's, in its units.

Nothing is ticked beforehand. The tick names the laboratory and every unit that it stands for, and
carries a mark of them: where his last report has become another one, it says nothing any more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from labs.forms.values import TYPED, unit_choices
from labs.models import Draw, Result
from labs.reading import Unreadable, read_typed
from patients.forms.confirmation import digest
from patients.forms.days import format_day
from protocols.targets.analytes import BY_SLUG

LAST_TIME = "as_last_time"

ANOTHER_LABORATORY = (
    "Another laboratory is named below. Clear this box and choose the units, or correct the name."
)
NO_LONGER_LAST = (
    "His last report is another one since you opened this page. Read this box again, then tick it."
)


@dataclass(frozen=True)
class LastReport:
    """Where his latest draw was measured, and in which units what has several was reported."""

    laboratory: str
    on: date
    units: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What a tick states, in full."""
        units = ", ".join(_in_words(slug, code) for slug, code in self.units.items())
        return f"As on {format_day(self.on)}: from {self.laboratory}, with {units}"

    @property
    def mark(self) -> str:
        """What tells this statement from any other."""
        return digest([self.laboratory, json.dumps(dict(self.units))])

    @property
    def for_script(self) -> str:
        """The units by the names of their fields, and the laboratory, for the page's script."""
        units = {f"{slug}_unit": code for slug, code in self.units.items()}
        return json.dumps({"units": units, "laboratory": self.laboratory})


def _in_words(slug: str, code: str) -> str:
    """An analyte with its unit, in the middle of a sentence."""
    name, unit = BY_SLUG[slug].name, BY_SLUG[slug].unit(code)
    lowered = name[0].lower() + name[1:] if name[1:2].islower() else name
    return f"{lowered} in {unit.label if unit else code}"


def last_draw(previous: Mapping[str, Result]) -> Draw | None:
    """The latest of these results' draws that names its laboratory."""
    named = [each.draw for each in previous.values() if each.draw.laboratory]
    return max(named, key=lambda draw: (draw.collected_on, draw.position), default=None)


def last_report(previous: Mapping[str, Result]) -> LastReport | None:
    """What a tick would state; None where no laboratory or no unit with a choice is known."""
    draw = last_draw(previous)
    if draw is None:
        return None
    there = {
        slug: result.unit
        for slug, result in previous.items()
        if result.draw_id == draw.pk and len(unit_choices(BY_SLUG[slug])) > 1
    }
    units = {slug: there[slug] for slug in TYPED if slug in there}
    return LastReport(str(draw.laboratory), draw.collected_on, units) if units else None


def as_last_time(
    data: MultiValueDict[str, str] | None, last: LastReport | None
) -> MultiValueDict[str, str] | None:
    """What was sent, with the units and the laboratory that a tick states.

    A unit that was chosen, or typed with its value, stands as it is.
    """
    if data is None or last is None or data.get(LAST_TIME) != last.mark:
        return data
    typed = MultiValueDict(dict(data.lists()))
    if not (typed.get("laboratory") or "").strip():
        typed["laboratory"] = last.laboratory
    for slug, code in last.units.items():
        if not typed.get(f"{slug}_unit") and _has_bare_number(typed.get(slug) or ""):
            typed[f"{slug}_unit"] = code
    return typed


def _has_bare_number(text: str) -> bool:
    try:
        return bool(text.strip()) and read_typed(text).unit_text is None
    except Unreadable:
        return False


class TickInput(forms.CheckboxInput):
    """A box that sends the mark of the one statement for which it stands."""

    def __init__(self, last: LastReport) -> None:
        super().__init__({"data-last-time": last.for_script})
        self.last = last

    def format_value(self, value: Any) -> str:
        """The mark of what is stated now, whatever was sent."""
        return self.last.mark


def refusal(last: LastReport, sent: str, laboratory: str) -> str | None:
    """Why a tick cannot stand: it meant another report, or the form names another laboratory."""
    if sent != last.mark:
        return NO_LONGER_LAST
    named = " ".join(laboratory.split()).casefold()
    return None if named == last.laboratory.casefold() else ANOTHER_LABORATORY
