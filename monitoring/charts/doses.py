"""The weekly dose over time: stretches, days of change, and the dose that acted on a draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from monitoring.charts.points import CourseChart, DoseStep
from monitoring.charts.spec import DoseSpan, Latest, Timeline
from monitoring.charts.wording import weekly


@dataclass(frozen=True, slots=True)
class DoseChange:
    """A day on which the weekly amount changed; `before` is None at the first start."""

    before: DoseStep | None
    after: DoseStep

    @property
    def on(self) -> date:
        """The day of the change."""
        return self.after.starts_on


def steps_until_today(course: CourseChart) -> list[DoseStep]:
    """Dose steps in order of time, without those planned for later."""
    steps = [step for step in course.dose_steps if step.starts_on <= course.today]
    return sorted(steps, key=lambda step: step.starts_on)


def changes(steps: Sequence[DoseStep]) -> list[DoseChange]:
    """Every day on which the weekly amount became another one."""
    pairs = [(None, step) for step in steps[:1]] + list(pairwise(steps))
    return [
        DoseChange(before, after)
        for before, after in pairs
        if after.taken_mg != (before.taken_mg if before else 0)
    ]


def in_force(steps: Sequence[DoseStep], on: date) -> DoseStep | None:
    """The step that acted on a draw: the last before its day, since a draw precedes the dose."""
    before = [step for step in steps if step.starts_on < on]
    return before[-1] if before else None


def spans(steps: Sequence[DoseStep], over: Timeline) -> tuple[DoseSpan, ...]:
    """The stretches inside the chart, each until the next step or today."""
    ends = [step.starts_on for step in steps[1:]] + [over.today]
    return tuple(
        _span(step, max(step.starts_on, over.starts_on), ends_on)
        for step, ends_on in zip(steps, ends, strict=False)
        if ends_on > over.starts_on and ends_on > step.starts_on
    )


def _span(step: DoseStep, starts_on: date, ends_on: date) -> DoseSpan:
    if step.held:
        words = step.label or "paused"
        return DoseSpan(starts_on, ends_on, step.weekly_mg, (words,), is_held=True)
    amount = weekly(step.weekly_mg)
    texts = (f"{amount} mg/week · {step.label}", f"{amount} mg/week", amount)
    return DoseSpan(starts_on, ends_on, step.weekly_mg, texts if step.label else texts[1:])


def latest_dose(steps: Sequence[DoseStep]) -> Latest | None:
    """The dose in force and the one before it."""
    if not steps:
        return None
    shown = [_amount_in_words(step) for step in steps]
    before = shown[-2] if len(shown) > 1 else ""
    words = steps[-1].label if steps[-1].held else ""
    return Latest("0" if steps[-1].held else shown[-1], words, before)


def _amount_in_words(step: DoseStep) -> str:
    return (step.label or "paused") if step.held else weekly(step.weekly_mg)
