"""What the rules found for a man: findings, and one line per topic."""

from collections.abc import Hashable, Iterable
from datetime import date
from typing import NamedTuple

from monitoring.judgement.rules import SUBJECTS
from monitoring.judgement.rules.rule import Input, Severity, Verdict, headline_of
from monitoring.judgement.standing import Standing
from monitoring.judgement.topics import TOPIC_ORDER, Topic, leads, topic_of


class Finding(NamedTuple):
    """One rule that fired, with everything needed to review why.

    `eased` says why the severity is lower than the rule's own; `on` and
    `draw_key` lead to the draw or scan it rests on.
    """

    rule_id: str
    rule_version: str
    severity: Severity
    topic: Topic
    title: str
    detail: str
    evidence: str
    inputs: tuple[Input, ...]
    threshold: str
    source: str
    grade: str
    on: date | None
    draw_key: Hashable
    eased: tuple[str, ...]

    @property
    def headline(self) -> str:
        """What was found, by which values and days, in one sentence."""
        return headline_of(self.title, self.detail)


class TopicLine(NamedTuple):
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


def ask(man: Standing) -> list[Verdict]:
    """Ask every rule; what those say that fire."""
    return [verdict for subject in SUBJECTS for verdict in man.answer(subject)[0]]


def find(man: Standing) -> tuple[Finding, ...]:
    """All findings, in the order of topics, the leading one of each first."""
    fired = ask(man)
    names = {verdict.rule.id for verdict in fired}
    findings = [_finding(verdict, topic_of(verdict.rule.id, names)) for verdict in fired]
    return tuple(sorted(findings, key=_place))


def _place(finding: Finding) -> tuple[int, int, tuple[int, int]]:
    topic = finding.topic
    return TOPIC_ORDER[topic], -finding.severity.rank, leads(finding.rule_id, topic)


def _finding(verdict: Verdict, topic: Topic) -> Finding:
    rule, found = verdict.rule, verdict.found
    return Finding(
        rule_id=rule.id,
        rule_version=rule.version,
        severity=verdict.severity,
        topic=topic,
        title=found.title,
        detail=found.detail,
        evidence=found.evidence,
        inputs=found.inputs,
        threshold=found.threshold,
        source=rule.source,
        grade=rule.grade,
        on=found.on,
        draw_key=found.draw_key,
        eased=verdict.eased,
    )


def topic_lines(findings: Iterable[Finding]) -> tuple[TopicLine, ...]:
    """One line per topic, the most severe line first."""
    by_topic: dict[Topic, list[Finding]] = {}
    for finding in findings:
        by_topic.setdefault(finding.topic, []).append(finding)
    lines = [TopicLine(topic, tuple(members)) for topic, members in by_topic.items()]
    return tuple(sorted(lines, key=lambda line: -line.severity.rank))
