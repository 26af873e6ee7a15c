"""What each rule asks, looks at, and why: in words, with the numbers filled in from the targets."""

from dataclasses import fields
from typing import Any, NamedTuple

from monitoring.judgement.rules import easings
from monitoring.judgement.rules.rule import Easing
from monitoring.rulebook import said_of_course, said_of_results
from protocols.targets.book import Targets


class Said(NamedTuple):
    """One rule in words."""

    condition: str
    inputs: str
    why: str


SAID: dict[str, tuple[str, str, str]] = said_of_results.SAID | said_of_course.SAID
"""By rule: condition, what it looks at, why. `{labs.first_days}` stands for that number."""


EASED: dict[Easing, str] = {
    easings.answered_by_less: "Watch once the weekly dose was lowered to {doses.step_down} times "
    "itself or less, unless labs are overdue",
    easings.answered_by_more: "Watch once the weekly dose was begun, or raised to "
    "{doses.step_up} times itself or more, unless labs are overdue",
    easings.fertility_alone: "Note in a fertility course without testosterone",
    easings.off_therapy: "Note where he was not on therapy on the draw date",
    easings.off_therapy_but_started: "Note where he was not on therapy on the draw date; Watch "
    "where anastrozole was ever begun",
}
"""When a rule weighs less."""


def eased(easing: Easing, book: Targets) -> str:
    """One circumstance that lowers a severity, in words."""
    return EASED[easing].format(**_pages(book))


def said(rule_id: str, book: Targets) -> Said:
    """A rule in words, with the numbers of a rule book."""
    return Said(*(text.format(**_pages(book)) for text in SAID[rule_id]))


def _pages(book: Targets) -> dict[str, Any]:
    return {field.name: getattr(book, field.name) for field in fields(book)}
