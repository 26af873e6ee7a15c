"""The clock of DEXA scans: a baseline, then every two to five years.

The interval follows the bone found at the last scan and how far estradiol is
suppressed. Only a new scan starts the clock anew; a change of suppression moves
the date, which may make a scan due today.
"""

from datetime import date

from monitoring.judgement.anastrozole import planned_length
from monitoring.judgement.bone_density import (
    NO_LOSS,
    ScanReading,
    density_loss,
    scan_readings,
)
from monitoring.judgement.day import add_months, days
from monitoring.judgement.due.dates import Due, dated
from monitoring.judgement.due.earlier import scan_set_on
from monitoring.judgement.exposure import below_definite, below_possible
from monitoring.judgement.history import History
from monitoring.judgement.snapshot import LONG_TERM, SHORT_TERM
from monitoring.judgement.standing import Standing

BASELINE, SERIAL = "baseline", "serial"


def dexa_due(man: Standing) -> Due | None:
    """The next scan, or None where none is expected."""
    history = man.history
    if not history.anastrozole.started:
        return None
    if history.anastrozole.stopped:
        return _serial(man, "S0") if history.once(_watched_after_stop) else None
    if not history.once(has_baseline):
        return _baseline(man)
    return _serial(man, man.once(suppression))


def has_baseline(history: History) -> bool:
    """Whether any scan is recent enough to show the bone before treatment, or later."""
    lookback = history.targets.dexa.lookback_months
    since = add_months(history.anastrozole.starts[0].on, -lookback)
    return bool(history.scans) and history.scans[-1].on >= since


def _watched_after_stop(history: History) -> bool:
    """After a stop only bone that was found low stays under watch."""
    return has_baseline(history) and history.once(scan_readings)[-1].category in ("B1", "B2")


def _baseline(man: Standing) -> Due:
    due_on, set_on = man.history.once(baseline_due_on), man.history.once(scan_set_on)
    return dated(man.day, due_on, man.targets.dexa, set_on, kind=BASELINE)


def baseline_due_on(history: History) -> date:
    """The first long-term start, or a year into a course that was meant to be short."""
    course = history.anastrozole
    days_due = [start.on for start in course.starts if planned_length(start) == LONG_TERM][:1]
    if planned_length(course.start) == SHORT_TERM:
        days_due.append(add_months(course.start.on, history.targets.dexa.short_term_months))
    return min(days_due)


def _serial(man: Standing, degree: str) -> Due:
    last, set_on = man.history.once(scan_readings)[-1], man.history.once(scan_set_on)
    months = interval_months(man.history, last, degree)
    return dated(
        man.day,
        add_months(last.on, months),
        man.targets.dexa,
        set_on,
        kind=SERIAL,
        interval_months=months,
        bone_category=_category(last),
        suppression=degree,
    )


def _category(last: ScanReading) -> str:
    """A scan without the score for his age is followed as if bone mass were low."""
    return last.category or "B1"


def interval_months(history: History, last: ScanReading, degree: str) -> int:
    """Months to the next scan; sooner with further risks, soonest after a real loss."""
    rule = history.targets.dexa
    if history.once(density_loss) != NO_LOSS:
        return rule.floor_months
    months = rule.months[_category(last), degree]
    if history.snapshot.fragility_fracture or history.snapshot.glucocorticoids_3m:
        months = max(months - rule.risk_months, rule.floor_months)
    return months


def suppression(man: Standing) -> str:
    """Degree of estrogen suppression: S2 below 20, S1 below 26 or unknown, S0 otherwise."""
    if man.once(below_definite):
        return "S2"
    return "S1" if man.once(below_possible) or _unknown(man) else "S0"


def _unknown(man: Standing) -> bool:
    """Whether a course has gone on for long without a usable estradiol in the last year."""
    history, course = man.history, man.history.anastrozole
    if not man.day.reached(course.start.on + days(man.targets.dexa.unknown_after_days)):
        return False
    settled = course.start.on + days(man.targets.windows.steady_state_days)
    latest_first = reversed(history.estradiol_since(settled))
    last_usable = next((r.on for r in latest_first if not course.interrupted_on(r.on)), None)
    if last_usable is None:
        return True
    return not man.day.within(last_usable, man.targets.exposure.window_days)
