"""Anastrozole doses that the source document calls typical. Never a recommendation."""

from dataclasses import dataclass
from decimal import Decimal

from protocols.targets.stated import CONS, stated

TRT_SOURCE = "source document, initial dosing for men on testosterone"
FERTILITY_SOURCE = "source document, fertility protocols"

PUBLISHED_BESIDE_TESTOSTERONE = (
    "Published practice includes 0.5 mg three times a week beside testosterone (Punjani 2021)."
)
PUBLISHED_FOR_FERTILITY = (
    "Published practice includes 1 mg daily in infertile men (Helo 2015, Shah 2021)."
)


@dataclass(frozen=True, slots=True)
class Doses:
    """Upper ends of the typical doses, and what counts as a step up or down."""

    trt_single_mg: Decimal = stated(
        Decimal("0.5"),
        "trt_max_single",
        "mg",
        "A starting dose beside testosterone is a quarter or half a milligram.",
        TRT_SOURCE,
        grade=CONS,
    )
    trt_weekly_mg: Decimal = stated(
        Decimal("1.0"),
        "trt_max_weekly",
        "mg a week",
        "Half a milligram twice a week is the largest starting dose named.",
        TRT_SOURCE,
        grade=CONS,
    )
    fertility_single_mg: Decimal = stated(
        Decimal(1),
        "fert_max_single",
        "mg",
        "In fertility protocols one milligram at a time is typical.",
        FERTILITY_SOURCE,
        grade=CONS,
    )
    fertility_weekly_mg: Decimal = stated(
        Decimal("3.5"),
        "fert_max_weekly",
        "mg a week",
        "One milligram every other day makes three and a half a week.",
        FERTILITY_SOURCE,
        grade=CONS,
    )
    step_down: Decimal = stated(
        Decimal("0.8"),
        "step_down",
        "of the weekly dose",
        "A weekly dose at most this part of the earlier one answers a low estradiol.",
        "project default",
    )
    step_up: Decimal = stated(
        Decimal("1.25"),
        "step_up",
        "times the weekly dose",
        "A weekly dose at least this many times the earlier one answers a high estradiol.",
        "project default",
    )
