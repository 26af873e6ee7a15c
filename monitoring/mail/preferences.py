"""What somebody asked to get no more of; a clinic's safety queue never goes dark by it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.audit import audit_row, write_audit
from accounts.models import Membership, User
from accounts.roles import Role
from monitoring.mail.recipients import staff_of
from monitoring.models import MailPreference, Message
from patients.models import MailConsent, Patient, PatientDetails
from patients.recording import Outdated, lock_clinic, record_facts

TOLD = {Role.CLINICIAN, Role.LEAD, Role.ADMINISTRATOR}
"""The roles to which reminders can go."""

BY_LINK = "Asked for no more messages, by the link in one."


class LastRecipient(Exception):
    """Without this person's reminders the clinic would have nobody to tell."""


def preference_of(membership: Membership) -> MailPreference:
    """What a person wants from a clinic; everything, where he never said."""
    found = MailPreference.objects.filter(membership=membership).first()
    return found or MailPreference(membership=membership)


def is_last_recipient(membership: Membership) -> bool:
    """Whether nobody else is left to whom a clinic's duties could fall.

    They fall to its leads, where it has none to its administrators, as far as these can be
    reached: such a one other than this person has to remain.
    """
    if not membership.is_active or membership.role not in TOLD:
        return False
    staff = staff_of(membership.clinic)
    in_charge = set(staff.leads or staff.administrators)
    return not in_charge - staff.unreachable - {membership.user_id}


@transaction.atomic
def choose(
    membership: Membership, *, digest: bool, reminders: bool, by: User | None, reason: str = ""
) -> MailPreference:
    """Write down what a person wants to get. Raises `LastRecipient` and writes nothing then.

    The clinic is locked, so that its last two recipients cannot both leave at one moment.
    """
    lock_clinic(membership.clinic)
    preference = preference_of(membership)
    if preference.reminders and not reminders and is_last_recipient(membership):
        raise LastRecipient
    preference.digest, preference.reminders = digest, reminders
    preference.save()
    _note(preference, "mail.chosen", by, reason)
    return preference


@transaction.atomic
def address_works(membership: Membership, by: User) -> None:
    """Somebody says that messages to this person arrive again: his duties are his own again."""
    preference = preference_of(membership)
    if preference.bounced_at is not None:
        preference.bounced_at = None
        preference.save()
        _note(preference, "mail.address-works", by)


def _note(preference: MailPreference, action: str, by: User | None, reason: str = "") -> None:
    """Leave a row in the audit with what the person gets from now on."""
    row = audit_row(
        preference.membership.clinic,
        action,
        by=by,
        subject=preference.pk,
        reason=reason,
        digest=preference.digest,
        reminders=preference.reminders,
    )
    write_audit([row])


def stop_messages(message: Message, now: datetime) -> bool:
    """Send the reader of a message no more of its kind; false where reminders have to go on."""
    if message.patient is not None:
        _withdraw_consent(message.patient, now)
        return True
    membership = Membership.objects.filter(user=message.recipient, clinic=message.clinic).first()
    return membership is None or _stop_all(membership)


def _stop_all(membership: Membership) -> bool:
    """Digest and reminders; the last recipient keeps the reminders and loses the digest."""
    try:
        choose(membership, digest=False, reminders=False, by=None, reason=BY_LINK)
    except LastRecipient:
        choose(membership, digest=False, reminders=True, by=None, reason=BY_LINK)
        return False
    return True


def _withdraw_consent(man: Patient, now: datetime) -> None:
    """Record that he may not be written to any more: a fact about him, by nobody of the clinic.

    Where a colleague saves his details at the same moment, theirs are read and amended.
    """
    try:
        _deny_mail(man, now)
    except Outdated:
        _deny_mail(man, now)


def _deny_mail(man: Patient, now: datetime) -> None:
    details = PatientDetails.objects.current().filter(patient=man)
    current = details.exclude(mail_consent=MailConsent.DENIED).first()
    if current is None:
        return
    denied = _content(current) | {"mail_consent": MailConsent.DENIED}
    today = man.clinic.local_day(now)
    with record_facts(man.clinic, by=None, today=today, about=[man], reason=BY_LINK) as book:
        book.amend(current, PatientDetails(**denied))


def _content(details: PatientDetails) -> dict[str, object]:
    return {field.attname: getattr(details, field.attname) for field in details.content_fields()}
