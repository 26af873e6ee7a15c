"""When a result weighs less than its rule says: answered already, or not during therapy.

Applied in the order in which a rule names them.
"""

from fractions import Fraction

from monitoring.judgement.anastrozole import exactly
from monitoring.judgement.day import days, written
from monitoring.judgement.due.labs import labs_due
from monitoring.judgement.rules.rule import Eased, Found, Severity
from monitoring.judgement.snapshot import FERTILITY
from monitoring.judgement.standing import Standing
from monitoring.judgement.wording import weekly_text

_ONE_DAY = days(1)


def doses_around(man: Standing, found: Found) -> tuple[Fraction, Fraction]:
    """Weekly dose on the day before the draw, and now."""
    course, drawn_on = man.history.anastrozole, found.on or man.day.on
    return course.weekly_mg_on(drawn_on - _ONE_DAY), course.weekly_mg_on(man.history.as_of)


def stepped_down(man: Standing, before: Fraction, now: Fraction) -> bool:
    """Whether the weekly dose was lowered by enough to answer a low estradiol."""
    return before > 0 and now <= exactly(man.targets.doses.step_down) * before


def stepped_up(man: Standing, before: Fraction, now: Fraction) -> bool:
    """Whether the weekly dose was raised by enough to answer a high estradiol."""
    return now > 0 and now >= exactly(man.targets.doses.step_up) * before


def answered_by_less(man: Standing, found: Found) -> Eased | None:
    """A low estradiol after which the dose was lowered, labs awaited."""
    before, now = doses_around(man, found)
    return _answered(man, before, now) if stepped_down(man, before, now) else None


def answered_by_more(man: Standing, found: Found) -> Eased | None:
    """A high estradiol after which the dose was raised or begun, labs awaited."""
    before, now = doses_around(man, found)
    return _answered(man, before, now) if stepped_up(man, before, now) else None


def _answered(man: Standing, before: Fraction, now: Fraction) -> Eased | None:
    """A step whose follow-up is overdue answers nothing."""
    due = man.once(labs_due)
    if due is not None and due.overdue:
        return None
    awaited = f"labs are awaited by {written(due.on)}" if due else "no further labs are scheduled"
    change = f"Since the draw: {weekly_text(before)} to {weekly_text(now)}; {awaited}."
    return Eased(Severity.NOTICE, change)


def fertility_alone(man: Standing, found: Found) -> Eased | None:
    """The testosterone goal belongs to men on testosterone, not to a fertility course alone."""
    if man.history.anastrozole.indication != FERTILITY or found.on is None:
        return None
    if man.history.testosterone.in_force_before(found.on):
        return None
    return Eased(Severity.INFO, "Fertility course without testosterone on the draw date.")


def off_therapy(man: Standing, found: Found) -> Eased | None:
    """The targets hold during therapy; before and after it a result is shown, not flagged."""
    if found.on is None or man.history.on_therapy(found.on):
        return None
    return Eased(Severity.INFO, "Not on therapy on the draw date; the targets hold during therapy.")


def off_therapy_but_started(man: Standing, found: Found) -> Eased | None:
    """A very low estradiol off therapy still counts once anastrozole was ever begun."""
    eased = off_therapy(man, found)
    if eased is None or not man.history.anastrozole.started:
        return eased
    return Eased(Severity.NOTICE, eased.because)
