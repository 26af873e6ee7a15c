"""Which rules are acknowledged without a change, and how long findings wait for a decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from accounts.models import Clinic
from monitoring.judgement import RULES
from monitoring.models import DecisionKind, DecisionReason
from monitoring.quality.flagged import Flags
from monitoring.quality.shares import Share
from monitoring.quality.waiting import Wait

ALL_RULES = ""

CHANGES = frozenset(
    {
        DecisionReason.DOSE_CHANGED,
        DecisionReason.REPEAT_LABS,
        DecisionReason.STOPPED,
        DecisionReason.DEXA_REFERRED,
        DecisionReason.RESULT_IN_ERROR,
    }
)
"""Reasons after which something is different: what he takes, what is asked for, what is on record.

Of the others (dose left as it is, discussed, assay or timing, other) the rule changed nothing.
"""

CLOSING = frozenset({DecisionKind.ACKNOWLEDGE, DecisionKind.ACCEPT_RISK})
"""Decisions that settle a finding; a snooze only puts it off."""


@dataclass(frozen=True)
class Fatigue:
    """What became of one rule's findings, or of all."""

    clinic: Clinic
    rule: str
    waits: Sequence[Wait]

    @property
    def meaning(self) -> str:
        """What the rule says, as the rule book has it; nothing for a rule it no longer has."""
        rule = RULES.get(self.rule)
        return " ".join(rule.meaning.split("\n\n", maxsplit=1)[0].split()) if rule else ""

    @property
    def decided(self) -> list[Wait]:
        """Those that a person decided."""
        return [each for each in self.waits if each.decided]

    @property
    def still_waiting(self) -> list[Wait]:
        """Those that wait now."""
        return [each for each in self.waits if each.ended_at is None]

    @property
    def unchanged(self) -> Share:
        """Those acknowledged without a change, of those that were decided."""
        decided = self.decided
        return Share(
            tuple(each.man for each in decided if is_unchanged(each)),
            tuple(each.man for each in decided if not is_unchanged(each)),
        )

    @property
    def median_days(self) -> int | None:
        """The middle number of days from appearing to the decision; of two, the lower."""
        lasted = [_days(self.clinic, each) for each in self.decided]
        return median_low(lasted) if lasted else None


def is_unchanged(wait: Wait) -> bool:
    """Whether it was acknowledged, or its risk accepted, and nothing was changed."""
    decided = wait.decided
    return decided is not None and decided.kind in CLOSING and decided.reason not in CHANGES


def fatigue(flags: Flags, since: date) -> list[Fatigue]:
    """Each rule whose findings began to wait since a day, the most often unchanged first."""
    by_rule = {rule: _since(flags, waits, since) for rule, waits in flags.by_rule.items()}
    rows = [Fatigue(flags.clinic, rule, waits) for rule, waits in by_rule.items() if waits]
    return sorted(rows, key=lambda row: (-len(row.unchanged.counted), -len(row.waits), row.rule))


def all_rules(flags: Flags, rows: Iterable[Fatigue]) -> Fatigue:
    """The same over all rules."""
    return Fatigue(flags.clinic, ALL_RULES, [wait for row in rows for wait in row.waits])


def _since(flags: Flags, waits: Iterable[Wait], since: date) -> list[Wait]:
    return [each for each in waits if flags.began_on(each) >= since]


def _days(clinic: Clinic, wait: Wait) -> int:
    ended_at = wait.ended_at or wait.since
    return (clinic.local_day(ended_at) - clinic.local_day(wait.since)).days
