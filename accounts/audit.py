"""Writing the audit: one row per act, in the transaction of the act."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import AuditRow, Clinic, User


def audit_row(
    clinic: Clinic | None,
    action: str,
    *,
    by: User | None,
    subject: object = "",
    reason: str = "",
    submission: UUID | None = None,
    **detail: Any,
) -> AuditRow:
    """Build the row that says who did what to which subject; `by` is None for the system."""
    return AuditRow(
        clinic=clinic,
        at=timezone.now(),
        by=by,
        action=action,
        subject=str(subject),
        detail=detail,
        reason=reason,
        submission=submission,
    )


def write_audit(rows: list[AuditRow]) -> None:
    """Append rows. Call inside the transaction of what they record."""
    AuditRow.objects.bulk_create(rows)
