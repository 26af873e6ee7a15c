"""The rule book by topic: each rule with its weight, condition, inputs, ground and version."""

from collections.abc import Iterable
from typing import NamedTuple

from monitoring.judgement import RULES
from monitoring.judgement.rules.rule import Rule, Severity
from monitoring.judgement.topics import MEMBERS
from monitoring.pages.topics import TOPIC_WORDS
from monitoring.rulebook.grades import GRADES
from monitoring.rulebook.said import Said, eased, said
from protocols.targets.book import Targets

SEVERITY_WORDS = {
    Severity.ALERT: "Act",
    Severity.WARNING: "Review",
    Severity.NOTICE: "Watch",
    Severity.INFO: "Note",
}


class RuleRow(NamedTuple):
    """One rule as it is read; `here` is its condition where a clinic has moved a number of it."""

    id: str
    severity: str
    severity_word: str
    meaning: str
    said: Said
    weighs_less: list[str]
    source: str
    grade: str
    version: str
    here: str = ""


class TopicRules(NamedTuple):
    """The rules of one line of the worklist; the first of equals heads the line."""

    topic: str
    title: str
    rules: list[RuleRow]


def rules_by_topic(book: Targets) -> list[TopicRules]:
    """Every rule, in the order in which they head a line."""
    return [
        TopicRules(topic.value, TOPIC_WORDS[topic], [_row(RULES[each], book) for each in members])
        for topic, members in MEMBERS.items()
    ]


def rules_here(topics: Iterable[TopicRules], here: Targets) -> list[TopicRules]:
    """The same rules, each with its condition by other targets where those change it."""
    return [topic._replace(rules=[_row_here(row, here) for row in topic.rules]) for topic in topics]


def _row_here(row: RuleRow, here: Targets) -> RuleRow:
    condition = said(row.id, here).condition
    return row if condition == row.said.condition else row._replace(here=condition)


def _row(rule: Rule, book: Targets) -> RuleRow:
    return RuleRow(
        id=rule.id,
        severity=rule.severity.value,
        severity_word=SEVERITY_WORDS[rule.severity],
        meaning=_first_sentences(rule.meaning),
        said=said(rule.id, book),
        weighs_less=[eased(easing, book) for easing in rule.easings],
        source=rule.source,
        grade=GRADES[rule.grade],
        version=rule.version,
    )


def _first_sentences(text: str) -> str:
    """The first paragraph of a docstring in one line."""
    return " ".join(text.split("\n\n", maxsplit=1)[0].split())
