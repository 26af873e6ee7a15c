"""How tall a panel is drawn: display choices only, none of them a clinical number.

Every reach is a multiple of the goal's own size (its width, or its one bound), so the picture
keeps its proportions in any unit and with any clinic's goal. A scale is fixed in advance and
grows by whole steps when a result does not fit; the panel then says so. It is never fitted to the
results, since that would make a flat course look wild.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from monitoring.charts.points import Band
from monitoring.charts.wording import plain

ZERO = Decimal(0)
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a panel reaches beyond the goal, nearest first, in multiples of the goal's size."""

    below: tuple[Decimal, ...]
    above: tuple[Decimal, ...]


def _reach(below: str, above: str) -> Reach:
    return Reach(tuple(map(Decimal, below.split())), tuple(map(Decimal, above.split())))


REACHES = {
    "estradiol": _reach("0.75 1", "1.5 3.5 8 18"),
    "testosterone": _reach("0.3 1", "0.3 1 2 4"),
    "ratio": _reach("1", "5 9 19 49"),
    "hematocrit": _reach("0.2 0.3 1", "0.06 0.15 0.4"),
}
LEAST_DOSE_TOP_MG = Decimal("1.25")  # the dose panel is at least this tall
DOSE_HEADROOM = Decimal("1.25")


@dataclass(frozen=True, slots=True)
class Scale:
    """The vertical range of a panel, and a note where it had to grow."""

    low: Decimal
    high: Decimal
    note: str = ""


def scale(key: str, band: Band, amounts: Iterable[Decimal]) -> Scale:
    """The range of a panel that holds these amounts."""
    bottom, top = bounds(band)
    size = top - bottom or top
    seen = list(amounts)
    reach = REACHES[key]
    lows = [max(bottom - size * step, ZERO) for step in reach.below]
    highs = [top + size * step for step in reach.above]
    low = next((edge for edge in lows if all(edge <= amount for amount in seen)), lows[-1])
    high = _first_above(highs, max(seen, default=ZERO))
    return Scale(low, high, _grown(low, high, lows[0], highs[0]))


def bounds(band: Band) -> tuple[Decimal, Decimal]:
    """The lower and upper bound of a goal; a goal with one bound has it twice."""
    top = band.under if band.under is not None else band.at_most
    bottom = band.at_least if band.at_least is not None else top
    if bottom is None:
        raise ValueError("A goal needs a bound.")
    return bottom, bottom if top is None else top


def drawn_zone(band: Band) -> tuple[Decimal, Decimal] | None:
    """The part of the zone inside the goal; None where a clinic's goal leaves none of it."""
    bottom, top = bounds(band)
    if band.zone is None or not bottom < band.zone[1] <= top:
        return None
    return max(bottom, band.zone[0]), band.zone[1]


def _first_above(edges: Sequence[Decimal], amount: Decimal) -> Decimal:
    for edge in edges:
        if amount <= edge:
            return edge
    edge = edges[-1]
    while edge < amount:
        edge *= 2
    return edge


def _grown(low: Decimal, high: Decimal, usual_low: Decimal, usual_high: Decimal) -> str:
    grown = [plain(edge) for edge, usual in ((low, usual_low), (high, usual_high)) if edge != usual]
    return f"scale extended to {' and '.join(grown)}" if grown else ""


def dose_scale(doses_mg: Iterable[Decimal]) -> Scale:
    """The range of the dose panel, from nothing to a quarter above the highest weekly dose."""
    return Scale(ZERO, max(LEAST_DOSE_TOP_MG, DOSE_HEADROOM * max(doses_mg, default=ZERO)))


def ticks(
    span: Scale, first: Iterable[Decimal], steps: int, least_gap: Decimal
) -> tuple[Decimal, ...]:
    """The labelled values: `first` in order of importance, then round ones, not too near.

    `steps` is how many round steps the range has at most, `least_gap` a fraction of the range.
    """
    gap = (span.high - span.low) * least_gap
    kept: list[Decimal] = []
    for amount in (*first, *_round_values(span, steps)):
        inside = span.low <= amount <= span.high - gap / 4
        if inside and all(abs(amount - other) >= gap for other in kept):
            kept.append(amount)
    return tuple(sorted(kept))


def _round_values(span: Scale, steps: int) -> list[Decimal]:
    least = (span.high - span.low) / steps
    power = Decimal(1).scaleb(least.adjusted())
    step = next(power * factor for factor in _STEPS if power * factor >= least)
    first = (span.low / step).to_integral_value(ROUND_CEILING)
    last = (span.high / step).to_integral_value(ROUND_FLOOR)
    return [step * number for number in range(int(first), int(last) + 1)]
