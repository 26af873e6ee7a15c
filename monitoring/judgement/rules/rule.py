"""What a rule is, and what it says when it fires.

A rule is one pure function of a man on a day; a rule about a result is given the
result as well, and is asked only while that is fresh. It answers None, or `Found`:
the words for the clinician, what it rests on and the line that was crossed. No
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
from protocols.targets.goals import Position


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
    """What a rule says when it fires; `severity` only where it is not the rule's own.

    `title` says in a few words what it is, `detail` by which values and days: lists show the two
    on lines of their own, every other place reads them as one sentence (`headline_of`).
    """

    title: str
    detail: str
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
ResultCondition = Callable[[Standing, Reading], Found | None]
Easing = Callable[[Standing, Found], Eased | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the book: its name, place, weight, ground, and the question it asks.

    `about` is the analyte whose latest result it judges; "" where it looks at something else.
    `position` is where against its goal that result lies when it is asked; None: anywhere.
    """

    id: str
    severity: Severity
    grade: str
    source: str
    condition: Callable[..., Found | None]
    easings: tuple[Easing, ...] = ()
    about: str = ""
    position: Position | None = None
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

    def __call__(self, man: Standing) -> list[Verdict]:
        """Those that fire for a man on a day."""
        return [
            rule.weighed(man, found)
            for rule in self.rules
            if (found := rule.condition(man)) is not None
        ]


class ResultSubject(Subject):
    """The rules about the latest result of one analyte, which must be fresh to be judged."""

    __slots__ = ("analyte", "by_position")

    def __init__(self, analyte: str, rules: Iterable[Rule]) -> None:
        super().__init__(rules)
        self.analyte = analyte
        self.by_position = {
            position: [rule for rule in self.rules if rule.position in (position, None)]
            for position in Position
        }

    def __call__(self, man: Standing) -> list[Verdict]:
        """Those that fire for a man on a day."""
        reading = man.fresh(self.analyte)
        if reading is None:
            return []
        return [
            rule.weighed(man, found)
            for rule in self.by_position[reading.position]
            if (found := rule.condition(man, reading)) is not None
        ]


def rule(
    rule_id: str, severity: Severity, *easings: Easing, grade: str, source: str
) -> Callable[[Condition], Rule]:
    """Make a rule of the function below."""

    def made(condition: Condition) -> Rule:
        return Rule(rule_id, severity, grade, source, condition, easings)

    return made


def result_rule(
    analyte: str,
    rule_id: str,
    severity: Severity,
    *easings: Easing,
    grade: str,
    source: str,
    position: Position | None = None,
) -> Callable[[ResultCondition], Rule]:
    """Make a rule about the fresh latest result of an analyte of the function below."""

    def made(condition: ResultCondition) -> Rule:
        return Rule(
            rule_id, severity, grade, source, condition, easings, about=analyte, position=position
        )

    return made


def shown_input(reading: Reading) -> Input:
    """A result as an input."""
    return Input(BY_SLUG[reading.analyte].name, reading.text, reading.on)


def headline_of(title: str, detail: str) -> str:
    """A finding in one sentence."""
    return f"{title}: {detail}"


def says(
    reading: Reading, title: str, what: str, evidence: str, *more: Input, threshold: str = ""
) -> Found:
    """A finding about one result: "Estradiol <title>: 12 pg/mL on 11-May-2026<what>"."""
    return Found(
        title=f"{BY_SLUG[reading.analyte].name} {title}",
        detail=f"{reading.text} on {written(reading.on)}{what}",
        evidence=evidence,
        inputs=(shown_input(reading), *more),
        threshold=threshold or str(reading.goal),
        on=reading.on,
        draw_key=reading.draw_key,
    )
