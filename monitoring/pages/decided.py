"""What was decided about a man."""

from __future__ import annotations

from monitoring.models import Decision, DecisionKind
from monitoring.pages.scope import Man


def everything_decided(man: Man) -> list[Decision]:
    """The decisions that stand, signatures included, the latest first."""
    decisions = man.patient.versions_of(Decision).current().order_by("-position")
    return list(decisions.select_related("recorded_by", "assignee"))


def decisions_about(man: Man) -> list[Decision]:
    """The decisions that stand, the latest first; a signature decides nothing."""
    return [each for each in everything_decided(man) if each.kind != DecisionKind.SIGN]
