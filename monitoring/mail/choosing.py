"""How a clinic changes when it reminds whom."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.audit import audit_row, write_audit
from accounts.models import Clinic, User
from monitoring.models import Obligation, ReminderSettings
from patients.recording import lock_clinic

CHOSEN = (
    "first_owner_days",
    "second_owner_days",
    "review_working_days",
    "digest",
    "opens",
    "closes",
    "patient_mail",
    "patient_days",
    "patient_sender",
    "patient_phone",
)
"""What a clinic chooses; the rest of the row is noted by the passes."""


class ChangedMeanwhile(Exception):
    """Somebody else saved other settings since these were read."""


def settings_of(clinic: Clinic) -> ReminderSettings:
    """When a clinic reminds whom."""
    return ReminderSettings.objects.of(clinic)


def stamp(settings: ReminderSettings) -> str:
    """What settings say, in short: another stamp means that somebody changed them."""
    said = "|".join(f"{name}={getattr(settings, name)!r}" for name in CHOSEN)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


@transaction.atomic
def choose_reminders(
    clinic: Clinic, wanted: Mapping[str, Any], *, seen: str, by: User
) -> list[str]:
    """Save what a clinic wants, with its audit row, and let every open duty be looked at again.

    `seen` is the stamp of the settings that the person had before the eyes. Returns the names of
    what changed, none where they stand like this already. Raises `ChangedMeanwhile`.
    """
    lock_clinic(clinic)
    standing = settings_of(clinic)
    moved = {
        name: [str(getattr(standing, name)), str(wanted[name])]
        for name in CHOSEN
        if getattr(standing, name) != wanted[name]
    }
    if not moved:
        return []
    if stamp(standing) != seen:
        raise ChangedMeanwhile
    ReminderSettings.objects.update_or_create(
        clinic=clinic, defaults={name: wanted[name] for name in CHOSEN}
    )
    Obligation.objects.filter(clinic=clinic).look_again()
    row = audit_row(clinic, "reminders.set", by=by, subject=clinic.pk, changed=moved)
    write_audit([row])
    return list(moved)
