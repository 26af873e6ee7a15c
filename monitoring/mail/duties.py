"""Which duties are to be told to whom; read by the scan and again by the sender."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from accounts.models import Clinic
from monitoring.mail.contents import Item
from monitoring.mail.recipients import Staff, staff_of
from monitoring.models import Channel, Notice, Obligation, ReminderSettings
from patients.models import MailConsent, PatientDetails


class Duty(NamedTuple):
    """One open duty of the ledger, as far as telling somebody of it needs to know it."""

    key: int
    opaque_id: UUID
    code: str
    man: int
    kind: str
    due_on: date
    overdue_from: date
    counts_from: date
    round: int

    def item(self, day: date) -> Item:
        """The duty as a message names it on a clinic's `day`."""
        return Item(self.code, (day - self.overdue_from).days, self.opaque_id)


@dataclass(frozen=True)
class Audience:
    """Who is to be told of the duties toward some men: the staff, and the men themselves."""

    staff: Staff
    owners: dict[int, int | None]
    reachable_men: frozenset[int]

    def follows(self, man: int) -> bool:
        """Whether the clinic still follows him: he neither died nor was discharged."""
        return man in self.owners

    def told_of(self, duty: Duty, channel: str) -> tuple[int, ...]:
        """The people of the staff who are told in this capacity; none for the patient's own."""
        if channel == Channel.PATIENT or not self.follows(duty.man):
            return ()
        if channel == Channel.LEAD:
            return self.staff.in_charge
        return self.staff.told_of(self.owners[duty.man])

    def nobody_for(self, duty: Duty) -> bool:
        """Whether the clinic has nobody whom a duty toward a man it follows could be told."""
        return self.follows(duty.man) and not self.told_of(duty, Channel.OWNER)

    def tells_the_patient(self, duty: Duty) -> bool:
        """Whether he may be written to himself: he agreed, has an address, and is followed."""
        return duty.man in self.reachable_men


def audience_for(clinic: Clinic, men: Iterable[int], chosen: ReminderSettings) -> Audience:
    """Who is to be told of duties toward these men; three statements."""
    followed = PatientDetails.objects.current().filter(
        patient__in=set(men), deceased_on__isnull=True, discharged_on__isnull=True
    )
    rows = list(followed.values_list("patient_id", "owner_id", "mail_consent", "email"))
    agreed = {man for man, _, consent, email in rows if consent == MailConsent.GRANTED and email}
    return Audience(
        staff=staff_of(clinic),
        owners={man: owner for man, owner, _, _ in rows},
        reachable_men=frozenset(agreed if chosen.patient_mail else ()),
    )


def as_duties(rows: Iterable[Obligation]) -> list[Duty]:
    """Rows of the ledger as duties; at most one statement."""
    return [
        Duty(
            row.pk,
            row.opaque_id,
            row.code,
            row.patient_id,
            row.kind,
            row.due_on,
            row.overdue_from,
            row.counts_from,
            row.round,
        )
        for row in rows
    ]


def overdue_duties(clinic: Clinic, day: date) -> list[Duty]:
    """The duties of a clinic that are overdue on its local `day` and not silenced just then."""
    rows = Obligation.objects.overdue(day).filter(clinic=clinic).order_by("overdue_from", "pk")
    return [duty for duty in as_duties(rows) if duty.counts_from <= day]


class Told(NamedTuple):
    """A notice that stands, with the duty that it is about as the ledger has it now."""

    notice: int
    message: int
    duty: Duty
    channel: str


def announced(notices: Sequence[Notice], day: date) -> list[Told]:
    """The notices among these that still hold on a clinic's `day`; one statement.

    One holds while its duty is open, overdue, not silenced, and due on the date that it was
    written for.
    """
    keys = {notice.obligation_id for notice in notices}
    rows = Obligation.objects.overdue(day).filter(pk__in=keys)
    duties = {duty.key: duty for duty in as_duties(rows) if duty.counts_from <= day}
    return [
        Told(notice.pk, notice.message_id, duty, notice.channel)
        for notice in notices
        if (duty := duties.get(notice.obligation_id))
        and (duty.due_on, duty.round) == (notice.due_on, notice.round)
    ]
