"""Choosing one of the schedules that the source document names, in place of typing it."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import Any

from protocols.models import plain
from protocols.targets.usual_doses import USUAL_SCHEDULES, UsualSchedule

SCHEDULES = [
    ("", "Choose"),
    ("w1", "Once a week"),
    ("w2", "Twice a week"),
    ("w3", "Three times a week"),
    ("d2", "Every other day"),
    ("d1", "Every day"),
    ("d3", "Every 3 days"),
]
"""How often: doses a week, or days between doses, each with its words."""

NONE = "None of these: dose and schedule are typed below"
BOTH = "This differs from the schedule chosen above. Correct it, or choose none of those."


def schedule_code(usual: UsualSchedule) -> str:
    """How often, as the form's own list says it."""
    return f"w{usual.per_week}" if usual.per_week else f"d{usual.every_days}"


def _code(usual: UsualSchedule) -> str:
    return f"{plain(usual.dose_mg)}-{schedule_code(usual)}"


BY_CODE = {_code(usual): usual for usual in USUAL_SCHEDULES}


def usual_choices() -> list[tuple[str, Any]]:
    """Every schedule by what it is for, with where that is written."""
    groups = groupby(BY_CODE.items(), lambda item: (item[1].context, item[1].source))
    return [
        ("", NONE),
        *(
            (f"{context} ({source})", [(code, _in_words(usual)) for code, usual in group])
            for (context, source), group in groups
        ),
    ]


def _in_words(usual: UsualSchedule) -> str:
    often = dict(SCHEDULES)[schedule_code(usual)].lower()
    return f"{plain(usual.dose_mg)} mg {often} ({plain(usual.weekly_mg)} mg a week)"


def differing(usual: UsualSchedule, dose_mg: Decimal | None, schedule: str) -> list[str]:
    """The fields in which something else was typed than was chosen."""
    typed = {"dose_mg": (dose_mg, usual.dose_mg), "schedule": (schedule, schedule_code(usual))}
    return [name for name, (said, chosen) in typed.items() if said and said != chosen]
