"""Where the strips of the chart lie, in CSS pixels, and how days and amounts become places.

Widths are fluid (days are percentages), heights are not: headings and newest values stand beside
the drawing as HTML at the same heights, given in the style sheet; a test compares the two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from monitoring.charts.spec import Panel

_TENTHS = 10


@dataclass(frozen=True, slots=True)
class Strip:
    """The top and height of a panel."""

    top: int
    height: int

    @property
    def bottom(self) -> int:
        """The lower end."""
        return self.top + self.height

    def tenths(self, amount: Decimal, panel: Panel) -> int:
        """How far down an amount lies, in tenths of a pixel from the top of the chart."""
        down = (panel.high - amount) * self.height * _TENTHS / (panel.high - panel.low)
        return self.top * _TENTHS + int(down.to_integral_value())


@dataclass(frozen=True, slots=True)
class Layout:
    """One arrangement of the chart.

    Texts are placed for `least_width` of the plot; longer ones, for `roomy_width`, are shown
    where the style sheet finds that much room.
    """

    key: str
    least_width: int
    roomy_width: int
    left: int
    right: int
    height: int
    strips: Mapping[str, Strip]
    most_calendar_lines: int
    writes_words: bool = True  # event and due texts, long band labels and dose texts
    line: int = 13  # from one line of a text to the next
    head_reach: int = 0  # up to here headings stand close above and below the first panel

    @property
    def top(self) -> int:
        """Where the first panel begins."""
        return min(strip.top for strip in self.strips.values())

    @property
    def bottom(self) -> int:
        """Where the last panel ends."""
        return max(strip.bottom for strip in self.strips.values())

    def across(self, ten_thousandths: int, *, roomy: bool = False) -> int:
        """A place along the chart in pixels, at its least or its roomy width."""
        return ten_thousandths * (self.roomy_width if roomy else self.least_width) // 10_000


def _strips(**places: tuple[int, int]) -> Mapping[str, Strip]:
    return MappingProxyType({key: Strip(*place) for key, place in places.items()})


WIDE = Layout(
    key="wide",
    least_width=500,
    roomy_width=640,
    left=52,
    right=118,
    height=788,
    strips=_strips(
        estradiol=(44, 220),
        dose=(306, 55),
        testosterone=(402, 70),
        ratio=(508, 66),
        hematocrit=(610, 66),
        events=(706, 46),
    ),
    most_calendar_lines=12,
)
NARROW = Layout(
    key="narrow",
    least_width=260,
    roomy_width=260,
    left=42,
    right=4,
    height=668,
    strips=_strips(
        estradiol=(42, 190),
        dose=(264, 44),
        testosterone=(340, 52),
        ratio=(424, 52),
        hematocrit=(508, 52),
        events=(586, 42),
    ),
    most_calendar_lines=6,
    writes_words=False,
)
PAPER = Layout(
    key="paper",
    least_width=540,
    roomy_width=540,
    left=40,
    right=84,
    height=359,
    strips=_strips(
        estradiol=(24, 90),
        dose=(132, 24),
        testosterone=(174, 28),
        ratio=(220, 26),
        hematocrit=(264, 26),
        events=(308, 22),
    ),
    most_calendar_lines=10,
    line=11,
    head_reach=140,
)
