"""Places on a chart as an SVG writes them: days in percent, amounts in pixels."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from monitoring.charts.labels import Sides, place_labels
from monitoring.charts.layouts import Layout, Strip
from monitoring.charts.spec import EventKind, Panel, Spec

_ROWS_DOWN_PERCENT = {EventKind.SYMPTOM: 27, EventKind.SCAN: 75, EventKind.SCAN_DUE: 75}


def pixels(tenths: int) -> str:
    """Tenths of a pixel as a length."""
    return f"{tenths // 10}.{tenths % 10}"


def percent(ten_thousandths: int) -> str:
    """A share of the width as a length."""
    return f"{ten_thousandths // 100}.{ten_thousandths % 100:02}%"


@dataclass(frozen=True)
class Frame:
    """One chart in one layout; what both renderers need is worked out once."""

    spec: Spec
    layout: Layout
    _places: dict[date, str] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def label_sides(self) -> Sides:
        """For each mark of the labelled panel the side its value is printed on."""
        return place_labels(self.spec.labelled, self.spec.timeline, self.layout)

    def strip(self, panel: Panel) -> Strip:
        """Where a panel lies."""
        return self.layout.strips[panel.key]

    def x(self, on: date) -> str:
        """A day's place along the chart."""
        place = self._places.get(on)
        if place is None:
            place = self._places[on] = percent(self.spec.timeline.ten_thousandths(on))
        return place

    def width(self, start: date, end: date) -> str:
        """The distance between two days."""
        along = self.spec.timeline.ten_thousandths
        return percent(along(end) - along(start))

    def down(self, amount: Decimal, panel: Panel) -> int:
        """An amount's place from the top of the chart, in tenths of a pixel."""
        return self.strip(panel).tenths(amount, panel)

    def y(self, amount: Decimal, panel: Panel) -> str:
        """An amount's place from the top of the chart."""
        return pixels(self.down(amount, panel))

    def room(self, start: date, end: date, *, roomy: bool) -> int:
        """The pixels between two days, for placing texts."""
        along = self.spec.timeline.ten_thousandths
        return self.layout.across(along(end) - along(start), roomy=roomy)

    def event_row(self, kind: EventKind) -> int:
        """The middle of a row of the events panel, in pixels from the top."""
        strip = self.layout.strips["events"]
        return strip.top + strip.height * _ROWS_DOWN_PERCENT[kind] // 100

    def ref(self, name: str) -> str:
        """The name of a shared shape, apart from those of another layout on the same page."""
        return f"{self.layout.key}-{name}"
