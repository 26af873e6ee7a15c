"""What he says about how he feels: at the start, at visits, and what the plan names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from random import Random

from exchange.demo.plans import Plan, Said
from exchange.demo.records import Blood
from exchange.demo.sampling import chance, happens
from labs.units import measure
from patients.symptoms import Symptom
from protocols.models import Step
from protocols.targets.analytes import BY_SLUG

Answers = tuple[Mapping[str, int], ...]

AT_START: Answers = (
    {Symptom.BREAST_TENDERNESS: 2},
    {Symptom.EDEMA: 1, Symptom.BREAST_TENDERNESS: 1},
    {Symptom.GYNECOMASTIA: 1, Symptom.BREAST_TENDERNESS: 2},
    {Symptom.EDEMA: 2, Symptom.FATIGUE: 1},
    {Symptom.GYNECOMASTIA: 2, Symptom.LOW_MOOD: 1},
)
TOO_LITTLE: Answers = (
    {Symptom.LOW_LIBIDO: 2},
    {Symptom.JOINT_PAIN: 1},
    {Symptom.JOINT_PAIN: 2, Symptom.FATIGUE: 1},
)
TOO_MUCH: Answers = ({Symptom.BREAST_TENDERNESS: 1}, {Symptom.EDEMA: 1})
UNSPECIFIC: Answers = ({Symptom.FATIGUE: 1}, {Symptom.LOW_MOOD: 1}, {Symptom.HOT_FLASH: 1})

LITTLE_PG_ML, MUCH_PG_ML = 17.0, 46.0
RECENT = 45
"""What he says lately is the plan's to name."""


def reports(plan: Plan, drawn: list[Blood]) -> list[Said]:
    """Everything he reported, the earliest first."""
    rng = chance(plan.family, plan.given, "telling")
    told = {said.ago: said for said in _at_visits(plan, drawn, rng)} if plan.asked else {}
    told |= {said.ago: said for said in _at_starts(plan, drawn, rng)}
    told |= {said.ago: said for said in plan.said}
    return sorted(told.values(), key=lambda said: -said.ago)


def _at_starts(plan: Plan, drawn: list[Blood], rng: Random) -> Iterator[Said]:
    for move in plan.anastrozole:
        complaint = rng.choice(AT_START)
        baseline = [blood.ago for blood in drawn if 0 < blood.ago - move.ago < RECENT]
        if move.step == Step.START and plan.complained_at_start and not plan.fertility:
            yield Said(baseline[-1] if baseline else move.ago + 3, complaint)


def _at_visits(plan: Plan, drawn: list[Blood], rng: Random) -> Iterator[Said]:
    for blood in drawn:
        answer = _answer(blood, rng)
        if blood.ago - (plan.seen or 0) > RECENT:
            if happens(rng, 0.6):
                yield Said(blood.ago, answer)
        elif blood.ago == plan.seen and happens(rng, 0.8):
            yield Said(blood.ago, {})


def _answer(blood: Blood, rng: Random) -> Mapping[str, int]:
    """What fits his estradiol that day, though not always."""
    level = _estradiol(blood)
    if level is not None and level < LITTLE_PG_ML and happens(rng, 0.4):
        return rng.choice(TOO_LITTLE)
    if level is not None and level > MUCH_PG_ML and happens(rng, 0.4):
        return rng.choice(TOO_MUCH)
    return rng.choice(UNSPECIFIC) if happens(rng, 0.14) else {}


def _estradiol(blood: Blood) -> Decimal | None:
    value = blood.value("estradiol")
    if value is None:
        return None
    return measure(BY_SLUG["estradiol"].code, value.typed, value.unit).quantity.value
