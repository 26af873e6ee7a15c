"""Which laboratories the form of a draw suggests. Draws keep the names that were typed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic, User
from labs.models import Laboratory


@transaction.atomic
def offer(clinic: Clinic, laboratories: Iterable[Laboratory], *, offered: bool, by: User) -> int:
    """Suggest these names from now on, or no longer; how many that changed."""
    keys = [each.pk for each in laboratories]
    rows = clinic.laboratories.select_for_update().filter(pk__in=keys, is_offered=not offered)
    changed = list(rows.order_by("pk"))
    clinic.laboratories.filter(pk__in=[each.pk for each in changed]).update(is_offered=offered)
    verb = "offered" if offered else "hidden"
    write_audit(
        [audit_row(clinic, f"laboratory.{verb}", by=by, subject=each.pk) for each in changed]
    )
    return len(changed)
