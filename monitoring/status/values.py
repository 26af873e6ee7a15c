"""The latest values and the sparkline as the status row keeps them."""

from __future__ import annotations

from typing import Any

from monitoring.judgement.snapshot import ESTRADIOL
from monitoring.status.shown import MARKERS, UNITS, Columns, ShownValue
from monitoring.status.snapshots import Course
from protocols.targets.goals import Target

SPARK_POINTS = 8
"""As many draws as a sparkline can hold apart."""

LATEST = {marker: SPARK_POINTS if marker == ESTRADIOL else 2 for marker in MARKERS}
"""How many values of each marker a status row tells of: the latest, and what it is held against."""


def current_values(values: Columns) -> dict[str, Any]:
    """The latest value of each marker, with the one before it."""
    return {marker: _latest(values[marker]) for marker in MARKERS if values[marker]}


def _latest(series: tuple[ShownValue, ...]) -> dict[str, Any]:
    latest = series[-1]
    return {
        "text": latest.text,
        "unit": UNITS[latest.marker],
        "position": latest.position.value,
        "censored": latest.is_censored,
        "words": latest.words,
        "on": latest.on.isoformat(),
        "typed": latest.typed,
        "before": series[-2].text if len(series) > 1 else "",
        **_moved(latest.goal),
    }


def _moved(goal: Target | None) -> dict[str, Any]:
    """The goal of a value where it is not the rule book's: in words, and its ends."""
    if goal is None or not goal.moved_by:
        return {}
    ends = {"at_least": goal.at_least, "at_most": goal.at_most, "under": goal.under}
    return {
        "goal": goal.ends_in_words,
        "goal_short": _short(goal),
        "goal_ends": {name: None if end is None else str(end) for name, end in ends.items()},
    }


def _short(goal: Target) -> str:
    """A goal's ends as a narrow column can hold them; the column names the unit."""
    if goal.under is not None:
        return f"limit {goal.under}"
    return f"{goal.at_least}–{goal.at_most}" if goal.at_most is not None else f"≥ {goal.at_least}"


def spark_points(course: Course, values: Columns) -> list[list[str]]:
    """The last estradiol values as a sparkline draws them: see `SparkPoint` for the order."""
    return [
        [
            value.on.isoformat(),
            str(value.amount),
            value.text,
            value.position.value,
            value.comparator,
            f"{value.method} {course.notes[str(value.draw_key)].laboratory}",
        ]
        for value in values[ESTRADIOL][-SPARK_POINTS:]
    ]
