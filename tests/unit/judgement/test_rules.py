"""Every rule at its edges, and the rule book as a whole."""

import pytest

from monitoring.judgement import RULES, evaluate, validate
from monitoring.judgement.rules.rule import Severity
from monitoring.judgement.topics import MEMBERS
from tests.unit.judgement.edges import bone, treatment, values
from tests.unit.judgement.men import Edge, day

SEVERITIES = {
    Severity.ALERT: {
        "E2_VERY_LOW",
        "E2_HIGH_SYMPTOMATIC",
        "E2_LOW_SYMPTOMATIC",
        "HCT_HIGH",
        "BONE_EXPOSURE_DEFINITE",
        "DEXA_OSTEOPOROSIS_RANGE",
        "DEXA_BELOW_EXPECTED",
        "DEXA_SIGNIFICANT_LOSS",
    },
    Severity.WARNING: {
        "TT_HIGH",
        "E2_LOW",
        "E2_HIGH",
        "E2_LOW_DOSE_NOT_REDUCED",
        "DOSE_ABOVE_RANGE",
        "DOSE_INCREASED_WITHOUT_FOLLOWUP",
        "BONE_EXPOSURE_POSSIBLE",
        "LABS_OVERDUE",
        "HCT_OVERDUE",
        "DEXA_OVERDUE",
    },
    Severity.INFO: {"LOWEST_DOSE_PROMPT"},
}
"""By the clinical rules; every other rule is a notice."""

EDGES = [*values.EDGES, *treatment.EDGES, *bone.EDGES]


@pytest.mark.parametrize(
    "edge", [pytest.param(each, id=f"{each.rule_id}: {each.circumstance}") for each in EDGES]
)
def test_a_rule_at_its_edge(edge: Edge) -> None:
    validate(edge.snapshot)
    found = {f.rule_id: f.severity for f in evaluate(edge.snapshot, day(edge.on)).findings}
    assert found.get(edge.rule_id) == edge.expected


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_weighs_what_the_clinical_rules_say(rule_id: str) -> None:
    listed = (severity for severity, ids in SEVERITIES.items() if rule_id in ids)
    assert RULES[rule_id].severity is next(listed, Severity.NOTICE)


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_says_what_it_means(rule_id: str) -> None:
    rule = RULES[rule_id]
    assert rule.meaning.strip()
    assert rule.source
    assert rule.grade


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_has_rows_on_both_sides_of_its_edge(rule_id: str) -> None:
    answers = {each.expected is None for each in EDGES if each.rule_id == rule_id}
    assert answers == {True, False}


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_has_a_row_without_what_it_looks_at(rule_id: str) -> None:
    """Nothing on record, nothing of that kind, or nothing recent: a rule then stays silent."""
    words = (
        "missing",
        "stale",
        "stopped",
        "never",
        "complete",
        "held",
        "beside",
        "none",
        "one scan",
    )
    rows = [each for each in EDGES if each.rule_id == rule_id]
    assert any(word in each.circumstance for each in rows for word in words)


def test_rules_and_topics_name_the_same_findings() -> None:
    assert sorted(RULES) == sorted(rule_id for members in MEMBERS.values() for rule_id in members)
    assert [rule.id for rule in RULES.values()] == list(RULES)
