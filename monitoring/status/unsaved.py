"""A man's course with a draw that nobody has saved: built in memory, nothing is written for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils import timezone

from labs.models import Draw, Result
from monitoring.judgement import snapshot as judged
from monitoring.status.drawn import DrawNote, judged_result
from monitoring.status.snapshots import Course


def with_draw(course: Course, draw: Draw, results: Sequence[Result], today: date) -> Course:
    """The course as saving this draw would leave it: a new one, or the next version of one."""
    read, key = _read(draw, results), str(draw.document)
    before = course.snapshot.draws
    is_amended = any(each.key == key for each in before)
    draws = [read if each.key == key else each for each in before]
    snapshot = replace(course.snapshot, draws=tuple(draws if is_amended else [*draws, read]))
    notes = {**course.notes, key: _note(draw)}
    return replace(course, snapshot=snapshot, notes=notes).under(course.in_force, today)


def _read(draw: Draw, results: Sequence[Result]) -> judged.Draw:
    measured = {
        each.analyte: judged_result(
            each.analyte, each.number, each.unit, each.comparator, each.method
        )
        for each in results
    }
    return judged.Draw(draw.collected_on, measured, None, str(draw.document), draw.awaiting_results)


def _note(draw: Draw) -> DrawNote:
    named = str(draw.laboratory or "")
    now, place = timezone.now(), draw.laboratory_id
    return DrawNote(named, draw.version, now, draw.awaiting_results, laboratory_id=place)
