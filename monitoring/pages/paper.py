"""What the printed pages about a man share: who he is, when and by whom, and honest cuts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from accounts.access import ClinicRequest
from accounts.roles import May, may
from monitoring.pages.banner import banner
from monitoring.pages.scope import Man
from monitoring.pages.units import asked_units, units_shown
from monitoring.pages.window import asked_window
from patients.forms.days import format_day, format_moment
from protocols.adoption import checked_in_words
from protocols.targets.goals import Target

PAPERS = (
    ("Print report", "monitoring:report", "r"),
    ("Patient copy", "monitoring:patient-copy", "c"),
)


class Cut(NamedTuple):
    """What of a list has room on the page, and how much more of it the record holds."""

    rows: Sequence[Any]
    more: int


def cut(rows: Sequence[Any], most: int) -> Cut:
    """All of a list that fits into so many lines; else its first, and a line for the rest."""
    shown = len(rows) if len(rows) <= most else most - 1
    return Cut(rows[:shown], len(rows) - shown)


def goal_in_words(goal: Target) -> str:
    """The numbers of a goal in few words: without the ratio's unit, which its name says."""
    return goal.ends_in_words.partition(" (")[0]


def papers(request: ClinicRequest, man: Man) -> list[dict[str, str]]:
    """What can be printed about him; its chart looks back as far as the page's, in its units."""
    if not may(request.membership.role, May.PRINT_REPORTS):
        return []
    back = "?" + urlencode([("w", asked_window(request).value), *asked_units(request)])
    return [
        {"label": label, "url": reverse(name, args=[man.patient.opaque_id]) + back, "key": key}
        for label, name, key in PAPERS
    ]


def paper(request: ClinicRequest, man: Man, here: str) -> dict[str, Any]:
    """The frame of a printed page: its place in the site, units, head, and its last line."""
    version = man.status.rules_version
    return {
        "section": "patients",
        "papers": [each for each in papers(request, man) if each["label"] != here],
        "steps": _steps(man, here),
        "printed": format_moment(request.clinic.local_time(timezone.now())),
        "day": format_day(request.today),
        "basis": f"Rule book {version}, {checked_in_words(request.clinic, version)}",
        **units_shown(request),
        **banner(request, man, with_actions=False),
    }


def _steps(man: Man, here: str) -> list[dict[str, str]]:
    return [
        {"label": "Patients", "url": reverse("monitoring:patients")},
        {"label": "Patient", "url": man.url},
        {"label": here},
    ]
