"""The earlier dates that clinicians set, as the judgement reads them."""

from __future__ import annotations

from collections.abc import Iterable

from monitoring.judgement.snapshot import SetDate
from monitoring.models import Decision, DecisionKind


def set_dates(decisions: Iterable[Decision]) -> tuple[SetDate, ...]:
    """Dates that were set, in recorded order; without a day, one that was taken back."""
    return tuple(
        SetDate(each.topic, each.until, each.decided_on)
        for each in decisions
        if each.kind == DecisionKind.EARLIER_DATE
    )
