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
from monitoring.judgement.rules.rule import Rule, Subject

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

SUBJECTS: tuple[Subject, ...] = tuple(
    Subject(rule for rule in vars(module).values() if isinstance(rule, Rule)) for module in _MODULES
)
RULES: dict[str, Rule] = {rule.id: rule for subject in SUBJECTS for rule in subject.rules}

__all__ = ["RULES", "SUBJECTS"]
