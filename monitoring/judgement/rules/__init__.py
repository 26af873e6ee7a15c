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
from monitoring.judgement.rules.rule import Rule

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

RULES: dict[str, Rule] = {
    rule.id: rule for module in _MODULES for rule in vars(module).values() if isinstance(rule, Rule)
}

__all__ = ["RULES"]
