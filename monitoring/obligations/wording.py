"""Why something is due, and why its date moved, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from monitoring.models import CallOutcome, Decision, DecisionKind, Obligation
from monitoring.obligations.silence import ARRANGING
from patients.forms.days import format_day

SET_EARLIER = "set_earlier"
UNREAD_ACT = "unread_act"

ABOUT_DUTIES = ARRANGING | {DecisionKind.EARLIER_DATE}
"""Decisions that have a duty for their topic, not findings."""

REASONS = {
    "first_after_change": "First labs after the last change of treatment.",
    "out_of_target": "The last draw was out of target.",
    "undecided": "The last draw could not be compared with the target.",
    "first_in_target": "In target once.",
    "stable": "In target at least twice in a row.",
    "recheck_off_drug": "Low estradiol is rechecked off the drug.",
    "above_limit": "The last hematocrit was at or above the limit.",
    "first_on_testosterone": "First check on testosterone.",
    "near_limit": "The last hematocrit was close to the limit.",
    "first_year": "First year on testosterone.",
    "annual": "Once a year on testosterone.",
    "baseline": "First scan, before a later change can be seen.",
    "serial": "Repeat scan, by bone density and estradiol suppression.",
    "awaited_results": "Blood was drawn, and the results have not come.",
    UNREAD_ACT: "A finding that asks to act waits for somebody to look at it.",
    SET_EARLIER: "Set earlier by the clinic.",
}

BONE = {
    "B0": "no low score at the last one",
    "B1": "low score at the last one, or none",
    "B2": "very low score at the last one",
}
SUPPRESSION = {
    "S0": "estradiol not suppressed for long",
    "S1": "estradiol possibly suppressed, or not known",
    "S2": "estradiol suppressed",
}


def reason_in_words(code: str) -> str:
    """The sentence for a reason's code; that of a repeat scan says what its interval rests on."""
    kind, *rest = code.split()
    if not rest:
        return REASONS[kind]
    months, bone, suppression = rest
    return f"Repeat scan {months} months after the last: {BONE[bone]}; {SUPPRESSION[suppression]}."


def duty_in_words(duty: Obligation, today: date, arranged: Sequence[Decision] = ()) -> str:
    """Why it is due then, whether it is paused, and which date it had before, and why that one.

    `arranged` are the calls and booked visits about it, where the reader is to be told of them.
    """
    said = [reason_in_words(duty.reason)]
    if duty.computed_on:
        said = [f"{REASONS[SET_EARLIER]} By the rules {format_day(duty.computed_on)}: {said[0]}"]
    if duty.paused_until and duty.paused_until > today:
        said.append(f"Paused until {format_day(duty.paused_until)}: a draw awaits its results.")
    said += arranged_in_words(arranged, today)
    if not arranged and duty.silent_until and duty.silent_until > today:
        said.append(f"No reminders until {format_day(duty.silent_until)}.")
    if duty.previous_due_on and duty.previous_due_on != duty.computed_on:
        said.append(_before(duty.previous_due_on, duty.previous_reason))
    return " ".join(said)


def arranged_in_words(arranged: Sequence[Decision], today: date) -> Iterator[str]:
    """The last visit and the last call about a duty; which of them pauses its reminders."""
    holding = next((each for each in reversed(arranged) if each.until), None)
    latest = {each.kind: each for each in arranged}
    for each in latest.values():
        holds = each is holding and not each.lapsed(today)
        yield _visit(each, holds) if each.kind == DecisionKind.BOOKED else _call(each, holds)


def _visit(booked: Decision, holds: bool) -> str:
    then = ", no reminders until then" if holds else ""
    return f"{_visit_on(booked.until)}{then}."


def _call(called: Decision, holds: bool) -> str:
    pause = _pause_until(called.until) if holds else ""
    return f"Called {format_day(called.decided_on)}: {_outcome(called)}{pause}."


def _visit_on(day: date | None) -> str:
    return f"Visit booked for {format_day(day)}" if day else "Visit booked"


def _pause_until(day: date | None) -> str:
    return f", no reminders until {format_day(day)}" if day else ""


def _outcome(called: Decision) -> str:
    return str(CallOutcome(called.reason_code).label).lower()


def _before(due_on: date, reason: str) -> str:
    if not reason:
        return f"Was {format_day(due_on)}."
    why = reason_in_words(reason)
    return f"Was {format_day(due_on)}: {why[0].lower()}{why[1:]}"


def decided_in_words(decision: Decision) -> str:
    """What was decided or arranged about a duty, in one line that names it."""
    duty = decision.duty_label
    if decision.kind == DecisionKind.BOOKED:
        return f"{duty}: v{_visit_on(decision.until)[1:]}"
    if decision.kind == DecisionKind.CALLED:
        return f"{duty}: called, {_outcome(decision)}{_pause_until(decision.until)}"
    if decision.until:
        return f"{duty} set to {format_day(decision.until)}"
    return f"{duty}: back to the rules"
