"""The targets and the rule book as two documents, written from what judges."""

from collections.abc import Iterable, Iterator, Sequence

from monitoring.rulebook.rules import RuleRow, rules_by_topic
from monitoring.rulebook.targets import NumberRow, number_pages, target_rows
from protocols.targets.bone import THRESHOLDS_DIFFER
from protocols.targets.book import RULES_VERSION, Targets
from protocols.targets.literature import CONFLICT, STUDIES
from protocols.targets.stated import NOT_CHECKED

WRITTEN = (
    "Written from the code by `./dev manage write_rulebook`: change the number or rule there, "
    "never here."
)
OWN = (
    "What stands here is what the product ships with. A clinic's lead adopts a version in the "
    "product, and a clinic may move some numbers within the ranges given."
)


def targets_document(safety: str) -> str:
    """`docs/clinical-targets.md`."""
    book = Targets()
    return _joined(
        "# Targets",
        f"Rule book {RULES_VERSION}, {NOT_CHECKED}. {WRITTEN}",
        safety,
        OWN,
        "## Goals during therapy",
        _table(
            ("Marker", "Target", "Ends and margins", "Why", "From", "May be moved to", "Review by"),
            (
                (
                    row.marker,
                    " = ".join(part for part in (row.target, row.si) if part),
                    ". ".join(part for part in (row.ends, row.near) if part),
                    row.why,
                    f"{row.source}. {row.grade}",
                    row.range,
                    f"{row.review_by}",
                )
                for row in target_rows(book)
            ),
        ),
        *(
            part
            for page in number_pages(book)
            for part in (f"## {page.title}", _numbers(page.rows))
        ),
    )


def _numbers(rows: Iterable[NumberRow]) -> str:
    return _table(
        ("Number", "Value", "Why", "From", "May be moved to", "Review by"),
        (
            (row.name, row.value, row.why, f"{row.source}. {row.grade}", row.range, row.review_by)
            for row in rows
        ),
    )


def rules_document(safety: str) -> str:
    """`docs/rule-book.md`."""
    return _joined(
        "# Rule book",
        f"Version {RULES_VERSION}, {NOT_CHECKED}. {WRITTEN}",
        safety,
        "Within a topic the most severe finding heads the line; among equals the one that stands "
        "first here.",
        *_topics(),
        "## What studies say about low estradiol and bone",
        f"Literature, beside the rules: nothing is judged by these numbers. {CONFLICT}",
        _table(
            ("Line", "Who was looked at", "What was seen", "Study"),
            ((each.line, each.who, each.seen, each.source) for each in STUDIES),
        ),
    )


def _topics() -> Iterator[str]:
    for topic in rules_by_topic(Targets()):
        yield f"## {topic.title}"
        if topic.topic in {"estradiol", "bone_density"}:
            yield THRESHOLDS_DIFFER
        yield from (part for rule in topic.rules for part in _rule(rule))


def _rule(rule: RuleRow) -> Iterator[str]:
    yield f"### {rule.id}: {rule.severity_word}"
    yield rule.meaning
    lines = [
        ("Fires when", rule.said.condition),
        ("Looks at", rule.said.inputs),
        ("Why", rule.said.why),
        *(("Weighs less", circumstance) for circumstance in rule.weighs_less),
        ("Source", rule.source),
        ("Evidence", rule.grade),
        ("Version", rule.version),
    ]
    yield "\n".join(f"- {name}: {text}" for name, text in lines)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def _joined(*parts: str) -> str:
    return "\n\n".join(parts) + "\n"
