"""The clock of follow-up draws: when estradiol is to be measured next.

A draw that was collected and still awaits its results puts off the reminder for a while; then
the results themselves are due.
"""

from datetime import date
from typing import NamedTuple

from monitoring.judgement.day import add_months, days
from monitoring.judgement.due.dates import Due, dated, first_overdue_day, status_on
from monitoring.judgement.due.earlier import labs_set_on
from monitoring.judgement.history import History
from monitoring.judgement.ratio import RatioStatus, ratio_of
from monitoring.judgement.readings import Reading, Series
from monitoring.judgement.snapshot import HEMATOCRIT, HOLD, TESTOSTERONE, TRT
from monitoring.judgement.standing import Standing
from protocols.targets.goals import Position

IN, OUT, UNDECIDED = "in", "out", "undecided"


class Expected(NamedTuple):
    """The next draw: when, and why then."""

    on: date
    reason: str


def labs_due(man: Standing) -> Due | None:
    """The next follow-up draw, or None where none is expected."""
    expected = man.history.once(expected_draw)
    if expected is None:
        return None
    set_on, pause = man.history.once(labs_set_on), man.history.once(pause_ends_on)
    return dated(man.day, expected.on, man.targets.labs, set_on, pause, reason=expected.reason)


def awaited_due(man: Standing) -> Due | None:
    """Results that should have come by now: those of the draw that waits longest."""
    if not man.history.awaited:
        return None
    due_on = man.history.awaited[0] + days(man.targets.labs.awaited_days)
    if not man.day.reached(due_on):
        return None
    overdue_from = first_overdue_day(due_on, 0)
    status = status_on(man.day, due_on, 0, overdue_from)
    return Due(due_on, overdue_from, status, reason="awaited_results")


def pause_ends_on(history: History) -> date | None:
    """Until when labs are not asked for again, because a draw that may answer awaits results."""
    answering = [on for on in history.awaited if _would_answer(history, on)]
    return answering[-1] + days(history.targets.labs.awaited_days) if answering else None


def _would_answer(history: History, drawn_on: date) -> bool:
    """Whether estradiol in this draw would meet the duty of labs as it stands."""
    course = history.anastrozole
    if not course.started:
        return False
    set_on = history.once(labs_set_on)
    if set_on is not None and drawn_on >= set_on:
        return True
    anchor = history.regimen_changes[-1] if course.active else course.steps[-1].event.on
    since = anchor + days(history.targets.windows.steady_state_days)
    known = history.estradiol
    return drawn_on >= since and not (known and known[-1].on >= drawn_on)


def expected_draw(history: History) -> Expected | None:
    """When the next draw is expected, by the record alone."""
    if not history.anastrozole.started:
        return None
    return _while_active(history) if history.anastrozole.active else _off_drug(history)


def _while_active(history: History) -> Expected:
    anchor, rule = history.regimen_changes[-1], history.targets.labs
    qualifying = _settled_since(history, anchor)
    if not qualifying:
        first = anchor + days(rule.first_days)
        return Expected(min(first, _cap(history)), "first_after_change")
    last = qualifying[-1].on
    verdict = draw_verdict(history, qualifying[-1])
    if verdict == OUT:
        return Expected(last + days(rule.first_days), "out_of_target")
    if verdict == UNDECIDED:
        return Expected(add_months(last, rule.undecided_months), "undecided")
    if len(qualifying) > 1 and draw_verdict(history, qualifying[-2]) == IN:
        return Expected(add_months(last, rule.stable_months), "stable")
    return Expected(add_months(last, rule.first_in_target_months), "first_in_target")


def _settled_since(history: History, change: date) -> Series:
    """Estradiol results that show what a change of that day did."""
    return history.estradiol_since(change + days(history.targets.windows.steady_state_days))


def _cap(history: History) -> date:
    """The latest day for a first draw, counted from the earliest change still unanswered."""
    unanswered = next(on for on in history.regimen_changes if not _settled_since(history, on))
    return unanswered + days(history.targets.labs.cap_days)


def draw_verdict(history: History, estradiol: Reading) -> str:
    """Whether a whole draw is in target, certainly out, or undecided.

    Estradiol always counts; hematocrit and the ratio where present; testosterone
    where present in a course beside testosterone.
    """
    verdicts = list(_verdicts(history, estradiol))
    if OUT in verdicts:
        return OUT
    return UNDECIDED if UNDECIDED in verdicts else IN


def _verdicts(history: History, estradiol: Reading) -> list[str]:
    hematocrit = history.result_on(HEMATOCRIT, estradiol.on)
    testosterone = history.result_on(TESTOSTERONE, estradiol.on)
    verdicts = [_verdict(estradiol)]
    if hematocrit is not None:
        verdicts.append(_verdict(hematocrit))
    if testosterone is not None:
        verdicts.append(_RATIO_VERDICT[ratio_of(testosterone, estradiol).status])
        if history.anastrozole.indication == TRT:
            verdicts.append(_verdict(testosterone))
    return verdicts


_RATIO_VERDICT = {
    RatioStatus.IN_TARGET: IN,
    RatioStatus.LOW: OUT,
    RatioStatus.UNDECIDABLE: UNDECIDED,
}


def _verdict(reading: Reading) -> str:
    position = reading.position
    if position is Position.IN_TARGET:
        return IN
    return UNDECIDED if position is Position.UNDECIDABLE else OUT


def _off_drug(history: History) -> Expected | None:
    """After a hold or stop: has estradiol come back? A hold then stopped counts from the stop."""
    interrupted = history.anastrozole.steps[-1].event
    recheck_days = days(history.targets.labs.recheck_days)
    since = _settled_since(history, interrupted.on)
    if since:
        return (
            None
            if recovered(since[-1])
            else Expected(since[-1].on + recheck_days, "recheck_off_drug")
        )
    if interrupted.kind == HOLD or _stopped_low(history, interrupted.on):
        return Expected(interrupted.on + recheck_days, "recheck_off_drug")
    return None


def _stopped_low(history: History, stop_on: date) -> bool:
    """Whether the last estradiol of the course was not certainly back in target."""
    settled = stop_on + days(history.targets.windows.steady_state_days)
    start = history.anastrozole.start.on
    course = [reading for reading in history.estradiol if start < reading.on < settled]
    return bool(course) and not recovered(course[-1])


def recovered(estradiol: Reading) -> bool:
    """Whether estradiol is certainly not below its target."""
    return estradiol.goal.below(estradiol.quantity) is False
