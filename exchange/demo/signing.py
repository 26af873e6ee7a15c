"""What the demo's clinicians have signed: every result but those of the last days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from accounts.models import Clinic, User
from monitoring.models import Decision, DecisionKind, Status
from patients.recording import record_facts

RECENT_DAYS = 6


def sign_older_results(clinic: Clinic, staff: Mapping[str, User], today: date) -> None:
    """Have each clinician sign, the day after it was entered, what came in for his men."""
    by_owner: dict[User, list[Status]] = defaultdict(list)
    for status in clinic.statuses.to_sign().named():
        by_owner[status.details.owner or staff["lead"]].append(status)
    for owner, statuses in by_owner.items():
        men = {status.pk: status.patient for status in statuses}
        with record_facts(clinic, by=owner, today=today, about=men.values()) as book:
            for status in statuses:
                for signature in _signatures(status, today):
                    book.record(signature)


def _signatures(status: Status, today: date) -> list[Decision]:
    entered = {
        (each["draw"], each["version"]): date.fromisoformat(each["entered_on"])
        for each in status.unsigned
    }
    return [
        Decision(
            patient=status.patient,
            kind=DecisionKind.SIGN,
            marks={draw: version},
            decided_on=on + timedelta(days=1),
        )
        for (draw, version), on in entered.items()
        if on < today - timedelta(days=RECENT_DAYS)
    ]
