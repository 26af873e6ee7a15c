"""Why something is due, in words."""

from __future__ import annotations

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
}


def reason_in_words(code: str) -> str:
    """The sentence for a reason's code."""
    return REASONS[code]
