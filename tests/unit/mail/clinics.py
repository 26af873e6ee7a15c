"""A small clinic with overdue follow-ups, and a clock that stands still."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import count

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from monitoring.mail.scanning import scan_due
from monitoring.mail.sending import send_due
from monitoring.models import Obligation, ReminderSettings
from patients.models import Patient, PatientDetails

NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
"""Noon in New York, a Wednesday."""

TODAY = date(2026, 11, 18)

_numbers = count(1)


def send(now: datetime = NOON) -> Counter[str]:
    """A send pass during which no time goes by."""
    return send_due(now, seconds=lambda: 0.0)


def scan_and_send(now: datetime = NOON) -> Counter[str]:
    scan_due(now)
    return send(now)


def join(clinic: Clinic, role: Role, name: str, *, is_active: bool = True) -> User:
    """Somebody new who works in the clinic."""
    user = User.objects.create_user(f"{name}@clinic.example", name)
    Membership.objects.create(user=user, clinic=clinic, role=role, is_active=is_active)
    return user


def without_digests(clinic: Clinic) -> ReminderSettings:
    """Only what is told for the first time goes out."""
    return ReminderSettings.objects.update_or_create(clinic=clinic, defaults={"digest": False})[0]


def follow(clinic: Clinic, owner: User | None = None, **details: object) -> Patient:
    """A man whom the clinic follows."""
    man = Patient.objects.create(clinic=clinic, facts_count=1, facts_version=1)
    given = {"record_number": f"R-{next(_numbers)}", "born_on": date(1980, 1, 1), **details}
    PatientDetails.objects.create(
        patient=man, clinic=clinic, owner=owner, position=1, recorded_at=NOON, **given
    )
    return man


def owe(man: Patient, days_overdue: int = 1, kind: str = "labs", **given: object) -> Obligation:
    """A duty that has been overdue for so many days on the day of the tests."""
    overdue_from = TODAY - timedelta(days=days_overdue)
    dates = {"due_on": overdue_from - timedelta(days=15), "overdue_from": overdue_from}
    duty = Obligation(clinic=man.clinic, patient=man, kind=kind, opened_at=NOON, **dates | given)
    duty.next_notice_on = duty.counts_from
    duty.save()
    return duty


def found_clinic(slug: str = "one", time_zone: str = "America/New_York") -> Clinic:
    return Clinic.objects.create(slug=slug, name=f"Clinic {slug}", time_zone=time_zone)
