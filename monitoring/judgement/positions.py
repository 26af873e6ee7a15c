"""Where results lie against their goals, whatever any rule makes of it."""

from typing import NamedTuple

from monitoring.judgement.ratio import Ratio, RatioStatus, current_ratio, ratio_of
from monitoring.judgement.readings import Reading, reading_of
from monitoring.judgement.rules.estradiol import in_bone_zone
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT, TESTOSTERONE, Draw
from monitoring.judgement.standing import Standing
from protocols.targets.book import Targets
from protocols.targets.goals import Position


class Positions(NamedTuple):
    """Positions against the goals; None where there is no such result.

    `bone_zone`: estradiol in target, but inside the range linked to bone risk.
    """

    testosterone_total: Position | None
    estradiol: Position | None
    ratio: RatioStatus | None
    hematocrit: Position | None
    bone_zone: bool


def latest_positions(man: Standing) -> Positions:
    """Positions of the latest result of each analyte, and of the displayed ratio."""
    return _positions(
        man.latest(TESTOSTERONE),
        man.latest(ESTRADIOL),
        man.history.once(current_ratio),
        man.latest(HEMATOCRIT),
    )


def draw_positions(draw: Draw, targets: Targets) -> Positions:
    """Positions of the results of one draw, by its own targets or else by those given."""
    testosterone = reading_of(draw, TESTOSTERONE, targets)
    estradiol = reading_of(draw, ESTRADIOL, targets)
    ratio = ratio_of(testosterone, estradiol) if testosterone and estradiol else None
    return _positions(testosterone, estradiol, ratio, reading_of(draw, HEMATOCRIT, targets))


def _positions(
    testosterone: Reading | None,
    estradiol: Reading | None,
    ratio: Ratio | None,
    hematocrit: Reading | None,
) -> Positions:
    return Positions(
        testosterone_total=testosterone.position if testosterone else None,
        estradiol=estradiol.position if estradiol else None,
        ratio=ratio.status if ratio else None,
        hematocrit=hematocrit.position if hematocrit else None,
        bone_zone=estradiol is not None and in_bone_zone(estradiol),
    )
