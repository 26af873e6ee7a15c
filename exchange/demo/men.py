"""All men of the demo: plans and chance put together. Pure, and the same every time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

from exchange.demo.body import Body
from exchange.demo.bones import DAYS_PER_YEAR, scans
from exchange.demo.courses import PLANS
from exchange.demo.drawing import draws, with_strangers
from exchange.demo.mistakes import with_mistakes
from exchange.demo.plans import Plan
from exchange.demo.records import Course, Happening, Man
from exchange.demo.sampling import chance, happens
from exchange.demo.telling import reports
from protocols.models import Step


@cache
def demo_men() -> tuple[Man, ...]:
    """Every man of the demo, in the order of his record number."""
    numbers = _record_numbers(len(PLANS))
    return tuple(_man(plan, number) for plan, number in zip(PLANS, numbers, strict=True))


def _record_numbers(count: int) -> list[str]:
    """Uneven, as numbers of a clinic are: not every record is a man on anastrozole."""
    rng, number, numbers = chance("record numbers"), 20417, []
    for _ in range(count):
        number += rng.randint(3, 190)
        numbers.append(f"HV-{number}")
    return numbers


def _man(plan: Plan, record_number: str) -> Man:
    happenings, amendments = with_mistakes(_happenings(plan), plan.mistakes)
    return Man(
        record_number=record_number,
        family_name=plan.family,
        given_name=plan.given,
        born_ago=round(plan.age * DAYS_PER_YEAR),
        owner=plan.owner,
        email=_email(plan) if plan.reachable else "",
        phone=_phone(plan) if plan.reachable else "",
        mail_consent=plan.consent,
        note=plan.note,
        fragility_fracture=plan.fracture,
        glucocorticoids_3m=plan.glucocorticoids,
        deceased=plan.deceased,
        discharged=plan.discharged,
        happenings=happenings,
        amendments=amendments,
        decided=plan.decided,
    )


def _happenings(plan: Plan) -> list[Happening]:
    """In the order of their days; on one day blood comes first, a prescription last."""
    drawn = with_strangers(plan, list(draws(plan, Body(plan))))
    everything: list[Happening] = [*drawn, *reports(plan, drawn), *scans(plan)]
    everything += [*plan.others, *_courses(plan)]
    return sorted(everything, key=lambda happening: -happening.ago)


def _courses(plan: Plan) -> Iterator[Course]:
    rng = chance(plan.family, plan.given, "prescriptions")
    for move in plan.anastrozole:
        if move.step != Step.START:
            yield Course(move.ago, move)
            continue
        signed = None if happens(rng, 0.2) else move.ago + rng.randint(0, 6)
        yield Course(move.ago, move, plan.indication, plan.planned, signed)


def _email(plan: Plan) -> str:
    """A reserved domain: no mail to it can reach anybody."""
    return f"{_plain(plan.given)[:1]}.{_plain(plan.family)}@example.org"


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(letter for letter in folded.lower() if letter.isalnum())


def _phone(plan: Plan) -> str:
    """The range that is reserved for invented numbers."""
    rng = chance(plan.family, plan.given, "phone")
    place = PLANS.index(plan) * 37 % 100
    return f"({rng.choice((410, 443, 667))}) 555-01{place:02d}"
