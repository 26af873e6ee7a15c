"""A course as a whole, beside what waits for a decision: outcome, time, exposure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from monitoring.judgement.courses import courses
from monitoring.judgement.exposure import (
    Exposure,
    definite_threshold,
    possible_threshold,
    trailing_exposure,
)
from monitoring.judgement.history import History
from monitoring.judgement.lifetime import InTarget, Lifetime, draws_in_target, lifetime_exposure
from monitoring.judgement.outcome import Outcome, OutcomePart, outcomes
from monitoring.judgement.snapshot import ESTRADIOL, TESTOSTERONE
from monitoring.judgement.standing import Standing
from monitoring.judgement.wording import decimal_text
from monitoring.pages.course import ShownCourse
from monitoring.pages.tiles import goals_of
from patients.forms.days import format_day
from protocols.targets.book import Targets
from protocols.targets.goals import Target


def course_summary(shown: ShownCourse) -> dict[str, Any]:
    """What the page shows of the courses of a man; empty before any start."""
    snapshot, today = shown.course.snapshot, shown.today
    lived = lifetime_exposure(snapshot, today)
    if lived is None:
        return {}
    *earlier, last = outcomes(snapshot, today)
    current = courses(snapshot, today)[-1]
    return {
        "since": _span(last),
        "outcome": _parts(last, shown),
        "earlier": [_earlier(each) for each in earlier],
        "time": _time_lines(draws_in_target(current), snapshot.targets),
        "exposure": _exposure_lines(current, today, lived),
    }


def _span(outcome: Outcome) -> str:
    until = f" to {format_day(outcome.ended_on)}" if outcome.ended_on else ""
    return f"{'' if until else 'since '}{format_day(outcome.started_on)}{until}"


def _named(outcome: Outcome) -> Iterable[tuple[str, OutcomePart]]:
    yield "Estradiol in target", outcome.estradiol
    yield "Testosterone", outcome.testosterone
    yield "Excess symptoms gone", outcome.symptoms


def _parts(outcome: Outcome, shown: ShownCourse) -> list[dict[str, str]]:
    """Each part, with the goal that its result was judged by where that is not the rule book's."""
    estradiol = _goal_of(outcome.estradiol, shown, ESTRADIOL)
    testosterone = _goal_of(outcome.testosterone, shown, TESTOSTERONE)
    labels = {"Testosterone": f"Testosterone at least {testosterone.at_least} {testosterone.unit}"}
    nothing = {"Excess symptoms gone": "Not asked since the start"}
    moved = {"Testosterone": testosterone.moved_by, "Estradiol in target": _if_moved(estradiol)}
    return [
        {
            "label": labels.get(name, name),
            "answer": part.answer.capitalize(),
            "note": _noted(part, nothing.get(name, "No draw on treatment"), moved.get(name, "")),
        }
        for name, part in _named(outcome)
    ]


def _goal_of(part: OutcomePart, shown: ShownCourse, marker: str) -> Target:
    """The goal of the result that a part rests on; today's where there is no result."""
    goals = {value.on: value.goal for value in shown.values[marker]}
    today = goals_of(shown.course.snapshot.targets)[marker]
    return goals.get(part.on, today) or today if part.on else today


def _if_moved(goal: Target) -> str:
    return f"target {goal}" if goal.moved_by else ""


def _noted(part: OutcomePart, nothing: str, moved: str) -> str:
    on = format_day(part.on) if part.on else nothing
    return f"{on}; {moved}" if moved else on


def _earlier(outcome: Outcome) -> str:
    said = "; ".join(f"{name.lower()}: {part.answer}" for name, part in _named(outcome))
    return f"{_span(outcome)}: {said}"


def _time_lines(told: InTarget, targets: Targets) -> list[str]:
    """The count of draws first; a share only past its gates, with what it rests on."""
    first = f"{told.met} of {told.draws} draws on the drug in target"
    known = f"{in_days(told.time.evaluable_days)} of {told.days_on_drug} days on the drug known"
    fraction, rule = told.time.fraction, targets.exposure
    if fraction is None or not told.show_percent:
        gate = f"{rule.shown_draws} draws and {rule.shown_days} known days"
        return [first, f"{known}. A share of time is shown from {gate} on."]
    return [
        first,
        f"{in_percent(fraction)} of the known time in target, {told.draws} draws. {known}.",
    ]


def _exposure_lines(current: History, today: date, lived: Lifetime) -> list[dict[str, str]]:
    """Below each bone threshold: what the rule counts, and his whole life on the drug."""
    man, rule = Standing(current, today), current.targets.exposure
    beside = (
        (rule.definite_below, current.once(definite_threshold), lived.lower),
        (rule.possible_below, current.once(possible_threshold), lived.upper),
    )
    unit = current.targets.estradiol.unit
    return [
        {
            "label": f"Below {limit} {unit}",
            "trailing": _share(trailing_exposure(man, threshold)),
            "lifetime": _share(whole),
        }
        for limit, threshold, whole in beside
    ]


def _share(exposure: Exposure) -> str:
    if exposure.fraction is None:
        return "not known"
    days = f"{in_days(exposure.below_days)} of {in_days(exposure.evaluable_days)} known days"
    return f"{days} ({in_percent(exposure.fraction)})"


def in_days(days: Fraction | int) -> str:
    """Days to a tenth, half away from zero; whole days without it."""
    return decimal_text(days, places=1)


def in_percent(fraction: Fraction) -> str:
    """A share in percent, to a tenth."""
    return f"{in_days(fraction * 100)} %"
