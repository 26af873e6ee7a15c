"""What was decided about a man."""

from __future__ import annotations

from monitoring.models import Decision
from monitoring.pages.scope import Man


def decisions_about(man: Man) -> list[Decision]:
    """The decisions that stand, the latest first."""
    decisions = man.patient.versions_of(Decision).current().order_by("-position")
    return list(decisions.select_related("recorded_by", "assignee"))
