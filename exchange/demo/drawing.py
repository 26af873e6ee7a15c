"""From a day to the draw of that day: what was ordered, measured and printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from random import Random

from exchange.demo.body import Body, Levels
from exchange.demo.laboratories import LABORATORIES, LaboratoryPlan, measured
from exchange.demo.plans import OF_ANOTHER_MAN, Plan
from exchange.demo.records import Blood, Value
from exchange.demo.sampling import chance, happens, spread
from exchange.demo.visits import visit_days
from labs.models import Method, Timing
from protocols.models import Drug

TIMINGS = {Timing.TROUGH: 44, Timing.MID_INTERVAL: 34, Timing.PEAK: 5, Timing.UNKNOWN: 17}
SHARE_OF_INTERVAL = {Timing.TROUGH: 0.9, Timing.MID_INTERVAL: 0.5, Timing.PEAK: 0.17}

NOTES = (
    "Missed one dose last week.",
    "Had a cold.",
    "Drawn after a night shift.",
    "Hemolyzed, mild.",
)

SOME_TIME = 90
"""Only older results lack their method now and then: what is new was entered with care."""

LEFT_OUT = {"hematocrit": 0.06, "testosterone_total": 0.03, "estradiol": 0.02}
"""How often an older draw lacks a result that should have been ordered."""


def draws(plan: Plan, body: Body) -> Iterator[Blood]:
    """All his draws, the earliest first, the one that waits for its results last."""
    days = visit_days(plan)
    for number, day in enumerate(days):
        yield _draw(plan, body, day, is_first=number == 0)
    if plan.awaiting is not None:
        yield Blood(plan.awaiting, _laboratory(plan, plan.awaiting).name, (), awaiting=True)


def with_strangers(plan: Plan, drawn: list[Blood]) -> list[Blood]:
    """With the draws of other men that were filed under his name by mistake."""
    together = list(drawn)
    for mistake in plan.mistakes:
        if mistake.kind == OF_ANOTHER_MAN:
            stranger = replace(
                plan, given=f"not {plan.given}", testosterone=None, estradiol=None, response=None
            )
            ago = together[mistake.draw - 1].ago - 9
            blood = _draw(stranger, Body(stranger), ago, is_first=False)
            together.insert(mistake.draw, blood)
    return together


def _draw(plan: Plan, body: Body, ago: int, *, is_first: bool) -> Blood:
    rng = chance(plan.family, plan.given, "draw", ago)
    timing, since = _timing(plan, body, ago, rng)
    laboratory = _laboratory(plan, ago)
    levels = body.levels(ago, timing, rng)
    found = {**_judged(levels), **_extras(plan, body, levels, ago, rng, is_first=is_first)}
    values = [_value(laboratory, name, value, ago, rng) for name, value in found.items()]
    left_out = {*_left_out(plan, ago, rng, is_first=is_first)}
    return Blood(
        ago,
        laboratory.name,
        tuple(value for value in values if value.analyte not in left_out),
        at=_time(rng),
        timing=timing,
        days_since_testosterone=since,
        fasting=rng.choice((True, True, None, False)),
        note=rng.choice(NOTES) if happens(rng, 0.05) else "",
    )


def _judged(levels: Levels) -> dict[str, float]:
    return {
        "testosterone_total": levels.testosterone,
        "estradiol": levels.estradiol,
        "hematocrit": levels.hematocrit,
    }


def _extras(
    plan: Plan, body: Body, levels: Levels, ago: int, rng: Random, *, is_first: bool
) -> dict[str, float]:
    """What is ordered beside the three: more at the first visit, gonadotropins for fertility."""
    extras = {"hemoglobin": levels.hematocrit / 3 + rng.gauss(0, 0.25)}
    if is_first or happens(rng, 0.3):
        extras["shbg"] = levels.shbg
    if is_first or happens(rng, 0.2):
        extras["psa"] = 0.75 * spread(rng, 0.35)
        extras["vitamin_d"] = 31 * spread(rng, 0.25)
    if plan.fertility:
        lift = 1.5 if body.weekly_mg(ago) else 1.0
        extras["lh"], extras["fsh"] = (5.1 * lift * spread(rng, 0.2), 4.8 * lift * spread(rng, 0.2))
    return extras


def _value(
    laboratory: LaboratoryPlan, analyte: str, true_value: float, ago: int, rng: Random
) -> Value:
    assay = laboratory.assay(analyte, ago)
    typed = measured(assay, analyte, true_value, rng)
    method = assay.method
    if ago > SOME_TIME and happens(rng, 0.03):
        method = Method.UNKNOWN
    return Value(analyte, typed, assay.unit, method, assay.reference_range)


def _left_out(plan: Plan, ago: int, rng: Random, *, is_first: bool) -> Iterator[str]:
    for analyte, share in LEFT_OUT.items():
        forgotten = happens(rng, share)
        if ago == plan.seen:
            forgotten = analyte in plan.lacking
        elif is_first:
            forgotten = False
        if forgotten:
            yield analyte


def _timing(plan: Plan, body: Body, ago: int, rng: Random) -> tuple[str, str | None]:
    current = body.taking(Drug.TESTOSTERONE, ago)
    interval = current.regimen.injection_days if current else None
    timing = rng.choices(list(TIMINGS), weights=list(TIMINGS.values()))[0]
    if interval is None:
        return Timing.UNKNOWN, None
    if ago == plan.peak_at:
        timing = Timing.PEAK
    share = SHARE_OF_INTERVAL.get(timing)
    if share is None or happens(rng, 0.35):
        return timing, None
    return timing, f"{max(interval * share * rng.uniform(0.9, 1.1), 0.5):.1f}"


def _laboratory(plan: Plan, ago: int) -> LaboratoryPlan:
    if plan.moved_from and ago > plan.moved_from[1]:
        return LABORATORIES[plan.moved_from[0]]
    return LABORATORIES[plan.laboratory]


def _time(rng: Random) -> time | None:
    minutes = rng.randint(6 * 60 + 50, 10 * 60 + 40)
    return None if happens(rng, 0.2) else time(minutes // 60, minutes % 60)
