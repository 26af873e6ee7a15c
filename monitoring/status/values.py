"""The latest values and the sparkline as the status row keeps them."""

from __future__ import annotations

from typing import Any

from monitoring.judgement.snapshot import ESTRADIOL, Snapshot
from monitoring.status.shown import MARKERS, UNITS, ShownValue, columns
from monitoring.status.snapshots import Course

SPARK_POINTS = 8
"""As many draws as a sparkline can hold apart."""


def current_values(snapshot: Snapshot) -> dict[str, Any]:
    """The latest value of each marker, with the one before it."""
    values = columns(snapshot)
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
    }


def spark_points(course: Course) -> list[list[str]]:
    """The last estradiol values as a sparkline draws them: see `SparkPoint` for the order."""
    values = columns(course.snapshot)[ESTRADIOL][-SPARK_POINTS:]
    return [
        [
            value.on.isoformat(),
            str(value.amount),
            value.text,
            value.position.value,
            value.comparator,
            f"{value.method} {course.notes[str(value.draw_key)].laboratory}",
        ]
        for value in values
    ]
