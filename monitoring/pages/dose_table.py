"""Dose against estradiol and symptoms: a man's own draws at steady state."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from monitoring.judgement.courses import courses
from monitoring.judgement.dose_response import SteadyDraw, dose_response
from monitoring.judgement.snapshot import ESTRADIOL
from monitoring.judgement.wording import decimal_text
from monitoring.pages.cells import table_row, text_cell, value_cell
from monitoring.pages.course import ShownCourse, method_in_words, symptoms_in_words
from monitoring.pages.tiles import MOST_DRAWS
from monitoring.status.shown import ShownValue
from patients.forms.days import format_day

MARKED = "Lowest settled dose"


def dose_table(shown: ShownCourse, *, is_whole: bool = False) -> dict[str, Any]:
    """Dose against estradiol and symptoms, lowest dose first; empty before any start.

    Of a very long course the newest draws, unless the whole is asked for. What is marked was
    observed over the whole in either case.
    """
    if not courses(shown.course.snapshot, shown.today):
        return {}
    told = dose_response(shown.course.snapshot, shown.today)
    values = {value.on: value for value in shown.values[ESTRADIOL]}
    newest = sorted(draw.on for draw in told.draws)[-MOST_DRAWS:]
    since = newest[0] if newest and not is_whole else None
    return {
        "count": len(told.draws),
        "shown": len(told.draws) if is_whole else len(newest),
        "columns": [
            {"label": "Drawn"},
            {"label": "mg a week", "numeric": True},
            {"label": f"Estradiol {shown.units.label(ESTRADIOL)}", "numeric": True},
            {"label": "E2 assay"},
            {"label": "Symptoms"},
            {"label": "Observed"},
        ],
        "rows": [
            _row(draw, values[draw.on], draw.weekly_mg == told.lowest_settled_mg)
            for draw in told.draws
            if since is None or draw.on >= since
        ],
    }


def _row(draw: SteadyDraw, value: ShownValue, is_lowest: bool) -> SafeString:
    asked = "Not asked" if draw.symptoms is None else symptoms_in_words(draw.symptoms)
    cells = [
        text_cell(decimal_text(draw.weekly_mg), numeric=True),
        value_cell(value),
        text_cell(method_in_words(value.method)),
        text_cell(asked),
        text_cell(MARKED if is_lowest else ""),
    ]
    return table_row(format_day(draw.on), cells)
