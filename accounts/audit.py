"""Writing the audit: one row per act, in the transaction of the act."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import AuditRow, Clinic, User
from accounts.row_writing import append_rows


def audit_row(
    clinic: Clinic | None,
    action: str,
    *,
    by: User | None,
    subject: object = "",
    patient: UUID | str | None = None,
    at: datetime | None = None,
    reason: str = "",
    submission: UUID | None = None,
    **detail: Any,
) -> AuditRow:
    """Build the row that says who did what to which subject; `by` is None for the system.

    `patient` is the opaque id of the man whom it is about. The moment is now, unless `at` says
    when it was.
    """
    return AuditRow(
        clinic=clinic,
        at=at or timezone.now(),
        by=by,
        action=action,
        subject=str(subject),
        patient=patient,
        detail=detail,
        reason=reason,
        submission=submission,
    )


def write_audit(rows: list[AuditRow]) -> None:
    """Append rows. Call inside the transaction of what they record."""
    append_rows(rows)
