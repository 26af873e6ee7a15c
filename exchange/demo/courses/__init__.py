"""The men of the demo clinic. All names are invented; likeness to a person is chance."""

from exchange.demo.courses.blood import THICK_BLOOD
from exchange.demo.courses.fertility import FERTILITY
from exchange.demo.courses.high import HIGH
from exchange.demo.courses.lapsed import LAPSED
from exchange.demo.courses.low import LOW
from exchange.demo.courses.newcomers import NEWCOMERS
from exchange.demo.courses.pauses import PAUSES
from exchange.demo.courses.settling import SETTLING
from exchange.demo.courses.steady import STEADY
from exchange.demo.plans import Plan


def _shuffled(*rooms: tuple[Plan, ...]) -> tuple[Plan, ...]:
    """Dealt out like cards, so that neighbouring record numbers have nothing in common."""
    everybody = [plan for room in rooms for plan in room]
    return tuple(everybody[place * 23 % len(everybody)] for place in range(len(everybody)))


PLANS = _shuffled(STEADY, SETTLING, LOW, HIGH, THICK_BLOOD, LAPSED, PAUSES, FERTILITY, NEWCOMERS)
