"""How long something has waited, and what was decided lately: for the pages of reviewers."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet, TextChoices

from accounts.models import Clinic
from monitoring.models import Decision
from monitoring.models.findings import ABOUT_FINDINGS
from monitoring.obligations.working_days import after_working_days

LATE_WORKING_DAYS = 2
OLD_DAYS = 14
LATELY_DAYS = 30


class Age(TextChoices):
    """Since when something waits."""

    TODAY = "today", "Since today"
    LATE = "late", "More than 2 working days"
    OLD = "old", "More than 14 days"


def is_late(since: date, today: date) -> bool:
    """Whether it waits longer than two working days."""
    return after_working_days(since, LATE_WORKING_DAYS) < today


def of_age(age: str, field: str, today: date) -> Q:
    """What waits that long by the day in `field`; everything where `age` names none."""
    if age == Age.TODAY:
        return Q(**{field: today})
    if age == Age.LATE:
        return Q(**{f"{field}__lte": _latest_late(today)})
    return Q(**{f"{field}__lt": today - timedelta(days=OLD_DAYS)}) if age == Age.OLD else Q()


def _latest_late(today: date) -> date:
    """The latest day since which something is late today: the twin of `is_late`."""
    day = today
    while not is_late(day, today):
        day -= timedelta(days=1)
    return day


def decided_lately(clinic: Clinic, today: date) -> QuerySet[Decision]:
    """Decisions about findings of the last month, the latest first."""
    return (
        Decision.objects.current()
        .filter(
            patient__clinic=clinic,
            kind__in=ABOUT_FINDINGS,
            decided_on__gte=today - timedelta(days=LATELY_DAYS),
        )
        .order_by("-decided_on", "-pk")
    )
