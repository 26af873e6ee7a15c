"""Estradiol over time in the size of a word, for lists of many men.

Goal, hatched zone, line and the newest mark; the number always stands beside it. Places are whole
tenths of a pixel and everything that depends on the goal alone is built once, because a list
draws a hundred of them.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from monitoring.charts.markup import Markup, escape
from monitoring.charts.points import Band, Position
from monitoring.charts.scales import bounds, drawn_zone, scale

_WIDTH, _HEIGHT = 1040, 320  # tenths of a pixel
_RIGHT, _ACROSS = 970, 910  # where the newest point stands, and how far left the oldest does
_HATCH_STEP = 70
_HEAD = (
    f'<svg width="{_WIDTH // 10}" height="{_HEIGHT // 10}" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
    'role="img" aria-label="'
)
_SHAPES: dict[str, str] = {
    Position.IN_TARGET: "m-40 0a40 40 0 1 0 80 0a40 40 0 1 0-80 0z",
    Position.NEAR: "m0-55 55 55-55 55-55-55z",
    Position.BELOW: "m-52-36h104l-52 90z",
    Position.ABOVE: "m-52 36h104l-52-90z",
    Position.AT_OR_OVER_LIMIT: "m-52 36h104l-52-90z",
    Position.UNDECIDABLE: "m-25-55h50v110h-50z",
}
_OPEN_END = {"<": _SHAPES[Position.BELOW], ">": _SHAPES[Position.ABOVE]}


class SparkPoint(NamedTuple):
    """One estradiol result; `method` names assay and laboratory, which a line does not cross."""

    on: date
    amount: Decimal
    text: str
    position: str
    comparator: str = ""
    method: str = ""


class _Ground(NamedTuple):
    """What lies behind every line with this goal, and the scale: amounts from `high` down."""

    markup: str
    low: Decimal
    high: Decimal
    per_unit: Decimal


def sparkline(points: Sequence[SparkPoint], band: Band, longest_join_days: int) -> Markup:
    """The course in 104 by 32 pixels, oldest left; empty where there is no result."""
    if not points:
        return Markup("")
    ground = _ground(band)
    places = _places(points, ground)
    newest = points[-1]
    label = f"Estradiol, {len(points)} draws, latest {escape(newest.text)}"
    body = "".join(_lines(points, places, longest_join_days)) + "".join(_marks(points, places))
    return Markup(f'{_HEAD}{label}">{ground.markup}{body}</svg>')


@lru_cache(maxsize=256)
def _ground(band: Band) -> _Ground:
    """The goal as an area with its zone hatched; the scale is the usual one of the large chart."""
    usual = scale("estradiol", band, ())
    per_unit = _HEIGHT / (usual.high - usual.low)
    bottom, top = (int((usual.high - bound) * per_unit) for bound in bounds(band))
    markup = f'<path class="band" d="M0 {top}h{_WIDTH}V{bottom}H0z"/>'
    zone = drawn_zone(band)
    if zone is not None:
        foot, edge = (int((usual.high - bound) * per_unit) for bound in zone)
        markup += f'<path class="spark-zone" d="M0 {edge}h{_WIDTH}V{foot}H0z"/>'
        markup += f'<path class="spark-hatch" d="{_hatch(edge, foot)}"/>'
    return _Ground(markup, usual.low, usual.high, per_unit)


def _hatch(top: int, bottom: int) -> str:
    tall = bottom - top
    starts = range(_HATCH_STEP // 2, _WIDTH - tall, _HATCH_STEP)
    return "".join(f"M{start} {bottom}l{tall}-{tall}" for start in starts)


def _places(points: Sequence[SparkPoint], ground: _Ground) -> list[str]:
    """Each point's place as "x y"; an amount off the scale stands at its edge."""
    last = points[-1].on.toordinal()
    days = max(last - points[0].on.toordinal(), 1)
    _, low, high, per_unit = ground
    return [
        f"{_RIGHT - _ACROSS * (last - point.on.toordinal()) // days} "
        f"{int((high - min(max(point.amount, low), high)) * per_unit)}"
        for point in points
    ]


def _lines(points: Sequence[SparkPoint], places: Sequence[str], longest: int) -> Iterable[str]:
    """As in the large chart: no censored end, one method, no long gap, dotted over a skip."""
    solid, dotted, latest = "", "", dict[str, int]()
    for here, point in enumerate(points):
        if point.comparator:
            continue
        before = latest.get(point.method)
        latest[point.method] = here
        if before is None or (point.on - points[before].on).days > longest:
            continue
        if before == here - 1:
            start = "" if solid.endswith(places[before]) else f"M{places[before]}"
            solid += f"{start}L{places[here]}"
        else:
            dotted += f"M{places[before]}L{places[here]}"
    if solid:
        yield f'<path class="spark-line" d="{solid}"/>'
    if dotted:
        yield f'<path class="spark-dots" d="{dotted}"/>'


def _marks(points: Sequence[SparkPoint], places: Sequence[str]) -> Iterable[str]:
    """Censored results, points that no line reaches, and the newest one."""
    newest = len(points) - 1
    for here, point in enumerate(points):
        if here == newest or point.comparator:
            hollow = point.comparator and point.position != Position.UNDECIDABLE
            shape = _OPEN_END[point.comparator] if hollow else _SHAPES[point.position]
            name = f"pt pt-{point.position}{' pt-hollow' if hollow else ''}"
            yield f'<path class="{name}" d="M{places[here]}{shape}"/>'
