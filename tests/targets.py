"""Targets of a clinic moved at once: for tests of what they do, not of who moves them."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from protocols.models import ClinicOverride
from protocols.overrides import check_every_man, every_man_judged, write_override


def adopt(row: ClinicOverride, *, by: User | None, today: date) -> ClinicOverride:
    """Move targets for a clinic or a laboratory."""
    with every_man_judged(row.clinic, today) as men:
        write_override(row, by, None)
        check_every_man(men, row)
    return row


def withdraw(row: ClinicOverride, *, by: User | None, today: date, why: str) -> ClinicOverride:
    """Take an override of a clinic back."""
    later = ClinicOverride(
        clinic=row.clinic,
        laboratory=row.laboratory,
        method=row.method,
        valid_from=row.valid_from,
        why=why,
        withdraws=row,
    )
    return adopt(later, by=by, today=today)
