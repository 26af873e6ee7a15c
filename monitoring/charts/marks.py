"""Results as marks: shape for status, hollow for censored, a bar for what cannot be told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from monitoring.charts.points import Band, Bands, ChartDraw, ChartValue, Position
from monitoring.charts.scales import Scale
from monitoring.charts.spec import Mark, Shape
from monitoring.charts.wording import status

DrawnValue = tuple[ChartDraw, ChartValue]


@dataclass(frozen=True, slots=True)
class Marker:
    """What a panel measures: how it is headed, and where its results and its goal are found."""

    key: str
    title: str
    name: str
    value: Callable[[ChartDraw], ChartValue | None]
    band: Callable[[Bands], Band]


MARKERS = (
    Marker(
        "estradiol", "Estradiol (E2)", "Estradiol", lambda d: d.estradiol, lambda b: b.estradiol
    ),
    Marker(
        "testosterone",
        "Total testosterone",
        "Total testosterone",
        lambda d: d.testosterone,
        lambda b: b.testosterone,
    ),
    Marker("ratio", "Testosterone : E2 ratio", "T:E2 ratio", lambda d: d.ratio, lambda b: b.ratio),
    Marker(
        "hematocrit", "Hematocrit", "Hematocrit", lambda d: d.hematocrit, lambda b: b.hematocrit
    ),
)

_SHAPES = {
    Position.BELOW: Shape.DOWN,
    Position.IN_TARGET: Shape.CIRCLE,
    Position.NEAR: Shape.DIAMOND,
    Position.ABOVE: Shape.UP,
    Position.AT_OR_OVER_LIMIT: Shape.UP,
    Position.UNDECIDABLE: Shape.BAR,
}
_OPEN_END = {"<": Shape.DOWN, ">": Shape.UP}


def values(marker: Marker, draws: Sequence[ChartDraw]) -> list[DrawnValue]:
    """The draws that measured this marker, with their results."""
    return [(draw, value) for draw in draws if (value := marker.value(draw)) is not None]


def shape_of(value: ChartValue) -> Shape:
    """The shape of a result: a censored one points to where the true value lies."""
    if value.is_censored and value.position is not Position.UNDECIDABLE:
        return _OPEN_END[value.comparator]
    return _SHAPES[value.position]


def mark(drawn: DrawnValue, band: Band, span: Scale) -> Mark:
    """A result as a mark of its panel."""
    draw, value = drawn
    shape = shape_of(value)
    return Mark(
        on=draw.drawn_on,
        amount=value.amount,
        text=value.text,
        position=value.position,
        shape=shape,
        words=status(value, band),
        is_hollow=value.is_censored and shape is not Shape.BAR,
        reach=_reach(value, span) if shape is Shape.BAR else None,
    )


def _reach(value: ChartValue, span: Scale) -> Decimal:
    """The far end of an undecidable result's bar: the edge of the panel on its open side."""
    return span.high if value.comparator == ">" else span.low


def measured(value: ChartValue, unit: str) -> str:
    """A result with its unit; a percent sign stands close to the number."""
    return f"{value.text}%" if unit == "%" else f"{value.text} {unit}".rstrip()
