"""What was decided about a man."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.row_reading import KeptQuery
from monitoring.models import Decision, DecisionKind
from monitoring.pages.scope import Man
from patients.models import Patient


def everything_decided(man: Man) -> list[Decision]:
    """The decisions that stand, signatures included, the latest first."""
    return _decided(man.patient.pk)


@KeptQuery
def _decided(man: int) -> QuerySet[Decision]:
    standing = Patient(pk=man).versions_of(Decision).current().order_by("-position")
    return standing.select_related("recorded_by", "assignee")


def decisions_about(man: Man) -> list[Decision]:
    """The decisions that stand, the latest first; a signature decides nothing."""
    return [each for each in everything_decided(man) if each.kind != DecisionKind.SIGN]
