"""Whether a typed result can be what the report says: refused, to be confirmed, or fine.

Being out of target is no reason to stop an entry. What is stopped or asked about is what bodies do
not do, and the frequent slips between units.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from labs.units import Measurement, shown, shown_limit
from protocols.targets.measurands import CLOSE_TO_LAST, USUAL_CHANGE, Bounds, Unit
from protocols.targets.quantity import Quantity

Outcome = Literal["ok", "confirm", "reject"]


@dataclass(frozen=True, slots=True)
class Plausibility:
    """What to do with an entry, and the words for the person who typed it.

    "ok" may carry messages too: a frequent slip is named wherever its numbers turn up.
    """

    outcome: Outcome
    messages: tuple[str, ...] = ()


def judge_entry(measurement: Measurement) -> Plausibility:
    """Hold a result against its analyte's limits and frequent slips, before any rule sees it.

    Of a result like "<5" the number is held against the limits.
    """
    slips = _named_slips(measurement)
    hard, soft = measurement.analyte.hard, measurement.analyte.soft
    if not hard.holds(measurement.quantity.value):
        return Plausibility("reject", (_refusal(measurement, hard), *slips))
    if not soft.holds(measurement.quantity.value):
        return Plausibility("confirm", (_question(measurement, soft), *slips))
    return Plausibility("ok", slips)


def _refusal(measurement: Measurement, hard: Bounds) -> str:
    accepted = _accepted(measurement, hard)
    return (
        f"{measurement.analyte.name} {measurement.as_typed} cannot be recorded: "
        f"accepted is {accepted}. Check the number and the unit on the report."
    )


def _question(measurement: Measurement, soft: Bounds) -> str:
    word = "low" if soft.is_under(measurement.quantity.value) else "high"
    return (
        f"{measurement.analyte.name} {measurement.as_typed} is unusually {word}. "
        "Check the number and the unit on the report, then confirm it."
    )


def _accepted(measurement: Measurement, hard: Bounds) -> str:
    """The accepted range in words, in the unit that was typed."""
    words = []
    if hard.low is not None:
        start = "more than" if hard.low_excluded else "at least"
        words.append(f"{start} {_limit(measurement, hard.low)}")
    if hard.high is not None:
        words.append(f"at most {_limit(measurement, hard.high)}")
    return f"{' and '.join(words)} {measurement.unit.label}"


def _limit(measurement: Measurement, limit: Decimal) -> str:
    return shown_limit(limit, measurement.analyte.code, measurement.unit.code)


def _named_slips(measurement: Measurement) -> tuple[str, ...]:
    """The frequent slips whose numbers this is, in the unit in which they are made."""
    return tuple(
        f"{measurement.analyte.name} from {slip.low} to {slip.high} {measurement.unit.label} is "
        f"often a value in {_label(measurement, slip.meant)}. Which unit is on the report?"
        for slip in measurement.analyte.slips
        if measurement.unit.code == slip.unit and slip.low <= measurement.value <= slip.high
    )


def _label(measurement: Measurement, code: str) -> str:
    unit = measurement.analyte.unit(code)
    return code if unit is None else unit.label


def unit_slip(
    measurement: Measurement, previous: Quantity, limits: Iterable[Decimal] = ()
) -> str | None:
    """Ask for the unit where a result is far from the last one, and close to it in another unit.

    Both must be exact numbers: an open interval is not a multiple of anything. `limits`
    (canonical) keep the values in the message on their own side of them.
    """
    other = slipped_from(measurement, previous)
    if other is None:
        return None
    times = measurement.quantity.value / previous.value
    analyte, held = measurement.analyte, tuple(limits)
    last = f"{shown(previous, analyte.code, limits=held)} {analyte.canonical.label}"
    read_anew = shown(Quantity(other.to_canonical(measurement.value)), analyte.code, limits=held)
    meaning = f"{read_anew} {analyte.canonical.label}"
    if other is analyte.canonical:
        meaning = "close to it"
    return (
        f"{measurement.as_typed} is {_multiple(times)} times the last result ({last}). "
        f"{measurement.text} {other.label} would be {meaning}. Which unit is on the report?"
    )


def slipped_from(measurement: Measurement, previous: Quantity) -> Unit | None:
    """The unit that the report may have meant; None where nothing speaks for a slip."""
    if measurement.quantity.is_censored or previous.is_censored or not previous.value:
        return None
    if USUAL_CHANGE.holds(measurement.quantity.value / previous.value):
        return None
    return _nearest_unit(measurement, previous)


def _nearest_unit(measurement: Measurement, previous: Quantity) -> Unit | None:
    """The unit in which the same number lies closest to the last result, if any is close."""
    times = {
        unit.code: unit.to_canonical(measurement.value) / previous.value
        for unit in measurement.analyte.units
    }
    close = [unit for unit in measurement.analyte.units if CLOSE_TO_LAST.holds(times[unit.code])]
    return min(close, key=lambda unit: abs(times[unit.code] - 1), default=None)


def _multiple(times: Decimal) -> str:
    """How many times, to a tenth from one on and to a hundredth below; never as nothing."""
    if times >= 1:
        return f"{times.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP):f}"
    hundredths = times.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{hundredths:f}" if hundredths else "less than 0.01"
