"""The latest values and the sparkline as the status row keeps them."""

from __future__ import annotations

from typing import Any

from monitoring.judgement.snapshot import ESTRADIOL, Snapshot
from monitoring.status.shown import MARKERS, UNITS, ShownValue, columns

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


def spark_points(snapshot: Snapshot) -> list[list[Any]]:
    """The last estradiol values: day, amount, comparator, position, method."""
    return [
        [value.on.isoformat(), str(value.amount), value.comparator, value.position.value, value.method]
        for value in columns(snapshot)[ESTRADIOL][-SPARK_POINTS:]
    ]
