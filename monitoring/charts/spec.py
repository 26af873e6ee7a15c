"""What is to be seen, before anything says how: panels, marks, lines, readings and a caption.

The server's SVG and the browser's live figure are both drawn from one Spec, so that they cannot
disagree.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from monitoring.charts.points import DueKind, Position, Window


class Shape(StrEnum):
    """Status by shape, so that it survives grey paper and colour blindness."""

    CIRCLE = "circle"  # in target
    DIAMOND = "diamond"  # in target, near a limit or in the bone-risk zone
    DOWN = "down"  # below, or (hollow) somewhere below the point
    UP = "up"  # above, or (hollow) somewhere above the point
    BAR = "bar"  # the whole range that an undecidable result leaves open


class LineStyle(StrEnum):
    """Solid joins neighbours; dotted skips a result that cannot be joined."""

    SOLID = "solid"
    DOTTED = "dotted"


class EventKind(StrEnum):
    """The marks of the events panel."""

    SYMPTOM = "symptom"
    SCAN = "scan"
    SCAN_DUE = "scan-due"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The days that the chart covers; what lies after today is yet to come."""

    starts_on: date
    ends_on: date
    today: date

    def ten_thousandths(self, on: date) -> int:
        """How far along the chart a day lies, in hundredths of a percent, kept inside it."""
        days = (self.ends_on - self.starts_on).days
        along = (on - self.starts_on).days * 10_000
        return min(max((2 * along + days) // (2 * days), 0), 10_000)

    def covers(self, on: date) -> bool:
        """Whether a day is on the chart."""
        return self.starts_on <= on <= self.ends_on


@dataclass(frozen=True, slots=True)
class Mark:
    """One result as a point; `reach` is the other end of an undecidable result's bar."""

    on: date
    amount: Decimal
    text: str
    position: Position
    shape: Shape
    words: str
    is_hollow: bool = False
    reach: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight line between two quantified results."""

    start: Mark
    end: Mark
    style: LineStyle


@dataclass(frozen=True, slots=True)
class Area:
    """A pale area behind the points: the goal, or the hatched zone inside it."""

    low: Decimal
    high: Decimal
    is_zone: bool = False
    label: str = ""
    short_label: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line at a bound of the goal; a limit that must not be reached is drawn stronger."""

    amount: Decimal
    is_limit: bool = False


@dataclass(frozen=True, slots=True)
class DoseSpan:
    """A stretch of unchanged weekly dose; `ends_on` is the day of the next change, or today."""

    starts_on: date
    ends_on: date
    weekly_mg: Decimal
    texts: tuple[str, ...]  # the same said at length, and shorter
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A symptom report, a scan, or a scan to come."""

    kind: EventKind
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class DueMark:
    """Something due: on its day, or pointing past the end of the chart."""

    kind: DueKind
    on: date
    lines: tuple[str, ...]
    is_late: bool = False
    is_beyond: bool = False


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest result of a panel in figures and words, and the one before it."""

    text: str
    words: str
    before: str
    mark: Mark | None = None

    @property
    def position(self) -> Position:
        """Where it lies; what is not judged, such as a dose, is shown as what is in target."""
        return self.mark.position if self.mark else Position.IN_TARGET

    @property
    def is_plain(self) -> bool:
        """In target carries no colour and no visible words."""
        return self.position is Position.IN_TARGET and self.mark is not None


@dataclass(frozen=True, slots=True)
class Panel:
    """One strip of the chart with its own vertical scale from `low` to `high`."""

    key: str
    title: str
    unit: str
    goal: str
    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...] = ()
    areas: tuple[Area, ...] = ()
    edges: tuple[Edge, ...] = ()
    marks: tuple[Mark, ...] = ()
    segments: tuple[Segment, ...] = ()
    spans: tuple[DoseSpan, ...] = ()
    events: tuple[Event, ...] = ()
    latest: Latest | None = None
    scale_note: str = ""
    is_labelled: bool = False  # large marks, each with its value


@dataclass(frozen=True, slots=True)
class Reading:
    """One draw in words: aloud, as lines under the pointer, and where Enter leads."""

    on: date
    spoken: str
    lines: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Caption:
    """The finding first, then what else is to be said, then how to read the drawing."""

    finding: str
    details: str
    key: str


@dataclass(frozen=True, slots=True)
class Spec:
    """The whole chart. `draw_count` counts every draw, `earlier_count` those before the window."""

    title: str
    timeline: Timeline
    window: Window
    panels: tuple[Panel, ...]
    dose_changes: tuple[date, ...]
    due: tuple[DueMark, ...]
    readings: tuple[Reading, ...]
    caption: Caption
    draw_count: int
    earlier_count: int

    @property
    def has_trend(self) -> bool:
        """Two draws make a chart; fewer are told in words and in the table."""
        return self.draw_count > 1

    @property
    def labelled(self) -> Panel:
        """The panel that prints the value of each of its marks."""
        return next(panel for panel in self.panels if panel.is_labelled)

    def panel(self, key: str) -> Panel:
        """The panel of that key; KeyError where there is none."""
        for panel in self.panels:
            if panel.key == key:
                return panel
        raise KeyError(key)
