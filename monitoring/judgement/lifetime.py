"""What the rules do not carry over a restart: estradiol over all courses of a man's life.

The rules begin a new exposure with every start. The page shows this beside it.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from monitoring.judgement.courses import courses, days_on_drug, on_drug
from monitoring.judgement.exposure import Exposure, TimeInTarget, time_in_target
from monitoring.judgement.history import History
from monitoring.judgement.snapshot import Snapshot
from monitoring.judgement.stretches import BELOW, Lines, stretches
from monitoring.judgement.timeline import Timeline
from protocols.targets.goals import Position


class Lifetime(NamedTuple):
    """Days on the drug over all courses, and the known ones of them below each bone threshold."""

    courses: int
    days_on_drug: int
    lower: Exposure
    upper: Exposure


class InTarget(NamedTuple):
    """One course: its draws in target first, then its known time in target."""

    draws: int
    met: int
    days_on_drug: int
    time: TimeInTarget
    show_percent: bool


def lifetime_exposure(snapshot: Snapshot, as_of: date) -> Lifetime | None:
    """Exposure below the lower and the upper bone threshold over all courses; None before any."""
    lived, thresholds = courses(snapshot, as_of), snapshot.targets.exposure
    if not lived:
        return None
    return Lifetime(
        courses=len(lived),
        days_on_drug=sum(days_on_drug(history) for history in lived),
        lower=_total(_below(each, thresholds.definite_below) for each in lived),
        upper=_total(_below(each, thresholds.possible_below) for each in lived),
    )


def _below(history: History, limit: Decimal) -> Exposure:
    """One whole course against one threshold."""
    lines: Lines = (limit, limit)
    known = Timeline(stretches(history, lambda _targets: lines, BELOW))
    return Exposure(*known.since(history.anastrozole.start.on.toordinal()))


def _total(exposures: Iterable[Exposure]) -> Exposure:
    known, below = zip(*exposures, strict=True)
    return Exposure(sum(known), sum(below, Fraction(0)))


def draws_in_target(history: History) -> InTarget:
    """How many draws of the last course lay in target, and for how much of the known time."""
    drawn = on_drug(history, history.estradiol)
    time = time_in_target(history)
    enough = len(drawn) >= history.targets.exposure.shown_draws
    return InTarget(
        draws=len(drawn),
        met=sum(reading.position is Position.IN_TARGET for reading in drawn),
        days_on_drug=days_on_drug(history),
        time=time,
        show_percent=time.show_percent and enough,
    )
