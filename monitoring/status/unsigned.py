"""Results that nobody has signed: each version of each draw waits until a person has seen it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from itertools import chain
from typing import Any

from accounts.models import Clinic
from monitoring.charts.points import Position
from monitoring.judgement.snapshot import Draw
from monitoring.models import Decision, DecisionKind
from monitoring.status.drawn import DrawNote
from monitoring.status.judged import Judged
from monitoring.status.shown import MARKERS, Columns, ShownValue
from protocols.targets.analytes import BY_SLUG

Signatures = Mapping[tuple[str, int], Decision]


def signatures(decisions: Iterable[Decision]) -> Signatures:
    """Who signed what: by draw and version."""
    signed = (each for each in decisions if each.kind == DecisionKind.SIGN)
    return {mark: each for each in signed for mark in each.marks.items()}


def unsigned_draws(judged: Judged) -> list[Draw]:
    """The draws with results whose present version nobody has signed, in recorded order."""
    notes, signed = judged.course.notes, signatures(judged.decisions)
    return [
        draw
        for draw in judged.course.snapshot.draws
        if draw.results and (str(draw.key), notes[str(draw.key)].version) not in signed
    ]


def unsigned_results(
    waiting: Iterable[Draw], notes: Mapping[str, DrawNote], values: Columns, clinic: Clinic
) -> list[dict[str, Any]]:
    """Unsigned draws as lists show them, oldest first; `values` holds all that they hold."""
    by_draw: dict[Hashable, list[ShownValue]] = defaultdict(list)
    for value in chain.from_iterable(values[marker] for marker in MARKERS):
        by_draw[value.draw_key].append(value)
    return [
        _shown(draw, notes[str(draw.key)], by_draw[draw.key], clinic)
        for draw in sorted(waiting, key=lambda draw: draw.on)
    ]


def _shown(draw: Draw, note: DrawNote, values: list[ShownValue], clinic: Clinic) -> dict[str, Any]:
    others = [
        f"{BY_SLUG[slug].name} {result.raw}"
        for slug, result in draw.results.items()
        if slug not in MARKERS
    ]
    return {
        "draw": str(draw.key),
        "version": note.version,
        "drawn_on": draw.on.isoformat(),
        "entered_on": clinic.local_day(note.recorded_at).isoformat(),
        "laboratory": note.laboratory,
        "values": [_value(each) for each in values],
        "others": others,
        "unconfirmed": bool(note.unconfirmed),
        "preliminary": note.preliminary_words,
        "in_target": _is_in_target(note, values, others),
    }


def _value(value: ShownValue) -> dict[str, Any]:
    return {
        "marker": value.marker,
        "text": value.text,
        "position": value.position.value,
        "censored": value.is_censored,
        "words": value.words,
    }


def _is_in_target(note: DrawNote, values: list[ShownValue], others: list[str]) -> bool:
    """Whether it may be signed beside others: entered once, confirmed, final, all in target."""
    is_open = note.unconfirmed or note.preliminary
    is_plain = note.version == 1 and not is_open and not others
    return is_plain and {each.position for each in values} == {Position.IN_TARGET}
