"""Which overdue duties are to be told to whom; read by the scan and again by the sender."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from accounts.models import Clinic
from monitoring.mail.recipients import staff_of
from monitoring.models import Message, Notice, Obligation
from monitoring.models.obligations import ObligationQuerySet
from patients.models import PatientDetails


class Duty(NamedTuple):
    """One overdue duty toward a patient whom the clinic follows."""

    obligation: int
    due_on: date
    overdue_from: date
    recipients: tuple[int, ...]


def overdue_duties(
    clinic: Clinic, day: date, among: ObligationQuerySet | None = None
) -> list[Duty]:
    """The duties of a clinic that are overdue on its local `day`, each with who is told of it.

    Left out are closed duties and those toward a man who died or was discharged. Three
    statements, however many duties there are.
    """
    candidates = Obligation.objects.all() if among is None else among
    overdue = candidates.overdue(day).filter(clinic=clinic)
    owners = _owners(overdue)
    staff = staff_of(clinic)
    rows = overdue.order_by("pk").values_list("pk", "due_on", "overdue_from", "patient_id")
    return [
        Duty(obligation, due_on, overdue_from, staff.told_of(owners[man]))
        for obligation, due_on, overdue_from, man in rows
        if man in owners
    ]


def still_to_tell(message: Message, now: datetime) -> list[Duty]:
    """The duties of a message that its recipient is to be told of as things stand now."""
    notices = Notice.objects.standing().filter(message=message)
    announced = set(notices.values_list("obligation_id", "due_on"))
    about = Obligation.objects.filter(pk__in={obligation for obligation, _due_on in announced})
    return [
        duty
        for duty in overdue_duties(message.clinic, message.clinic.local_day(now), about)
        if (duty.obligation, duty.due_on) in announced and message.recipient_id in duty.recipients
    ]


def _owners(overdue: ObligationQuerySet) -> dict[int, int | None]:
    """The owner, if any, of each man of these duties whom the clinic still follows."""
    followed = PatientDetails.objects.current().filter(
        deceased_on__isnull=True, discharged_on__isnull=True
    )
    men = followed.filter(patient__in=overdue.values("patient"))
    return dict(men.values_list("patient_id", "owner_id"))
