"""What a rule is, and what it says when it fires.

A rule is one pure function of a man on a day. It answers None, or `Found`: the
sentence for the clinician, what it rests on and the line that was crossed. No
sentence speaks of "today" or counts days up to it: a finding stays true until
the day on which the judgement changes. No sentence advises a dose.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from monitoring.judgement.day import written
from monitoring.judgement.readings import Reading
from monitoring.judgement.standing import Standing
from monitoring.judgement.topics import TOPIC_OF, Topic
from protocols.targets.analytes import BY_SLUG
from protocols.targets.book import RULES_VERSION


class Severity(StrEnum):
    """How urgent a finding is: shown as Act, Review, Watch and Note."""

    ALERT = "alert"
    WARNING = "warning"
    NOTICE = "notice"
    INFO = "info"

    @property
    def rank(self) -> int:
        """3 for the most urgent down to 0."""
        return _RANK[self]


_RANK = {Severity.ALERT: 3, Severity.WARNING: 2, Severity.NOTICE: 1, Severity.INFO: 0}


class Input(NamedTuple):
    """One fact that a finding rests on, as it is shown."""

    name: str
    text: str
    on: date | None = None


class Found(NamedTuple):
    """What a rule says when it fires; `severity` only where it is not the rule's own."""

    headline: str
    evidence: str
    inputs: tuple[Input, ...] = ()
    threshold: str = ""
    on: date | None = None
    draw_key: Hashable = None
    severity: Severity | None = None


class Eased(NamedTuple):
    """A severity lowered by circumstances, and the words for them."""

    severity: Severity
    because: str


Condition = Callable[[Standing], Found | None]
Easing = Callable[[Standing, Found], Eased | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the book: its name, place, weight, ground, and the question it asks."""

    id: str
    severity: Severity
    grade: str
    source: str
    condition: Condition
    easings: tuple[Easing, ...] = ()
    version: str = RULES_VERSION

    def weighed(self, man: Standing, found: Found) -> "Verdict":
        """What the rule found, with its severity after what eases it, in order."""
        severity, because = found.severity or self.severity, []
        for easing in self.easings:
            eased = easing(man, found)
            if eased is not None:
                severity = eased.severity
                because.append(eased.because)
        return Verdict(self, found, severity, tuple(because))

    @property
    def topic(self) -> Topic:
        """The line of the worklist that it belongs to."""
        return TOPIC_OF[self.id]

    @property
    def meaning(self) -> str:
        """What the rule means clinically."""
        return self.condition.__doc__ or ""


class Verdict(NamedTuple):
    """A rule that fired: what it says, how much it weighs now, and why less than usual."""

    rule: Rule
    found: Found
    severity: Severity
    eased: tuple[str, ...]


class Subject:
    """Rules that look at the same facts: one question, which is asked again as a whole."""

    __slots__ = ("rules",)

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)

    def __call__(self, man: Standing) -> tuple[Verdict, ...]:
        """Those that fire for a man on a day."""
        return tuple(
            [
                rule.weighed(man, found)
                for rule in self.rules
                if (found := rule.condition(man)) is not None
            ]
        )


def rule(
    rule_id: str, severity: Severity, *easings: Easing, grade: str, source: str
) -> Callable[[Condition], Rule]:
    """Make a rule of the function below."""

    def made(condition: Condition) -> Rule:
        return Rule(rule_id, severity, grade, source, condition, easings)

    return made


def shown_input(reading: Reading) -> Input:
    """A result as an input."""
    return Input(BY_SLUG[reading.analyte].name, reading.text, reading.on)


def says(reading: Reading, what: str, evidence: str, *more: Input, threshold: str = "") -> Found:
    """A finding about one result: "Estradiol 12 pg/mL on 11-May-2026 <what>"."""
    name = BY_SLUG[reading.analyte].name
    return Found(
        headline=f"{name} {reading.text} on {written(reading.on)} {what}",
        evidence=evidence,
        inputs=(shown_input(reading), *more),
        threshold=threshold or str(reading.goal),
        on=reading.on,
        draw_key=reading.draw_key,
    )
