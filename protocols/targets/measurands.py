"""What is known about one analyte: units, limits on entry, frequent slips, codes."""

from dataclasses import dataclass
from decimal import Context, Decimal

NOT_CHECKED = "not yet checked by a clinician"

# Every conversion by multiplication is exact at this precision (a typed number has at most 20
# digits). The only inexact ones are divisions, and those keep 50 significant digits.
ARITHMETIC = Context(prec=50)

TESTOSTERONE_MOLAR_MASS = Decimal("288.431")  # g/mol, C19H28O2
TEN = Decimal(10)


@dataclass(frozen=True, slots=True)
class Unit:
    """One accepted unit: canonical value = value x multiplier / divisor.

    `code` is the UCUM code, `label` the spelling shown, `decimals` how many are shown.
    `is_verified` is False where the conversion factor has not been checked against its source.
    """

    code: str
    label: str
    decimals: int
    multiplier: Decimal = Decimal(1)
    divisor: Decimal = Decimal(1)
    is_verified: bool = True

    def to_canonical(self, value: Decimal) -> Decimal:
        """Turn a value in this unit into the analyte's canonical unit."""
        return self._scaled(value, self.multiplier, self.divisor)

    def from_canonical(self, value: Decimal) -> Decimal:
        """Turn a value in the analyte's canonical unit into this one."""
        return self._scaled(value, self.divisor, self.multiplier)

    @staticmethod
    def _scaled(value: Decimal, by: Decimal, over: Decimal) -> Decimal:
        return ARITHMETIC.divide(ARITHMETIC.multiply(value, by), over)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Values between two ends, both included unless `low_excluded`; None is an open end."""

    low: Decimal | None
    high: Decimal | None
    low_excluded: bool = False

    def holds(self, value: Decimal) -> bool:
        """Whether the value lies between the ends."""
        return not self.is_under(value) and not self.is_over(value)

    def is_under(self, value: Decimal) -> bool:
        """Whether the value lies on the wrong side of the lower end."""
        if self.low is None:
            return False
        return value <= self.low if self.low_excluded else value < self.low

    def is_over(self, value: Decimal) -> bool:
        """Whether the value lies beyond the upper end; the end itself is accepted."""
        return self.high is not None and value > self.high


ANYTHING = Bounds(None, None)


def bounds(low: str | None, high: str | None, *, low_excluded: bool = False) -> Bounds:
    """Write bounds the way a table does, with the ends as text."""
    low_end, high_end = (None if end is None else Decimal(end) for end in (low, high))
    return Bounds(low_end, high_end, low_excluded)


# A result this far from the last one, that another unit would bring back near it, asks for its
# unit. Project defaults: the usual ranges of pg/mL and pmol/L overlap, so that limits alone cannot
# tell.
USUAL_CHANGE = bounds("0.4", "2.5")
CLOSE_TO_LAST = bounds("0.67", "1.5")


@dataclass(frozen=True, slots=True)
class Slip:
    """A frequent mistake: numbers from low to high, ends included, in `unit` instead of `meant`."""

    unit: str
    meant: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Loinc:
    """A LOINC code; verified: seen with its long name in several independent public tables."""

    code: str
    kind: str
    is_verified: bool = False


def loinc(*codes: str, kind: str = "", verified: bool = False) -> tuple[Loinc, ...]:
    """Write several codes of one kind."""
    return tuple(Loinc(code, kind, verified) for code in codes)


@dataclass(frozen=True, slots=True)
class Analyte:
    """One thing a laboratory measures, or that is calculated from what it measured.

    The first unit is the canonical one, in which values are stored and compared; `si` names the
    unit of the international system. `hard` bounds are refused beyond, `soft` ones need an
    explicit confirmation.
    """

    code: str
    slug: str
    name: str
    label: str
    units: tuple[Unit, ...]
    si: str
    hard: Bounds
    soft: Bounds
    loinc: tuple[Loinc, ...]
    slips: tuple[Slip, ...] = ()
    accepts_comparator: bool = True
    may_raise_flags: bool = False
    is_calculated: bool = False
    source: str = "project default; recorded and charted, no rule judges it"
    review: str = NOT_CHECKED

    @property
    def canonical(self) -> Unit:
        """The unit values are stored, compared and judged in."""
        return self.units[0]

    def unit(self, code: str) -> Unit | None:
        """The accepted unit with this UCUM code; None where the analyte is not recorded in it."""
        return next((unit for unit in self.units if unit.code == code), None)

    def si_unit(self) -> Unit:
        """The unit shown when a reader asks for the international system."""
        return next(unit for unit in self.units if unit.code == self.si)
