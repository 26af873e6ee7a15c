"""Rules about what is taken, only while it is taken. None of them advises a dose."""

from collections.abc import Sequence
from typing import NamedTuple

from monitoring.judgement.anastrozole import Step, exactly
from monitoring.judgement.day import days, written
from monitoring.judgement.history import History, has_excess
from monitoring.judgement.readings import Reading, Series
from monitoring.judgement.rules.easings import stepped_down
from monitoring.judgement.rules.estradiol import is_early
from monitoring.judgement.rules.rule import (
    Found,
    Input,
    Severity,
    result_rule,
    rule,
    says,
    shown_input,
)
from monitoring.judgement.snapshot import ESTRADIOL, TRT
from monitoring.judgement.standing import Standing
from monitoring.judgement.wording import weekly_text
from protocols.targets.doses import PUBLISHED_BESIDE_TESTOSTERONE, PUBLISHED_FOR_FERTILITY
from protocols.targets.goals import Position
from protocols.targets.stated import BONE, CONS

_TITRATION = "Source document: the dose is adjusted up or down by follow-up results"


def dose_text(step: Step) -> str:
    """A dose as it is shown: single and weekly."""
    return f"{step.dose_mg.normalize():f} mg a dose, {weekly_text(step.weekly_mg)}"


@rule(
    "DOSE_ABOVE_RANGE",
    Severity.WARNING,
    grade=CONS,
    source="Source document: typical doses beside testosterone and for fertility",
)
def dose_above_typical_range(man: Standing) -> Found | None:
    """A single or weekly dose above those that the source document calls typical."""
    if not man.active:
        return None
    doses, trt = man.targets.doses, man.history.anastrozole.indication == TRT
    single = doses.trt_single_mg if trt else doses.fertility_single_mg
    weekly = doses.trt_weekly_mg if trt else doses.fertility_weekly_mg
    step = man.history.anastrozole.steps[-1]
    if step.dose_mg <= single and step.weekly_mg <= exactly(weekly):
        return None
    return Found(
        "Dose above the typical range",
        f"{dose_text(step)} since {written(step.on)}; typical is up to {single} mg a dose "
        f"and {weekly} mg a week.",
        PUBLISHED_BESIDE_TESTOSTERONE if trt else PUBLISHED_FOR_FERTILITY,
        (Input("Anastrozole", dose_text(step), step.on),),
        f"single at most {single} mg, weekly at most {weekly} mg",
    )


class DoseStep(NamedTuple):
    """The latest change of the weekly dose within the course, and the event before it."""

    before: Step
    after: Step

    @property
    def raised(self) -> bool:
        """Whether more is taken than before."""
        return self.after.weekly_mg > self.before.weekly_mg

    @property
    def text(self) -> str:
        """From what to what."""
        return f"from {weekly_text(self.before.weekly_mg)} to {weekly_text(self.after.weekly_mg)}"


def unfollowed_step(history: History) -> DoseStep | None:
    """The latest change of the weekly dose, if no estradiol led to it or has followed it."""
    step = _last_step(history.anastrozole.doses)
    if not history.anastrozole.active or step is None:
        return None
    settle = days(history.targets.windows.steady_state_days)
    since = history.estradiol_since(step.before.on + settle)
    led = any(reading.on <= step.after.on for reading in since)
    followed = any(reading.on >= step.after.on + settle for reading in since)
    return None if led or followed else step


def _last_step(doses: Sequence[Step]) -> DoseStep | None:
    """The latest change from one weekly dose to another."""
    for before, after in zip(reversed(doses[:-1]), reversed(doses), strict=False):
        if before.weekly_mg != after.weekly_mg:
            return DoseStep(before, after)
    return None


def _unfollowed(step: DoseStep) -> Found:
    return Found(
        f"Dose {'raised' if step.raised else 'lowered'} without a result",
        f"{step.text} on {written(step.after.on)}, without an estradiol that led to it.",
        "No estradiol settled under the earlier dose, and none yet under the later one.",
        (
            Input("Before", dose_text(step.before), step.before.on),
            Input("After", dose_text(step.after), step.after.on),
        ),
        "an estradiol before the change, or one after it",
    )


@rule("DOSE_INCREASED_WITHOUT_FOLLOWUP", Severity.WARNING, grade=CONS, source=_TITRATION)
def raised_without_follow_up(man: Standing) -> Found | None:
    """More is taken per week, with no estradiol that led to it and none since."""
    step = man.history.once(unfollowed_step)
    return _unfollowed(step) if step is not None and step.raised else None


@rule("DOSE_REDUCED_WITHOUT_FOLLOWUP", Severity.NOTICE, grade=CONS, source=_TITRATION)
def reduced_without_follow_up(man: Standing) -> Found | None:
    """Less is taken per week, with no estradiol since, and no low one that led to it."""
    step = man.history.once(unfollowed_step)
    if step is None or step.raised:
        return None
    during = man.history.estradiol_since(step.before.on)
    if any(r.on <= step.after.on and r.goal.below(r.quantity) for r in during):
        return None
    return _unfollowed(step)


@result_rule(
    ESTRADIOL,
    "E2_LOW_DOSE_NOT_REDUCED",
    Severity.WARNING,
    grade=BONE,
    source="Source document: lowest effective dose; over-suppression is a significant concern",
    position=Position.BELOW,
)
def low_estradiol_dose_unchanged(man: Standing, reading: Reading) -> Found | None:
    """Low estradiol on treatment, and the weekly dose not lowered within the time allowed."""
    if not man.active or is_early(man, reading):
        return None
    course = man.history.anastrozole
    before = course.weekly_mg_on(reading.on - days(1))
    now = course.weekly_mg_on(man.history.as_of)
    if before == 0 or stepped_down(man, before, now):
        return None
    grace_days = man.targets.windows.low_estradiol_grace_days
    if not man.day.reached(reading.on + days(grace_days + 1)):
        return None
    return says(
        reading,
        "low, dose not lowered",
        f", target {reading.goal}; the weekly dose was {weekly_text(before)} then "
        f"and is {weekly_text(now)} since.",
        "The source document asks for the lowest effective dose and warns of over-suppression.",
        threshold=f"a step down within {grace_days} days",
    )


@rule(
    "LOWEST_DOSE_PROMPT",
    Severity.INFO,
    grade=CONS,
    source="Source document: use the lowest effective dose",
)
def in_range_and_free_of_symptoms(man: Standing) -> Found | None:
    """Estradiol in range and no excess symptoms for long on one dose."""
    if not man.active or not _settled_in_range(man):
        return None
    window = man.targets.windows.lowest_dose_days
    last_dose = man.history.anastrozole.doses[-1]
    if not man.day.reached(last_dose.on + days(window)) or not _free_of_excess(man, window):
        return None
    first, second = man.history.estradiol[-2:]
    return says(
        second,
        "in target, without symptoms",
        f", {first.text} on {written(first.on)}, no symptom of estrogen excess, on the same dose "
        f"since {written(last_dose.on)}.",
        "Whether a lower dose would do as well may be considered.",
        shown_input(first),
        Input("Anastrozole", dose_text(last_dose), last_dose.on),
        threshold=f"{window} days on one dose, in range, free of excess symptoms",
    )


def _settled_in_range(man: Standing) -> bool:
    last_two: Series = man.history.estradiol[-2:]
    settled = man.history.regimen_changes[-1] + days(man.targets.windows.steady_state_days)
    return len(last_two) == 2 and all(  # noqa: PLR2004 - the last two results
        reading.position is Position.IN_TARGET
        and not reading.quantity.is_censored
        and reading.on >= settled
        and man.is_fresh(reading.on)
        for reading in last_two
    )


def _free_of_excess(man: Standing, window: int) -> bool:
    """Asked about symptoms within the window at least once, and never with an excess symptom."""
    reports = [r for r in man.history.reports if man.day.within(r.on, window)]
    return bool(reports) and not any(has_excess(report) for report in reports)
