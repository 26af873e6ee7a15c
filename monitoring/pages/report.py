"""The one-page report: what a colleague needs on paper to understand the course of a man."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.roles import May
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT, TESTOSTERONE, Draw
from monitoring.judgement.topics import Topic
from monitoring.models import Decision, ObligationKind, Status
from monitoring.models.findings import ABOUT_FINDINGS
from monitoring.pages.cells import table_row, text_cell
from monitoring.pages.course import ShownCourse
from monitoring.pages.course_summary import course_summary
from monitoring.pages.decided import everything_decided
from monitoring.pages.due_note import due_note
from monitoring.pages.events import all_events
from monitoring.pages.paper import Cut, cut, goal_in_words, paper
from monitoring.pages.row import LABELS as SHORT
from monitoring.pages.row import TAGS
from monitoring.pages.scope import Man, man_or_404
from monitoring.pages.tiles import (
    LABELS,
    goals_of,
    newest_first,
    tiles,
    value_cells,
)
from monitoring.pages.topics import TOPIC_WORDS
from monitoring.pages.treatment import purpose, taken, therapy_journal
from monitoring.pages.units import ShownUnits, units_of
from monitoring.pages.window import asked_window
from monitoring.status.drawn import DrawNote
from monitoring.status.shown import RATIO, ShownValue
from monitoring.status.unsigned import Signatures, signatures
from patients.forms.days import format_day
from protocols.targets.goals import Target

MOST_FLAGS, MOST_DRAWS, MOST_DRUGS = 4, 7, 4
"""Lines of the page; where a list is longer, the last of them says how much more there is."""

SIDE_LINES = 9
"""Lines beside the draws: a drug takes two of them, an event one."""


def _columns(units: ShownUnits) -> list[dict[str, Any]]:
    return [
        {"label": "Drawn"},
        {"label": f"E2 {units.label(ESTRADIOL)}", "numeric": True},
        {"label": "E2 assay"},
        {"label": f"T {units.label(TESTOSTERONE)}", "numeric": True},
        {"label": SHORT[RATIO], "numeric": True},
        {"label": SHORT[HEMATOCRIT], "numeric": True},
        {"label": "Remarks"},
    ]


@allows(May.PRINT_REPORTS)
@require_safe
def report(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Everything that has room on one page of A4 or Letter, and how much more is on record."""
    man = man_or_404(request, opaque_id)
    shown = ShownCourse.load(man, request.today, units_of(request))
    decided = everything_decided(man)
    context = {
        "flags": _flags(man.status),
        "tiles": _tiles(shown),
        "course": shown.on_paper(asked_window(request)),
        "summary": course_summary(shown),
        "draws": _draws(shown, signatures(decided)),
        "dues": _dues(request, man, shown, decided),
        **_course(man, shown, decided),
        **paper(request, man, "Print report"),
    }
    return render(request, "monitoring/report.html", context)


def _flags(status: Status) -> dict[str, Any]:
    """What waits for a decision, most urgent first; what has no room by its topic."""
    rows, more = cut(status.lines, MOST_FLAGS)
    names = [TOPIC_WORDS[Topic(line["topic"])].lower() for line in status.lines[len(rows) :]]
    shown = [line | {"severity": TAGS[line["severity"]]} for line in rows]
    return {"rows": shown, "more": more, "names": ", ".join(dict.fromkeys(names))}


def _tiles(shown: ShownCourse) -> list[dict[str, Any]]:
    """The latest values, each with its goal: paper has no other place to look it up."""
    *values, bone = tiles(shown)
    goals = goals_of(shown.course.snapshot.targets)
    stated = [
        _stated(tile, shown.units.goal(marker, goals[marker]))
        for marker, tile in zip(LABELS, values, strict=True)
    ]
    return [*stated, bone]


def _stated(tile: dict[str, Any], goal: Target) -> dict[str, Any]:
    """A tile with its goal; one without a result says it once."""
    words = tile["words"] if "text" in tile else ""
    return tile | {
        "words": words,
        "goal": tile.get("goal") or f"Target {goal_in_words(goal)}",
    }


def _draws(shown: ShownCourse, signed: Signatures) -> dict[str, Any]:
    rows, more = cut(newest_first(shown), MOST_DRAWS)
    return {
        "columns": _columns(shown.units),
        "rows": [_row(shown, draw, found, signed) for draw, found in rows],
        "more": more,
    }


def _row(
    shown: ShownCourse, draw: Draw, found: dict[str, ShownValue], signed: Signatures
) -> SafeString:
    remarks = _remarks(draw, shown.course.notes[str(draw.key)], signed)
    return table_row(format_day(draw.on), [*value_cells(found), text_cell(remarks)])


def _remarks(draw: Draw, note: DrawNote, signed: Signatures) -> str:
    """What must be known before a draw is read, in a word each."""
    said = {
        "awaited": note.is_awaited,
        "unconfirmed": bool(note.unconfirmed),
        f"p{note.preliminary_words[1:]}": bool(note.preliminary),
        "amended": note.version > 1,
        "unsigned": bool(draw.results) and (str(draw.key), note.version) not in signed,
    }
    return ", ".join(word for word, holds in said.items() if holds)


def _dues(
    request: ClinicRequest, man: Man, shown: ShownCourse, decided: Sequence[Decision]
) -> list[dict[str, Any]]:
    """What he is to come for; that somebody must look at a finding stands among the flags."""
    return [
        due_note(each, request, man, decided)
        for each in shown.obligations
        if each.kind != ObligationKind.REVIEW
    ]


def _course(man: Man, shown: ShownCourse, decided: Sequence[Decision]) -> dict[str, Any]:
    """What he takes and what happened, without any free words of the staff."""
    drugs = cut(taken(therapy_journal(man), shown), MOST_DRUGS)
    about = [each for each in decided if each.kind in ABOUT_FINDINGS]
    return {
        "purpose": purpose(shown),
        "drugs": drugs,
        "events": _events(all_events(shown, about), drugs),
    }


def _events(events: Sequence[dict[str, Any]], drugs: Cut) -> Cut:
    return cut(events, SIDE_LINES - 2 * len(drugs.rows))
