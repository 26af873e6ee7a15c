"""The rules, by id. A rule is written once, in the module of its subject, and found here."""

from types import ModuleType

from monitoring.judgement.rules import (
    density,
    dose,
    estradiol,
    exposure,
    hematocrit,
    overdue,
    start,
    symptoms,
    testosterone,
)
from monitoring.judgement.rules.rule import ResultSubject, Rule, Subject
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT, TESTOSTERONE

_MODULES: tuple[ModuleType, ...] = (
    estradiol,
    symptoms,
    exposure,
    testosterone,
    hematocrit,
    overdue,
    dose,
    start,
    density,
)

_WRITTEN = [
    [rule for rule in vars(module).values() if isinstance(rule, Rule)] for module in _MODULES
]
RULES: dict[str, Rule] = {rule.id: rule for rules in _WRITTEN for rule in rules}

SUBJECTS: tuple[Subject, ...] = (
    *(
        ResultSubject(analyte, [rule for rule in RULES.values() if rule.about == analyte])
        for analyte in (ESTRADIOL, TESTOSTERONE, HEMATOCRIT)
    ),
    *(Subject(rule for rule in rules if not rule.about) for rules in _WRITTEN),
)

__all__ = ["RULES", "SUBJECTS"]
