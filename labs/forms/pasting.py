"""Filling a draw's form from a pasted report: only empty fields, each naming its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from labs.forms.whose_report import WHOSE, Compared
from labs.pasted import ReadLine, Report, read_report

LONGEST_REPORT = 20_000


@dataclass(frozen=True)
class FilledIn:
    """What was sent, with what the report fills in; `sources` says of each field from where."""

    data: MultiValueDict[str, str] | None
    report: Report | None = None
    sources: Mapping[str, str] = field(default_factory=dict)


def filled_in(data: MultiValueDict[str, str] | None) -> FilledIn:
    """Fill empty value fields from the pasted report, which is then forgotten."""
    text = data.get("pasted") or "" if data else ""
    if data is None or not text.strip() or len(text) > LONGEST_REPORT:
        return FilledIn(data)
    report, typed = read_report(text), MultiValueDict(dict(data.lists()))
    typed["pasted"] = ""
    return FilledIn(typed, report, {line.slug: _fill(typed, line) for line in report.read})


def _fill(typed: MultiValueDict[str, str], line: ReadLine) -> str:
    """Fill one field; what a person typed stays, and the report's value stands beside it."""
    if (typed.get(line.slug) or "").strip():
        return f"Line {line.number} of the report says {line.value} {line.unit}.".replace(" .", ".")
    typed[line.slug] = line.value
    typed[f"{line.slug}_unit"] = line.unit or typed.get(f"{line.slug}_unit") or ""
    return f"From line {line.number} of the report."


@dataclass(frozen=True)
class PastedPart:
    """What became of a pasted report: whose it is, how much was read, and what was not."""

    report: Report
    compared: Sequence[Compared] = ()

    def field_names(self) -> list[str]:
        """It draws no field."""
        return []

    def render(self, form: forms.Form, context: Context, **_kwargs: Any) -> SafeString:
        """Draw the lines that a person must look at."""
        names_patient = any(each.said.about in WHOSE for each in self.compared)
        drawn = {"report": self.report, "compared": self.compared, "names_patient": names_patient}
        return render_to_string("components/pasted.html", drawn)
