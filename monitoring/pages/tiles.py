"""The latest values as tiles, and every draw as a table."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from monitoring.charts.points import Position
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT, TESTOSTERONE, Draw
from monitoring.models import Decision
from monitoring.pages.addresses import address_of
from monitoring.pages.cells import table_row, text_cell, value_cell
from monitoring.pages.course import ShownCourse, method_in_words, scan_in_words
from monitoring.pages.units import ShownUnits
from monitoring.status.drawn import DrawNote
from monitoring.status.shown import RATIO, ShownValue
from monitoring.status.unsigned import Signatures
from patients.forms.days import format_day
from protocols.targets.analytes import BY_SLUG
from protocols.targets.book import Targets
from protocols.targets.goals import Target

LABELS = {
    ESTRADIOL: "Estradiol",
    TESTOSTERONE: "Total testosterone",
    RATIO: "Testosterone : E2",
    HEMATOCRIT: "Hematocrit",
}
IN_TARGET = {Position.IN_TARGET, Position.NEAR}
MOST_DOTS = 10
MOST_DRAWS = 40
"""Ten years of quarters: more rows only where somebody asks for them."""


def tiles(shown: ShownCourse) -> list[dict[str, Any]]:
    """Estradiol, testosterone, ratio, hematocrit, bone density."""
    goals = goals_of(shown.course.snapshot.targets)
    values = [_tile(marker, shown, goals[marker]) for marker in LABELS]
    return [*values, _bone_tile(shown)]


def goals_of(targets: Targets) -> dict[str, Target]:
    """The goal of each marker."""
    return {
        ESTRADIOL: targets.estradiol,
        TESTOSTERONE: targets.testosterone,
        RATIO: targets.ratio,
        HEMATOCRIT: targets.hematocrit,
    }


def _goal_line(latest: ShownValue, goal: Target, units: ShownUnits) -> str:
    """The goal where it is not the rule book's, and the value's own where it is another."""
    now = units.goal(latest.marker, goal)
    if latest.goal is not None and latest.goal != goal:
        judged_by = units.goal(latest.marker, latest.goal)
        return f"Judged by {judged_by}; the target is now {now}"
    return f"Target {now}" if goal.moved_by else ""


def _tile(marker: str, shown: ShownCourse, goal: Target) -> dict[str, Any]:
    series = shown.values[marker]
    if not series:
        return {"label": LABELS[marker], "words": f"Target {shown.units.goal(marker, goal)}"}
    latest = series[-1]
    met = sum(value.position in IN_TARGET for value in series)
    return {
        "label": LABELS[marker],
        "text": latest.text,
        "unit": "" if marker == RATIO else shown.units.label(marker),
        "position": latest.position.value,
        "censored": latest.is_censored,
        "words": f"{latest.words}, {format_day(latest.on)}",
        "goal": _goal_line(latest, goal, shown.units),
        "dots": [
            {"position": value.position.value, "censored": value.is_censored}
            for value in series[-MOST_DOTS:]
        ],
        "dots_words": f"{met} of {len(series)} draws in target",
        "foot": f"{met} of {len(series)} in target",
    }


def _bone_tile(shown: ShownCourse) -> dict[str, Any]:
    scans = sorted(shown.course.snapshot.scans, key=lambda scan: scan.on)
    due = next((each for each in shown.obligations if each.kind == "dexa"), None)
    foot = f"next due {format_day(due.due_on)}" if due else ""
    tile: dict[str, Any] = {
        "label": "Bone density (DEXA)",
        "none_words": "No scan yet",
        "foot": foot,
    }
    if scans:
        tile |= {
            "text": scan_in_words(scans[-1]).rsplit(" ", 1)[-1],
            "unit": scan_in_words(scans[-1]).rsplit(" ", 1)[0],
            "words": format_day(scans[-1].on),
        }
    return tile


def draw_table(shown: ShownCourse, signed: Signatures, *, is_whole: bool = False) -> dict[str, Any]:
    """The draws, newest first, with the same digits as the chart, and who signed their results.

    Of a very long course the newest ones, unless the whole is asked for; the caption says which.
    """
    draws = newest_first(shown)
    some = draws if is_whole else draws[:MOST_DRAWS]
    is_cut = len(some) < len(draws)
    return {
        "caption": f"The newest {len(some)} of {len(draws)} draws" if is_cut else "All draws",
        "is_cut": is_cut,
        "columns": [
            {"label": "Drawn"},
            {"label": f"E2 {shown.units.label(ESTRADIOL)}", "numeric": True},
            {"label": "E2 assay"},
            {"label": f"Testosterone {shown.units.label(TESTOSTERONE)}", "numeric": True},
            {"label": "T:E2", "numeric": True},
            {"label": "Hct %", "numeric": True},
            {"label": "Laboratory"},
            {"label": "Remarks"},
        ],
        "rows": [_row(shown, draw, found, signed) for draw, found in some],
    }


def newest_first(shown: ShownCourse) -> list[tuple[Draw, dict[str, ShownValue]]]:
    """Every draw with its values by marker, the newest first."""
    by_draw: dict[Any, dict[str, ShownValue]] = {}
    for marker, values in shown.values.items():
        for value in values:
            by_draw.setdefault(value.draw_key, {})[marker] = value
    draws = sorted(shown.course.snapshot.draws, key=lambda draw: draw.on, reverse=True)
    return [(draw, by_draw.get(draw.key, {})) for draw in draws]


def _row(
    shown: ShownCourse, draw: Draw, found: dict[str, ShownValue], signed: Signatures
) -> SafeString:
    man = shown.course.patient.opaque_id
    note = shown.course.notes[str(draw.key)]
    cells = [
        *value_cells(found),
        text_cell(note.laboratory),
        text_cell(_remarks(draw, note, signed.get((str(draw.key), note.version)))),
    ]
    return table_row(
        format_day(draw.on), cells, address_of("monitoring:draw-amend", man, str(draw.key))
    )


def value_cells(found: dict[str, ShownValue]) -> list[SafeString]:
    """One draw as cells: estradiol with its assay, testosterone, ratio, hematocrit."""
    e2 = found.get(ESTRADIOL)
    return [
        value_cell(e2),
        text_cell(method_in_words(e2.method) if e2 else ""),
        value_cell(found.get(TESTOSTERONE)),
        value_cell(found.get(RATIO)),
        value_cell(found.get(HEMATOCRIT)),
    ]


def _remarks(draw: Draw, note: DrawNote, signature: Decision | None) -> str:
    others = [BY_SLUG[slug].label for slug in draw.results if slug not in LABELS]
    said = []
    if note.is_awaited:
        said.append("Results awaited")
    if note.unconfirmed:
        said.append("Not yet confirmed")
    if note.preliminary:
        said.append(note.preliminary_words)
    if note.version > 1:
        said.append("Amended")
    if others:
        said.append(f"Also {', '.join(others)}")
    if signature:
        said.append(f"Signed by {signature.recorded_by}, {format_day(signature.decided_on)}")
    elif draw.results:
        said.append("Not yet signed")
    return ". ".join(said)
