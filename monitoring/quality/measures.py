"""What is measured of a man on a day: whether he counts, and whether he is counted.

Pure. A measure answers True (counted), False (not counted) or None: he does not belong to those of
whom it is a share. Every bound is the rule book's own, asked through the same functions as the
rules; none is spelled here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from monitoring.judgement.due.dexa import baseline_due_on, has_baseline
from monitoring.judgement.due.labs import IN, draw_verdict, labs_due
from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading
from monitoring.judgement.snapshot import HEMATOCRIT
from monitoring.judgement.standing import Standing
from protocols.targets.book import Targets
from protocols.targets.goals import Position

Asked = Callable[[Standing], bool | None]

BOOK = Targets()
SETTLED = f"{BOOK.windows.steady_state_days} days after the start of his course"
FRESH = f"{BOOK.windows.fresh_days} days"
BONE_HIGH = BOOK.exposure.possible_below
LIMIT = BOOK.hematocrit.under


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure in words, with the question that it asks of each man.

    `counted` and `among` say what numerator and denominator are; `note` what to know beside them.
    """

    key: str
    title: str
    counted: str
    among: str
    source: str
    asks: Asked
    note: str = ""


def in_target(man: Standing) -> bool | None:
    """Whether his last draw on anastrozole was in target as the clock of labs reads it."""
    last = last_on_treatment(man) if man.active else None
    return None if last is None else draw_verdict(man.history, last) == IN


def in_bone_range_twice(man: Standing) -> bool | None:
    """Whether estradiol was at or below the upper bone threshold on both of his last two draws.

    One of them certainly above answers it, whatever the other cannot tell.
    """
    last = last_on_treatment(man) if man.active_or_held else None
    before = _neighbour(man, last) if last else None
    if last is None or before is None:
        return None
    said = [each.quantity.at_most(BONE_HIGH) for each in (before, last)]
    if False in said:
        return False
    return None if None in said else True


def hematocrit_at_limit(man: Standing) -> bool | None:
    """Whether his last hematocrit reached the limit; on anastrozole or not."""
    last = man.fresh(HEMATOCRIT)
    return None if last is None else last.position is Position.AT_OR_OVER_LIMIT


def labs_on_time(man: Standing) -> bool | None:
    """Whether the follow-up labs that are owed to him are not overdue."""
    due = man.once(labs_due)
    return None if due is None else not due.overdue


def baseline_scanned(man: Standing) -> bool | None:
    """Whether he has a baseline scan, once one is due."""
    history = man.history
    if not man.active_or_held or not man.day.reached(history.once(baseline_due_on)):
        return None
    return history.once(has_baseline)


def last_on_treatment(man: Standing) -> Reading | None:
    """His last estradiol that shows the current course, if it is recent enough to be judged."""
    drawn = man.history.once(draws_on_treatment)
    return drawn[-1] if drawn and man.is_fresh(drawn[-1].on) else None


def _neighbour(man: Standing, last: Reading) -> Reading | None:
    """The draw on treatment before the last one, unless they lie too far apart for a row."""
    before = man.history.once(draws_on_treatment)[-2:-1]
    widest = man.targets.exposure.run_widest_gap_days
    return before[0] if before and (last.on - before[0].on).days <= widest else None


def draws_on_treatment(history: History) -> list[Reading]:
    """Estradiol of the current course, settled after its start and not drawn while it was off."""
    course = history.anastrozole
    if not course.started:
        return []
    settled = course.start.on.toordinal() + history.targets.windows.steady_state_days
    return [
        each
        for each in history.estradiol
        if each.on.toordinal() >= settled and not course.interrupted_on(each.on)
    ]


MEASURES = (
    Measure(
        "in-target",
        "In target at the last draw",
        "patients whose last draw is in target: estradiol and, where measured, hematocrit, the "
        "ratio and, beside testosterone, testosterone",
        f"patients taking anastrozole with estradiol drawn at least {SETTLED}, in the last {FRESH}",
        "Rules 4.2 (draw in target), 3.0 (fresh)",
        in_target,
        "A draw that can't be compared with the target is not counted as in target.",
    ),
    Measure(
        "bone-range",
        f"E2 at or below {BONE_HIGH}, last two draws",
        f"patients with estradiol on both draws at or below {BONE_HIGH} {BOOK.estradiol.unit}",
        "patients on anastrozole, paused or not, with two such draws in a row",
        "Rules 3.1 (bone zone), 3.4 (which draws)",
        in_bone_range_twice,
        "Results that can't be compared with it are left out. Fewer is better.",
    ),
    Measure(
        "hematocrit",
        f"Hematocrit {LIMIT} % or more",
        "patients whose last hematocrit is at or over the limit",
        f"patients with a hematocrit of the last {FRESH}, on anastrozole or not",
        "Rule HCT_HIGH",
        hematocrit_at_limit,
        "Where a stricter limit was set, that one counts. Fewer is better.",
    ),
    Measure(
        "labs",
        "Labs on time",
        "patients whose follow-up labs are not overdue",
        "patients to whom follow-up labs are owed",
        "Rules 4.1 and 4.2 (due, grace, overdue)",
        labs_on_time,
    ),
    Measure(
        "baseline",
        "Baseline DEXA present",
        "patients with a baseline scan",
        "patients on anastrozole, paused or not, for whom a baseline scan has become due",
        "Rule 4.4 (baseline)",
        baseline_scanned,
    ),
)
