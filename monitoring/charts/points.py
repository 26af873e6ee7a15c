"""What a chart is drawn from: the facts of one man in their shown units, judged already."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Position(StrEnum):
    """Where a result lies against its goal, as a chart tells it apart by shape."""

    BELOW = "below"
    IN_TARGET = "in_target"
    NEAR = "near"  # in target, but near a limit or inside the bone-risk zone
    ABOVE = "above"
    AT_OR_OVER_LIMIT = "at_or_over_limit"
    UNDECIDABLE = "undecidable"  # a censored result that does not say


class DueKind(StrEnum):
    """What is due on a day to come, or was due on a day past."""

    LABS = "labs"
    DEXA = "dexa"


class Window(StrEnum):
    """How far back a chart looks; the value is what stands in the address (`?w=`)."""

    HALF_YEAR = "6m"
    ONE_YEAR = "1y"
    TWO_YEARS = "2y"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ChartValue:
    """One result: the digits as recorded, and their amount in the unit of its panel."""

    text: str
    amount: Decimal
    position: Position
    comparator: str = ""
    assay: str = ""
    laboratory: str = ""
    amended: str = ""  # "amended 18-Nov-2026, was 71"
    is_converted: bool = False
    is_preliminary: bool = False

    def __post_init__(self) -> None:
        """Refuse (ValueError) a number that is not finite, and an unknown comparator."""
        if not self.amount.is_finite():
            raise ValueError("A chart value needs a finite number.")
        if self.comparator not in ("", "<", ">"):
            raise ValueError(f"A comparator is empty, < or >, not {self.comparator!r}.")

    @property
    def is_censored(self) -> bool:
        """Whether the laboratory gave only one end of an interval."""
        return self.comparator != ""

    @property
    def method(self) -> tuple[str, str]:
        """Results may be compared by a line only where assay and laboratory are the same."""
        return (self.assay, self.laboratory)


@dataclass(frozen=True, slots=True)
class ChartDraw:
    """All results of one collection date; what was not measured is None."""

    drawn_on: date
    estradiol: ChartValue | None = None
    testosterone: ChartValue | None = None
    ratio: ChartValue | None = None
    hematocrit: ChartValue | None = None
    href: str = ""
    note: str = ""  # one short line for the reading: hours since the last dose, reviewer


@dataclass(frozen=True, slots=True)
class DoseStep:
    """The weekly anastrozole dose from a day on; held: none is taken (paused or stopped)."""

    starts_on: date
    weekly_mg: Decimal
    label: str = ""  # "0.5 mg twice a week", or "paused", "stopped"
    held: bool = False

    @property
    def taken_mg(self) -> Decimal:
        """What is taken in a week, in mg: nothing while held."""
        return Decimal(0) if self.held else self.weekly_mg


@dataclass(frozen=True, slots=True)
class SymptomMark:
    """What he reported on a day, in words."""

    reported_on: date
    text: str


@dataclass(frozen=True, slots=True)
class DexaMark:
    """A bone density scan, with its leading score in words ("Hip T -1.1")."""

    scanned_on: date
    text: str


@dataclass(frozen=True, slots=True)
class DueMarker:
    """Labs or a scan, due on a day."""

    kind: DueKind
    due_on: date


@dataclass(frozen=True, slots=True)
class Band:
    """A goal in its shown unit: `at_least` and `at_most` belong to it, `under` does not."""

    unit: str
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    under: Decimal | None = None
    zone: tuple[Decimal, Decimal] | None = None  # inside the goal, hatched, both ends included
    moved_by: str = ""  # whose goal it is and since when, where it is not the rule book's


@dataclass(frozen=True, slots=True)
class Bands:
    """The goals in force today, one for each panel that has one."""

    estradiol: Band
    testosterone: Band
    ratio: Band
    hematocrit: Band


@dataclass(frozen=True, slots=True)
class CourseChart:
    """Everything a chart shows, in any order; `longest_join_days` is the longest line in time."""

    today: date
    bands: Bands
    longest_join_days: int
    window: Window = Window.TWO_YEARS
    draws: tuple[ChartDraw, ...] = ()
    dose_steps: tuple[DoseStep, ...] = ()
    symptoms: tuple[SymptomMark, ...] = ()
    scans: tuple[DexaMark, ...] = ()
    due: tuple[DueMarker, ...] = ()
