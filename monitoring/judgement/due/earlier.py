"""Dates that a clinician set before the clock's own, and when they have served.

Such a date holds until the duty is met, or is taken back. Where the clock comes to an earlier
date, that one counts.
"""

from datetime import date

from monitoring.judgement.day import add_months, days, written
from monitoring.judgement.history import History
from monitoring.judgement.snapshot import DEXA_DUTY, HEMATOCRIT, HEMATOCRIT_DUTY, LABS_DUTY, SetDate
from protocols.targets.bone import Dexa


def labs_set_on(history: History) -> date | None:
    """The date set for labs in this course, until estradiol was measured for it."""
    given = history.set_date(LABS_DUTY)
    if given is None or given.due_on is None or not history.anastrozole.started:
        return None
    if history.anastrozole.start.on > given.set_on:
        return None
    met = any(_answers_labs(history, reading.on, given) for reading in history.estradiol)
    return None if met else given.due_on


def _answers_labs(history: History, drawn_on: date, given: SetDate) -> bool:
    """A draw that shows the treatment as it is, or one of the very day that was asked for."""
    if given.due_on is not None and drawn_on >= given.due_on:
        return True
    return drawn_on > given.set_on and _is_settled(history, drawn_on)


def _is_settled(history: History, drawn_on: date) -> bool:
    steps = (step.on for step in history.anastrozole.steps)
    before = [on for on in (*history.regimen_changes, *steps) if on < drawn_on]
    settling = days(history.targets.windows.steady_state_days)
    return not before or drawn_on >= max(before) + settling


def hematocrit_set_on(history: History) -> date | None:
    """The date set for hematocrit, until it was measured or testosterone was begun anew."""
    given, began = history.set_date(HEMATOCRIT_DUTY), history.testosterone.started_on
    if given is None or (began is not None and began > given.set_on):
        return None
    return _unless_met(given, [reading.on for reading in history.results[HEMATOCRIT]])


def scan_set_on(history: History) -> date | None:
    """The date set for a DEXA scan, until there is a scan."""
    given = history.set_date(DEXA_DUTY)
    return _unless_met(given, [scan.on for scan in history.scans]) if given else None


def _unless_met(given: SetDate, happened_on: list[date]) -> date | None:
    """Met by what happened after the day it was set, or on the very day that was asked for."""
    if given.due_on is None:
        return None
    met = any(on > given.set_on or on >= given.due_on for on in happened_on)
    return None if met else given.due_on


def why_not(
    wanted_on: date, computed_on: date, last_scan_on: date | None, timetable: Dexa
) -> str | None:
    """Why a date cannot be set; None where it can. `last_scan_on` is given for a DEXA scan."""
    if last_scan_on is not None:
        latest = add_months(last_scan_on, timetable.ceiling_months)
        if wanted_on > latest:
            return (
                f"{written(wanted_on)} is later than {timetable.ceiling_months} months after the "
                f"last scan, which is {written(latest)}. By the rules it is due on "
                f"{written(computed_on)}: enter an earlier day."
            )
    if wanted_on < computed_on:
        return None
    return (
        f"By the rules this is due on {written(computed_on)}. A date can only be set earlier: "
        f"enter a day before {written(computed_on)}, or leave the date as it is."
    )
