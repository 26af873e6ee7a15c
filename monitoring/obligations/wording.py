"""Why something is due, and why its date moved, in words."""

from __future__ import annotations

from datetime import date

from monitoring.models import Obligation, ObligationKind
from patients.forms.days import format_day

SET_EARLIER = "set_earlier"

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


def duty_in_words(duty: Obligation, today: date) -> str:
    """Why it is due then, whether it is paused, and which date it had before, and why that one."""
    said = [reason_in_words(duty.reason)]
    if duty.computed_on:
        said = [f"{REASONS[SET_EARLIER]} By the rules {format_day(duty.computed_on)}: {said[0]}"]
    if duty.paused_until and duty.paused_until > today:
        said.append(f"Paused until {format_day(duty.paused_until)}: a draw awaits its results.")
    if duty.previous_due_on and duty.previous_due_on != duty.computed_on:
        said.append(_before(duty.previous_due_on, duty.previous_reason))
    return " ".join(said)


def _before(due_on: date, reason: str) -> str:
    if not reason:
        return f"Was {format_day(due_on)}."
    why = reason_in_words(reason)
    return f"Was {format_day(due_on)}: {why[0].lower()}{why[1:]}"


def set_date_in_words(duty: str, until: date | None) -> str:
    """What a clinician decided about a date."""
    label = ObligationKind(duty).label
    return f"{label} set to {format_day(until)}" if until else f"{label}: back to the rules"
