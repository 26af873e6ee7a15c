"""What the rules found for a man: findings, and one line per topic."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from monitoring.judgement.rules import RULES
from monitoring.judgement.rules.rule import Found, Input, Rule, Severity
from monitoring.judgement.standing import Standing
from monitoring.judgement.topics import TOPIC_ORDER, Topic, leads, topic_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that fired, with everything needed to review why.

    `eased` says why the severity is lower than the rule's own; `on` and
    `draw_key` lead to the draw or scan it rests on.
    """

    rule_id: str
    rule_version: str
    severity: Severity
    topic: Topic
    headline: str
    evidence: str
    inputs: tuple[Input, ...]
    threshold: str
    source: str
    grade: str
    on: date | None
    draw_key: Hashable
    eased: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicLine:
    """The findings of one topic, the leading one first."""

    topic: Topic
    findings: tuple[Finding, ...]

    @property
    def heading(self) -> Finding:
        """The finding that heads the line."""
        return self.findings[0]

    @property
    def severity(self) -> Severity:
        """The line's severity: that of its heading."""
        return self.heading.severity


def ask(man: Standing) -> list[tuple[Rule, Found]]:
    """Ask every rule; those that fire, with what they say."""
    return [
        (rule, found) for rule in RULES.values() if (found := man.once(rule.condition)) is not None
    ]


def find(man: Standing) -> tuple[Finding, ...]:
    """All findings, in the order of topics, the leading one of each first."""
    fired = ask(man)
    names = {rule.id for rule, _ in fired}
    findings = [_finding(man, rule, found, topic_of(rule.id, names)) for rule, found in fired]
    return tuple(sorted(findings, key=_place))


def _place(finding: Finding) -> tuple[int, int, tuple[int, int]]:
    topic = finding.topic
    return TOPIC_ORDER[topic], -finding.severity.rank, leads(finding.rule_id, topic)


def weigh(man: Standing, rule: Rule, found: Found) -> tuple[Severity, tuple[str, ...]]:
    """The severity after what eases it, in the rule's order, and why."""
    severity, because = found.severity or rule.severity, []
    for easing in rule.easings:
        eased = easing(man, found)
        if eased is not None:
            severity = eased.severity
            because.append(eased.because)
    return severity, tuple(because)


def _finding(man: Standing, rule: Rule, found: Found, topic: Topic) -> Finding:
    severity, eased = weigh(man, rule, found)
    return Finding(
        rule_id=rule.id,
        rule_version=rule.version,
        severity=severity,
        topic=topic,
        headline=found.headline,
        evidence=found.evidence,
        inputs=found.inputs,
        threshold=found.threshold,
        source=rule.source,
        grade=rule.grade,
        on=found.on,
        draw_key=found.draw_key,
        eased=eased,
    )


def topic_lines(findings: Iterable[Finding]) -> tuple[TopicLine, ...]:
    """One line per topic, the most severe line first."""
    by_topic: dict[Topic, list[Finding]] = {}
    for finding in findings:
        by_topic.setdefault(finding.topic, []).append(finding)
    lines = [TopicLine(topic, tuple(members)) for topic, members in by_topic.items()]
    return tuple(sorted(lines, key=lambda line: -line.severity.rank))
