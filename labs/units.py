"""From what was typed to what it means, in the analyte's canonical unit, and back to a display.

A unit is never assumed. What was typed (text, sign, digits, unit) is kept beside the exact
canonical value; values are compared unrounded and rounded for display only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from labs.reading import MOST_DIGITS, Typed, Unreadable, read_typed
from labs.unit_spellings import unit_code
from protocols.targets.analytes import ANALYTES, Analyte, Unit
from protocols.targets.quantity import COMPARATORS, Quantity

# A limit that a unit cannot write exactly (20 pg/mL is 73.4254... pmol/L) is shown with this many
# decimals.
LIMIT_DECIMALS = 3
MOST_DECIMALS = 30
REMEMBERED = 20_000
_WIDE = Context(prec=100)
# Fewer digits than a conversion keeps: its last ones must not push a rounding to the next number.
_SEEN = Context(prec=40)
_ROUNDING = {"": ROUND_HALF_UP, "<": ROUND_CEILING, ">": ROUND_FLOOR}


class UnknownAnalyte(ValueError):
    """No analyte has this code."""


class UnknownUnit(ValueError):
    """The analyte is not recorded in this unit, or no unit was given."""


class ComparatorNotAccepted(ValueError):
    """The sign is none of "<" and ">", contradicts the text, or is refused for this analyte."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One result: what was typed, and the exact quantity in the canonical unit that it means."""

    analyte: Analyte
    text: str
    comparator: str
    value: Decimal
    unit: Unit
    quantity: Quantity
    lab_flag: str | None = None

    @property
    def as_typed(self) -> str:
        """The result as the report prints it, with its unit: "<15 pg/mL"."""
        return f"{self.text} {self.unit.label}"


def analyte_of(code: str) -> Analyte:
    """The analyte with this code; raises UnknownAnalyte."""
    try:
        return ANALYTES[code]
    except KeyError:
        raise UnknownAnalyte(f'"{code}" is not an analyte that is recorded here.') from None


def unit_of(analyte: Analyte, written: str | None) -> Unit:
    """The unit a written text stands for, if the analyte is recorded in it; raises UnknownUnit."""
    accepted = ", ".join(unit.label for unit in analyte.units)
    if not written or not written.strip():
        raise UnknownUnit(f"Choose the unit printed on the report: {accepted}.")
    code = unit_code(written)
    unit = analyte.unit(code) if code else None
    if unit is None:
        raise UnknownUnit(
            f'{analyte.name} is not recorded in "{written.strip()[:20]}". Accepted: {accepted}. '
            "Check the unit on the report."
        )
    return unit


def measure(
    analyte_code: str,
    entry: str | Decimal | Typed,
    unit: str | None = None,
    comparator: str | None = None,
) -> Measurement:
    """Give a typed result its meaning; the unit may stand in the text, and must agree with `unit`.

    Raises UnknownAnalyte, UnknownUnit, ComparatorNotAccepted, and Unreadable for the text itself.
    """
    if isinstance(entry, str):
        return _of_text(analyte_code, entry, unit, comparator)
    return _of_typed(analyte_code, _typed(entry), unit, comparator)


@lru_cache(maxsize=REMEMBERED)  # results repeat, and each is read when it comes and when judged
def _of_text(code: str, text: str, unit: str | None, comparator: str | None) -> Measurement:
    return _of_typed(code, read_typed(text), unit, comparator)


def _of_typed(code: str, typed: Typed, unit: str | None, comparator: str | None) -> Measurement:
    analyte = analyte_of(code)
    chosen = _agreed_unit(analyte, typed, unit)
    sign = _agreed_comparator(analyte, typed, comparator)
    if sign == "<" and typed.number == 0:
        raise ComparatorNotAccepted(
            "No result lies below zero. Enter the limit printed after the < sign."
        )
    quantity = Quantity(chosen.to_canonical(typed.number), sign)
    return Measurement(
        analyte, sign + typed.digits, sign, typed.number, chosen, quantity, typed.flag
    )


def _typed(entry: Decimal | Typed) -> Typed:
    if isinstance(entry, Typed):
        return entry
    if not entry.is_finite() or abs(entry.adjusted()) > MOST_DIGITS:
        raise Unreadable("Enter one number, for example 17.")
    return read_typed(f"{entry:f}")


def _agreed_unit(analyte: Analyte, typed: Typed, written: str | None) -> Unit:
    if typed.unit_text is None:
        return unit_of(analyte, written)
    in_text = unit_of(analyte, typed.unit_text)
    if written and written.strip() and unit_of(analyte, written) is not in_text:
        raise UnknownUnit(
            f"The result says {in_text.label}, the unit beside it {written.strip()[:20]}. "
            "Choose the unit printed on the report."
        )
    return in_text


def _agreed_comparator(analyte: Analyte, typed: Typed, given: str | None) -> str:
    """The sign of the text or the one given beside it; a sign in the text is never dropped."""
    if (given or "") not in COMPARATORS:
        raise ComparatorNotAccepted(
            'A result can be "<" (below) or ">" (above) a limit, nothing else.'
        )
    if given and typed.comparator and given != typed.comparator:
        raise ComparatorNotAccepted(
            f'The result says "{typed.comparator}", the sign beside it "{given}".'
        )
    sign = typed.comparator or given or ""
    if sign and not analyte.accepts_comparator:
        raise ComparatorNotAccepted(
            f'{analyte.name} takes no "<" or ">". Enter the number on the report.'
        )
    return sign


def convert(quantity: Quantity, analyte_code: str, unit: str) -> Decimal:
    """The number of a canonical quantity in another accepted unit, not rounded (50 digits)."""
    analyte = analyte_of(analyte_code)
    return unit_of(analyte, unit).from_canonical(quantity.value)


def shown(
    quantity: Quantity, analyte_code: str, unit: str | None = None, limits: Iterable[Decimal] = ()
) -> str:
    """A canonical quantity as text in a unit, rounded, but never to another side of any limit.

    `limits` are canonical; zero is one too, so that a trace is not shown as nothing. Decimals are
    added until every comparison has the answer that the unrounded value has. An open interval is
    rounded outwards: it may grow, never shrink. A value that equals a limit which the unit cannot
    write exactly is shown as `shown_limit` writes that limit.
    """
    analyte = analyte_of(analyte_code)
    target = analyte.canonical if unit is None else unit_of(analyte, unit)
    number = _SEEN.plus(target.from_canonical(quantity.value))
    held = (Decimal(0), *limits)
    for places in range(target.decimals, MOST_DECIMALS):
        rounded = _rounded(number, places, _ROUNDING[quantity.comparator])
        if _same_side(Quantity(target.to_canonical(rounded), quantity.comparator), quantity, held):
            return f"{quantity.comparator}{rounded:f}"
    nearest = _rounded(number, max(LIMIT_DECIMALS, target.decimals), ROUND_HALF_UP)
    return f"{quantity.comparator}{nearest:f}"


def shown_limit(limit: Decimal, analyte_code: str, unit: str | None = None) -> str:
    """A canonical limit as text: in full where the unit can write it, else with three decimals."""
    return shown(Quantity(limit), analyte_code, unit, limits=(limit,))


def _rounded(number: Decimal, places: int, rounding: str) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding=rounding, context=_WIDE)


def _same_side(rounded: Quantity, exact: Quantity, limits: Iterable[Decimal]) -> bool:
    return all(
        rounded.below(limit) == exact.below(limit) and rounded.above(limit) == exact.above(limit)
        for limit in limits
    )


def shown_ratio(ratio: Fraction, comparator: str = "") -> str:
    """A ratio of testosterone (ng/dL) to estradiol (pg/mL), cut off after one decimal, not rounded.

    9.975 shows as 9.9, because 10.0 would look like a ratio in target. An upper bound ("<") is
    rounded up, so that it stays a bound.
    """
    tenths = ratio * 10
    cut = ceil(tenths) if comparator == "<" else floor(tenths)
    return f"{comparator}{Decimal(cut).scaleb(-1):f}"
