"""Rules about hematocrit. They hold on and off therapy."""

from fractions import Fraction
from itertools import pairwise
from math import ceil

from monitoring.judgement.day import days, written
from monitoring.judgement.readings import Reading, Series
from monitoring.judgement.rules.rule import Found, Severity, result_rule, says, shown_input
from monitoring.judgement.rules.testosterone import TABLE
from monitoring.judgement.snapshot import HEMATOCRIT
from monitoring.judgement.standing import Standing
from protocols.targets.goals import Position
from protocols.targets.stated import CONS, PROJECT


@result_rule(
    HEMATOCRIT,
    "HCT_HIGH",
    Severity.ALERT,
    grade=CONS,
    source=TABLE + "; testosterone guidelines",
    position=Position.AT_OR_OVER_LIMIT,
)
def hematocrit_at_limit(man: Standing, reading: Reading) -> Found | None:
    """Hematocrit at or above its limit."""
    return says(
        reading,
        f"at or above {reading.goal.under}",
        f", limit {reading.goal.under} %.",
        "Testosterone can raise the red cell volume.",
    )


@result_rule(
    HEMATOCRIT,
    "HCT_NEAR",
    Severity.NOTICE,
    grade=PROJECT,
    source="Project default: close to the limit",
    position=Position.IN_TARGET,
)
def hematocrit_near_limit(man: Standing, reading: Reading) -> Found | None:
    """Hematocrit below its limit but close to it."""
    cautions = reading.targets.cautions
    line = cautions.hematocrit_near
    if reading.quantity.below(line) is not False:
        return None
    whose = (reading.goal.moved_by, cautions.near_moved_by)
    said = dict.fromkeys(part for part in whose if part)
    return says(
        reading,
        f"close to {reading.goal.under}",
        f", limit {reading.goal.under} %.",
        "Still below the limit.",
        threshold=", ".join((f"{line} % to below {reading.goal.under} %", *said)),
    )


@result_rule(
    HEMATOCRIT,
    "HCT_TREND",
    Severity.NOTICE,
    grade=PROJECT,
    source="Project default: rising trend",
    position=Position.IN_TARGET,
)
def hematocrit_rising(man: Standing, reading: Reading) -> Found | None:
    """Hematocrit that would reach its limit within the horizon if its rise went on."""
    limit = reading.goal.under
    if limit is None:
        return None
    points = man.history.results[HEMATOCRIT][-reading.targets.cautions.trend_points :]
    daily = daily_rise(man, points)
    if daily is None:
        return None
    missing_days = ceil((Fraction(limit) - Fraction(reading.quantity.value)) / daily)
    if missing_days > man.targets.cautions.trend_horizon_days:
        return None
    asked = f"below {limit} % for {man.targets.cautions.trend_horizon_days} days"
    return says(
        reading,
        f"rising towards {limit}",
        f", up from {points[0].text} on {written(points[0].on)}.",
        "If this trend continued, the limit would be reached by "
        f"{written(reading.on + days(missing_days))}. A line through the last results, drawn out; "
        "not a forecast.",
        *(shown_input(point) for point in points[:-1]),
        threshold=", ".join(part for part in (asked, reading.goal.moved_by) if part),
    )


def daily_rise(man: Standing, points: Series) -> Fraction | None:
    """Percentage points a day of a steady, long and large enough rise; None where it is not."""
    rule_book = man.targets.cautions
    if len(points) < rule_book.trend_points:
        return None
    for before, after in pairwise(points):
        gap = (after.on - before.on).days
        if after.quantity.value <= before.quantity.value or gap > rule_book.trend_widest_gap_days:
            return None
    span = (points[-1].on - points[0].on).days
    rise = points[-1].quantity.value - points[0].quantity.value
    if span < rule_book.trend_least_span_days or rise < rule_book.trend_least_rise:
        return None
    return Fraction(rise) / span
