"""The cells of a table, each with everything that `components/data_table.html` asks of it.

A template that looks for what is not there spends longer on it than on printing the cell.
"""

from __future__ import annotations

from typing import Any

from monitoring.status.shown import ShownValue


def text_cell(text: str, *, numeric: bool = False, is_day: bool = False) -> dict[str, Any]:
    """Words, a number or a day."""
    return {"text": text, "numeric": numeric, "is_day": is_day, "position": ""}


def value_cell(value: ShownValue | None) -> dict[str, Any]:
    """A value with its mark; a dash where there is none."""
    if value is None:
        return text_cell("–", numeric=True)
    return text_cell(value.text, numeric=True) | {
        "position": value.position.value,
        "censored": value.is_censored,
        "words": value.words,
    }
