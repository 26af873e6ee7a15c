"""Bone density over the years, one drawing a site: what was measured, and what counts as change.

Densities are joined only where they can be compared, on one device and over the same vertebrae.
The scale is the same share of the first density for every man, so that a small loss looks small.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from monitoring.charts.frame import Frame
from monitoring.charts.layouts import Layout, Strip
from monitoring.charts.markup import Markup
from monitoring.charts.points import Position, Window
from monitoring.charts.scales import Scale, ticks
from monitoring.charts.spec import (
    Area,
    Caption,
    LineStyle,
    Mark,
    Panel,
    Segment,
    Shape,
    Spec,
    Timeline,
)
from monitoring.charts.svg import draw_svg
from monitoring.charts.wording import month, plain

UNIT = "g/cm²"
_REACHES = (Decimal("0.12"), Decimal("0.25"), Decimal("0.5"), Decimal(1))  # of the first density
_STEPS, _LEAST_GAP = 3, Decimal("0.2")
_LEAST_WIDTH = 270
_STRIP = Strip(16, 120)
_MONTHS_BELOW = 36  # pixels


@dataclass(frozen=True, slots=True)
class Density:
    """One measured site of a scan, in g/cm²; equal `comparable` means: can be compared."""

    on: date
    amount: Decimal
    comparable: str


@dataclass(frozen=True, slots=True)
class TooSmall:
    """The densities that differ from an older one by less than the least significant change."""

    since: date
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class DensityCourse:
    """The densities of one site, earliest first; `key` names the drawing on its page."""

    key: str
    site: str
    densities: tuple[Density, ...]
    too_small: TooSmall | None = None


def density_svg(course: DensityCourse, over: Timeline) -> Markup:
    """The drawing of one site; at least one density is asked for (IndexError)."""
    panel = _panel(course)
    measured = ", ".join(f"{mark.text} in {month(mark.on)}" for mark in panel.marks)
    spec = Spec(
        title=f"{course.site}, bone density in {UNIT}",
        timeline=over,
        window=Window.ALL,
        panels=(panel,),
        dose_changes=(),
        due=(),
        readings=(),
        caption=Caption(f"{course.site}: {measured}.", "", ""),
        draw_count=len(panel.marks),
        earlier_count=0,
    )
    return draw_svg(Frame(spec, _layout(course.key)))


def _layout(key: str) -> Layout:
    return Layout(
        key=key,
        least_width=_LEAST_WIDTH,
        roomy_width=_LEAST_WIDTH,
        left=46,
        right=8,
        height=_STRIP.bottom + _MONTHS_BELOW,
        strips={key: _STRIP},
        most_calendar_lines=6,
    )


def _panel(course: DensityCourse) -> Panel:
    marks = tuple(_mark(density) for density in course.densities)
    band = course.too_small
    seen = [density.amount for density in course.densities]
    span = _scale(seen[0], [*seen, *([band.low, band.high] if band else [])])
    return Panel(
        key=course.key,
        title=course.site,
        unit=UNIT,
        goal="",
        low=span.low,
        high=span.high,
        ticks=ticks(span, (), _STEPS, _LEAST_GAP),
        areas=(Area(band.low, band.high),) if band else (),
        marks=marks,
        segments=tuple(_segments(course.densities, marks)),
        scale_note=span.note,
        is_labelled=True,
    )


def _mark(density: Density) -> Mark:
    text = plain(density.amount)
    return Mark(density.on, density.amount, text, Position.IN_TARGET, Shape.CIRCLE, "")


def _scale(first: Decimal, amounts: Sequence[Decimal]) -> Scale:
    """So much above and below the first density that every amount fits."""
    for reach in _REACHES:
        span = Scale(first * (1 - reach), first * (1 + reach))
        if all(span.low <= amount <= span.high for amount in amounts):
            return span
    return Scale(Decimal(0), max(amounts))


def _segments(densities: Sequence[Density], marks: Sequence[Mark]) -> Iterable[Segment]:
    """Neighbours that can be compared; dotted where another device lies between."""
    latest: dict[str, int] = {}
    for here, density in enumerate(densities):
        before = latest.get(density.comparable)
        if before is not None:
            style = LineStyle.SOLID if before == here - 1 else LineStyle.DOTTED
            yield Segment(marks[before], marks[here], style)
        latest[density.comparable] = here
