"""When a man's blood is drawn: before and after each step, and now and then in between."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random

from exchange.demo.plans import Move, Plan
from exchange.demo.sampling import chance
from protocols.models import Step

BASELINE_BEFORE = (3, 27)
BEFORE_A_STEP = (3, 10)
AFTER_A_STEP = (36, 59)
APART = 13
LONGEST_GAP = 214
"""Past six months and a grace a man who is looked after comes in again."""


def visit_days(plan: Plan) -> list[int]:
    """The days of all his draws, the earliest first."""
    if plan.seen is None:
        return []
    rng = chance(plan.family, plan.given, "visits")
    fixed = {plan.seen, *_before_steps(plan, rng)}
    fixed |= {day for day in (plan.known_since, plan.peak_at) if day is not None}
    wanted = fixed | set(_after_steps(plan, rng))
    days = sorted(wanted, reverse=True)
    days = sorted({*days, *_between(days, rng)}, reverse=True)
    return [day for day in _thinned(days, fixed) if day >= plan.seen and not _is_away(plan, day)]


def _before_steps(plan: Plan, rng: Random) -> Iterator[int]:
    for move in plan.anastrozole:
        days = rng.randint(*(BASELINE_BEFORE if move.step == Step.START else BEFORE_A_STEP))
        if move.checked:
            yield move.ago + days


def _after_steps(plan: Plan, rng: Random) -> Iterator[int]:
    for move in plan.anastrozole:
        day = move.ago - rng.randint(*AFTER_A_STEP)
        if move.checked and _has_room(plan, move, day):
            yield day


def _has_room(plan: Plan, move: Move, day: int) -> bool:
    """Whether the draw after a step falls before the next step and before his last draw."""
    later = [other.ago for other in plan.anastrozole if other.ago < move.ago]
    return day > (plan.seen or 0) and day > max(later, default=0)


def _between(days: list[int], rng: Random) -> Iterator[int]:
    """Draws that fill the long gaps, at uneven distances."""
    for early, late in pairwise(days):
        day = early
        while day - late > LONGEST_GAP:
            day -= round(rng.triangular(74, 208, 148))
            if day - late > APART:
                yield day


def _thinned(days: list[int], fixed: set[int]) -> list[int]:
    """Without draws close to another one, unless a step or the last visit needs both."""
    kept: list[int] = []
    for day in days:
        if kept and kept[-1] - day < APART:
            if day not in fixed:
                continue
            if kept[-1] not in fixed:
                kept.pop()
        kept.append(day)
    return kept


def _is_away(plan: Plan, day: int) -> bool:
    return plan.away is not None and plan.away[0] >= day >= plan.away[1]
