"""One man's results as every page shows them: digits, position against the goal, the ratio.

Built from the judgement's own readings, so that a list, a chart and a finding can't disagree.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from labs.units import shown
from monitoring.charts.points import Position
from monitoring.judgement.ratio import Ratio, RatioStatus, ratio_of
from monitoring.judgement.readings import Reading, Series, series_by_analyte
from monitoring.judgement.rules.estradiol import in_bone_zone
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT, TESTOSTERONE, Snapshot
from protocols.targets.analytes import BY_SLUG
from protocols.targets.goals import Position as Goal
from protocols.targets.goals import Target

RATIO = "ratio"
MEASURED = (ESTRADIOL, TESTOSTERONE, HEMATOCRIT)
MARKERS = (ESTRADIOL, TESTOSTERONE, RATIO, HEMATOCRIT)

UNITS = {slug: BY_SLUG[slug].canonical.label for slug in MEASURED}
UNITS[RATIO] = "ng/dL : pg/mL"

WORDS = {
    Position.BELOW: "Below target",
    Position.ABOVE: "Above target",
    Position.AT_OR_OVER_LIMIT: "At or over the limit",
    Position.NEAR: "In target, near a limit",
    Position.IN_TARGET: "In target",
    Position.UNDECIDABLE: "Can't be compared with the target",
}

SHAPES = {
    Goal.BELOW: Position.BELOW,
    Goal.ABOVE: Position.ABOVE,
    Goal.AT_OR_OVER_LIMIT: Position.AT_OR_OVER_LIMIT,
    Goal.IN_TARGET: Position.IN_TARGET,
    Goal.UNDECIDABLE: Position.UNDECIDABLE,
}
RATIO_SHAPES = {
    RatioStatus.LOW: Position.BELOW,
    RatioStatus.IN_TARGET: Position.IN_TARGET,
    RatioStatus.UNDECIDABLE: Position.UNDECIDABLE,
}


class ShownValue(NamedTuple):
    """One value in its canonical unit, rounded without crossing a limit.

    `goal` is the one it was judged by: that of its day, its laboratory and its man.
    """

    marker: str
    on: date
    text: str
    amount: Decimal
    comparator: str
    position: Position
    method: str = ""
    typed: str = ""
    draw_key: Hashable = None
    goal: Target | None = None

    @property
    def is_censored(self) -> bool:
        """Whether it is only one end of an interval."""
        return bool(self.comparator)

    @property
    def words(self) -> str:
        """Its position in words; the bone zone has its own."""
        if self.marker == ESTRADIOL and self.position is Position.NEAR:
            return "In target, in the bone-risk zone"
        return WORDS[self.position]


Columns = Mapping[str, tuple[ShownValue, ...]]
Pair = tuple[Reading, Reading]


def columns(snapshot: Snapshot) -> Columns:
    """Every value of every marker, oldest first."""
    readings = series_by_analyte(sorted(snapshot.draws, key=attrgetter("on")), snapshot.targets)
    values = {analyte: tuple(map(_shown, readings[analyte])) for analyte in MEASURED}
    return values | {RATIO: tuple(map(_shown_ratio, _ratios(_pairs(readings))))}


def latest_columns(
    readings: Mapping[str, Series], latest: Mapping[str, int], draws: Container[Hashable]
) -> Columns:
    """Of every marker the `latest` values, and those of some draws however old; oldest first.

    A list shows few of the hundred values of a long course, and giving each its words is dear.
    """
    values: dict[str, tuple[ShownValue, ...]] = {}
    for analyte in MEASURED:
        newest_first = _lately(reversed(readings[analyte]), latest[analyte], draws)
        values[analyte] = tuple(map(_shown, newest_first))[::-1]
    pairs = reversed(list(_pairs(readings)))
    values[RATIO] = tuple(map(_shown_ratio, _lately_paired(pairs, latest[RATIO], draws)))[::-1]
    return values


def _lately(
    newest_first: Iterable[Reading], latest: int, draws: Container[Hashable]
) -> Iterator[Reading]:
    for behind, reading in enumerate(newest_first):
        if behind < latest or reading.draw_key in draws:
            yield reading


def _lately_paired(
    newest_first: Iterable[Pair], latest: int, draws: Container[Hashable]
) -> Iterator[Ratio]:
    """The same of ratios, of which it shows only when formed whether signs leave one."""
    found = 0
    for pair in newest_first:
        if found < latest or pair[1].draw_key in draws:
            for ratio in _ratios([pair]):
                found += 1
                yield ratio


def _shown(reading: Reading) -> ShownValue:
    return ShownValue(
        marker=reading.analyte,
        on=reading.on,
        text=_text(reading),
        amount=reading.quantity.value,
        comparator=reading.quantity.comparator,
        position=_position(reading),
        method=reading.method,
        typed=reading.raw,
        draw_key=reading.draw_key,
        goal=reading.goal,
    )


def _text(reading: Reading) -> str:
    """The digits as typed; only a value typed in another unit is converted and rounded."""
    typed, _, unit = reading.raw.partition(" ")
    if unit == UNITS[reading.analyte]:
        return typed
    return shown(reading.quantity, BY_SLUG[reading.analyte].code, limits=reading.limits)


def _position(reading: Reading) -> Position:
    shape = SHAPES[reading.position]
    near = shape is Position.IN_TARGET and _is_near(reading)
    return Position.NEAR if near else shape


def _is_near(reading: Reading) -> bool:
    """In target, yet in the bone zone or close to the hematocrit limit."""
    if reading.analyte == ESTRADIOL:
        return in_bone_zone(reading)
    if reading.analyte == HEMATOCRIT:
        return reading.quantity.below(reading.targets.cautions.hematocrit_near) is False
    return False


def _pairs(readings: Mapping[str, Series]) -> Iterator[Pair]:
    """Testosterone with the estradiol of the same day, oldest first."""
    partners = {reading.on: reading for reading in readings[ESTRADIOL]}
    for reading in readings[TESTOSTERONE]:
        if partner := partners.get(reading.on):
            yield reading, partner


def _ratios(pairs: Iterable[Pair]) -> Iterator[Ratio]:
    """The ratios of pairs whose signs leave one."""
    ratios = (ratio_of(testosterone, estradiol) for testosterone, estradiol in pairs)
    return (ratio for ratio in ratios if ratio.bound)


def _shown_ratio(ratio: Ratio) -> ShownValue:
    bound = ratio.bound
    if bound is None:
        raise ValueError("A ratio whose signs cancel out has no value that could be shown.")
    exact = bound.value
    return ShownValue(
        marker=RATIO,
        on=ratio.on,
        text=ratio.text,
        amount=Decimal(exact.numerator) / exact.denominator,
        comparator=bound.sign,
        position=RATIO_SHAPES[ratio.status],
        draw_key=ratio.draw_key,
        goal=ratio.targets.ratio,
    )
