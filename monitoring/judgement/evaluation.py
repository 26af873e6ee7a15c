"""The judgement of one man on one day."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from monitoring.judgement.bone_density import (
    DensityChange,
    ScanReading,
    density_changes,
    scan_readings,
)
from monitoring.judgement.changes import changes_on, owed
from monitoring.judgement.due.dates import Due
from monitoring.judgement.exposure import (
    Exposure,
    TimeInTarget,
    definite_threshold,
    possible_threshold,
    time_in_target,
    trailing_exposure,
)
from monitoring.judgement.finding import Finding, TopicLine, find, topic_lines
from monitoring.judgement.history import History
from monitoring.judgement.positions import Positions, latest_positions
from monitoring.judgement.ratio import Ratio, current_ratio
from monitoring.judgement.readings import Series
from monitoring.judgement.snapshot import Snapshot
from monitoring.judgement.standing import Standing


class Evaluation(NamedTuple):
    """Everything that follows from the facts about one man up to `as_of`, and from that day.

    `weekly_mg` is None before any start, `e2_exposure` likewise. `changes_on` is
    the first later day on which findings (names, severities) or due entries
    differ with nothing new entered; None if none does within six years. `results`
    are all that count by analyte, earliest first.
    """

    as_of: date
    findings: tuple[Finding, ...]
    topics: tuple[TopicLine, ...]
    positions: Positions
    ratio: Ratio | None
    labs_due: Due | None
    hct_due: Due | None
    dexa_due: Due | None
    awaited_due: Due | None
    e2_time_in_target: TimeInTarget
    e2_exposure: tuple[Exposure, Exposure] | None
    weekly_mg: Fraction | None
    active: bool
    held: bool
    dexa_categories: tuple[ScanReading, ...]
    dexa_changes: tuple[DensityChange, ...]
    changes_on: date | None
    results: Mapping[str, Series]


def evaluate(snapshot: Snapshot, as_of: date) -> Evaluation:
    """Judge one man by the facts dated up to a day, on that day. Expects a valid snapshot."""
    man = Standing(History(snapshot, as_of), as_of)
    history, course = man.history, man.history.anastrozole
    findings = find(man)
    due = owed(man)
    return Evaluation(
        as_of=as_of,
        findings=findings,
        topics=topic_lines(findings),
        positions=latest_positions(man),
        ratio=history.once(current_ratio),
        labs_due=due[0],
        hct_due=due[1],
        dexa_due=due[2],
        awaited_due=due[3],
        e2_time_in_target=time_in_target(history),
        e2_exposure=_exposure(man),
        weekly_mg=course.weekly_mg_on(as_of) if course.started else None,
        active=course.active,
        held=course.held,
        dexa_categories=history.once(scan_readings),
        dexa_changes=history.once(density_changes),
        changes_on=changes_on(man),
        results=history.results,
    )


def _exposure(man: Standing) -> tuple[Exposure, Exposure] | None:
    """Exposure below the lower and the upper bone threshold within the trailing year."""
    if not man.history.anastrozole.started:
        return None
    lower, upper = man.history.once(definite_threshold), man.history.once(possible_threshold)
    return trailing_exposure(man, lower), trailing_exposure(man, upper)
