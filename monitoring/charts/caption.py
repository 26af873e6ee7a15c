"""The caption: what the course shows, computed and never interpreted.

It says "after", never "because": a chart shows order in time, not cause.
"""

from collections.abc import Sequence
from itertools import pairwise

from monitoring.charts.doses import DoseChange, changes
from monitoring.charts.key import how_to_read
from monitoring.charts.marks import DrawnValue, measured
from monitoring.charts.points import Band, ChartDraw, ChartValue, CourseChart, DoseStep
from monitoring.charts.spec import Caption, Panel, Timeline
from monitoring.charts.wording import day, plain, status, weekly

_LEAST_IN_ZONE = 2  # draws in a row before the caption speaks of persistence
_LEAST_RISING = 4  # hematocrit results in a row, each above the one before


def caption(
    course: CourseChart,
    draws: Sequence[ChartDraw],
    steps: Sequence[DoseStep],
    panels: Sequence[Panel],
    over: Timeline,
) -> Caption:
    """The finding first, other findings after it, then how to read the drawing."""
    if len(draws) <= 1:
        return Caption("One draw, no trend yet." if draws else "No draws yet.", "", "")
    changed = any(over.covers(change.on) for change in changes(steps))
    estradiol = [(draw, draw.estradiol) for draw in draws if draw.estradiol is not None]
    hematocrit = [(draw, draw.hematocrit) for draw in draws if draw.hematocrit is not None]
    findings = [
        _since_dose_change(estradiol, changes(steps), course),
        _held_low(estradiol, course.bands.estradiol),
        _rising(hematocrit, course.bands.hematocrit),
    ]
    said = [finding for finding in findings if finding] or [
        _last(estradiol, course.bands.estradiol)
    ]
    return Caption(said[0], " ".join(said[1:]), how_to_read(panels, has_dose_changes=changed))


def _since_dose_change(
    results: Sequence[DrawnValue], dose_changes: Sequence[DoseChange], course: CourseChart
) -> str:
    """The newest result against the last one before the dose change, whose own day is before."""
    for change in reversed(dose_changes):
        before = [pair for pair in results if pair[0].drawn_on <= change.on]
        after = [pair for pair in results if pair[0].drawn_on > change.on]
        if before and after:
            days = (change.on - before[-1][0].drawn_on).days
            moved = _moved(before[-1][1], after[-1][1], course.bands.estradiol.unit)
            said = f"{moved} after {_what_changed(change)} on {day(change.on)}."
            return said if days <= course.longest_join_days else ""
    return ""


def _moved(before: ChartValue, after: ChartValue, unit: str) -> str:
    if before.method != after.method:
        first, then = measured(before, unit), measured(after, unit)
        return f"Estradiol was {first}, then {then} by another assay or laboratory,"
    if before.amount == after.amount and before.comparator == after.comparator:
        return f"Estradiol stayed at {measured(after, unit)}"
    return f"Estradiol {_verb(before, after)} from {before.text} to {measured(after, unit)}"


def _verb(before: ChartValue, after: ChartValue) -> str:
    """Fell or rose only where it is certain; a censored result may leave it open."""
    if (
        before.comparator in ("", ">")
        and after.comparator in ("", "<")
        and after.amount <= before.amount
    ):
        return "fell"
    if (
        before.comparator in ("", "<")
        and after.comparator in ("", ">")
        and after.amount >= before.amount
    ):
        return "rose"
    return "went"


def _what_changed(change: DoseChange) -> str:
    before, after = change.before, change.after
    if after.held:
        return f"anastrozole was {after.label if after.label == 'stopped' else 'paused'}"
    if before is None:
        return "anastrozole was started"
    if before.held:
        return "anastrozole was resumed"
    if after.weekly_mg == 2 * before.weekly_mg:
        return "the dose doubled"
    if 2 * after.weekly_mg == before.weekly_mg:
        return "the dose was halved"
    return f"the dose went from {weekly(before.weekly_mg)} to {weekly(after.weekly_mg)} mg/week"


def _held_low(results: Sequence[DrawnValue], band: Band) -> str:
    """How long the last results have all been at or below the top of the bone-risk zone."""
    if band.zone is None:
        return ""
    run = 0
    while run < len(results) and _certainly_at_most(results[-1 - run][1], band):
        run += 1
    if run < _LEAST_IN_ZONE:
        return ""
    limit = f"{plain(band.zone[1])} {band.unit}"
    since = day(results[-run][0].drawn_on)
    return f"Estradiol has been at or below {limit} on the last {run} draws, since {since}."


def _certainly_at_most(value: ChartValue, band: Band) -> bool:
    return band.zone is not None and value.comparator != ">" and value.amount <= band.zone[1]


def _rising(results: Sequence[DrawnValue], band: Band) -> str:
    amounts = [value.amount for _, value in results]
    falls = [place for place, (before, after) in enumerate(pairwise(amounts), 1) if after <= before]
    start = falls[-1] if falls else 0
    run = results[start:]
    if len(run) < _LEAST_RISING:
        return ""
    span = f"{run[0][1].text} to {measured(run[-1][1], band.unit)}"
    return (
        f"Hematocrit rose over the last {len(run)} draws, {span}."
        if start
        else f"Hematocrit rose at every draw, {span}."
    )


def _last(results: Sequence[DrawnValue], band: Band) -> str:
    if not results:
        return "Estradiol has not been measured yet."
    draw, value = results[-1]
    latest = f"{measured(value, band.unit)} on {day(draw.drawn_on)}"
    return f"Latest estradiol is {latest}, {status(value, band)}."
