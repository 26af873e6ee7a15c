"""What stands above a list while the clinic is not being reminded as it should be."""

from __future__ import annotations

from django.utils import timezone

from accounts.access import ClinicRequest
from accounts.roles import May, may
from monitoring.mail.watching import Problem, problems_in


def alarms(request: ClinicRequest) -> list[Problem]:
    """The problems of this moment, for those who may look after reminders."""
    if not may(request.membership.role, May.SEE_REMINDERS):
        return []
    return problems_in(request.clinic, timezone.now())
