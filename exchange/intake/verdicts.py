"""Where the results of accepted rows lie against the targets, counted whatever the severity."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from labs.results import Entry
from monitoring.judgement.positions import draw_positions
from monitoring.judgement.ratio import RatioStatus
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT, TESTOSTERONE, Draw, Result
from protocols.targets.book import Targets
from protocols.targets.goals import Position

RATIO, BONE_ZONE = "ratio", "bone_zone"

_RANGE = (Position.BELOW, Position.IN_TARGET, Position.ABOVE, Position.UNDECIDABLE)
_LIMIT = (Position.IN_TARGET, Position.AT_OR_OVER_LIMIT, Position.UNDECIDABLE)
_RATIO_WORDS = {
    RatioStatus.LOW: "low",
    RatioStatus.IN_TARGET: "in_target",
    RatioStatus.UNDECIDABLE: "undecidable",
}

_COUNTED = (TESTOSTERONE, ESTRADIOL, HEMATOCRIT)
_AS_STATED = Targets()
"""The targets that nobody has moved."""

Verdicts = dict[str, dict[str, int]]


def no_verdicts() -> Verdicts:
    """Every count at nought, in the order of the report."""
    return {
        TESTOSTERONE: {str(position): 0 for position in _RANGE},
        ESTRADIOL: {str(position): 0 for position in _RANGE} | {BONE_ZONE: 0},
        RATIO: dict.fromkeys(_RATIO_WORDS.values(), 0),
        HEMATOCRIT: {str(position): 0 for position in _LIMIT},
    }


def count_positions(verdicts: Verdicts, collected_on: date, entries: Iterable[Entry]) -> None:
    """Add the positions of one row's results; a ratio is formed only within the row."""
    results = {
        each.value.analyte: _judged(each) for each in entries if each.value.analyte in _COUNTED
    }
    if not results:
        return
    positions = draw_positions(Draw(collected_on, results), _AS_STATED)
    for analyte in _COUNTED:
        position = getattr(positions, analyte)
        if position is not None:
            verdicts[analyte][str(position)] += 1
    verdicts[ESTRADIOL][BONE_ZONE] += positions.bone_zone
    if positions.ratio is not None:
        verdicts[RATIO][_RATIO_WORDS[positions.ratio]] += 1


def _judged(entry: Entry) -> Result:
    return Result(entry.measurement.quantity, entry.method, entry.value.typed)
