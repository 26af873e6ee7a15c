"""Who is told what: notices of duties, and the messages that carry them."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from accounts.models import Clinic, User, new_opaque_id
from monitoring.models.obligations import Obligation
from patients.models import Patient


class MessageKind(models.TextChoices):
    """Whom a message is for. Nobody gets two of one kind from a clinic on one day."""

    STAFF = "staff", "To the clinic's staff"
    PATIENT = "patient", "To a patient"


class Channel(models.TextChoices):
    """In which capacity somebody is told of a duty."""

    OWNER = "owner", "Clinician responsible"
    LEAD = "lead", "Lead clinician"
    PATIENT = "patient", "Patient"


class MessageState(models.TextChoices):
    """Where a message stands. Nothing is deleted; a parked message keeps its reason."""

    QUEUED = "queued", "Waiting to be sent"
    LEASED = "leased", "Being sent"
    SENT = "sent", "Sent"
    PARKED = "parked", "Parked"
    BOUNCED = "bounced", "Came back"
    DROPPED = "dropped", "Not sent: its reason ended"


STOPPED_BY_HAND = "Stopped by a person:"
"""How the reason of a message begins that somebody of the clinic decided to leave."""


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by what may happen to them next."""

    def due(self, now: datetime) -> MessageQuerySet:
        """What a sender may claim: its time has come, and nobody holds it any more."""
        waiting = models.Q(state=MessageState.QUEUED)
        abandoned = models.Q(state=MessageState.LEASED, leased_until__lte=now)
        return self.filter(waiting | abandoned, not_before__lte=now)

    def open_to_notices(self) -> MessageQuerySet:
        """Messages never yet tried: what they say can still grow without anybody missing it."""
        return self.filter(state=MessageState.QUEUED, attempts=0)

    def closing_a_day(self) -> MessageQuerySet:
        """Messages that went out on their day, or may have; dropped ones leave it free."""
        untouched = models.Q(state=MessageState.QUEUED, attempts=0)
        return self.exclude(untouched | models.Q(state=MessageState.DROPPED))

    def like(self, message: Message) -> MessageQuerySet:
        """Messages of the same kind from the same clinic to the same person, without this one."""
        same = {
            "clinic": message.clinic_id,
            "kind": message.kind,
            "recipient": message.recipient_id,
            "patient": message.patient_id,
        }
        return self.filter(**same).exclude(pk=message.pk)

    def needing_somebody(self) -> MessageQuerySet:
        """Messages that nobody got and that will not go out by themselves."""
        return self.filter(state__in=[MessageState.PARKED, MessageState.BOUNCED])

    def dropped_unsaid(self) -> MessageQuerySet:
        """Messages that were given up without anybody of the clinic having decided so."""
        by_hand = models.Q(last_error__startswith=STOPPED_BY_HAND)
        return self.filter(state=MessageState.DROPPED).exclude(by_hand)

    def leased_as(self, message: Message) -> MessageQuerySet:
        """The row of a claimed message, as long as the claim is still this one."""
        return self.filter(pk=message.pk, state=MessageState.LEASED, lease=message.lease)

    def give_back(self) -> int:
        """Let go of claimed messages that were not begun, as if nobody had claimed them."""
        return self.filter(state=MessageState.LEASED).update(
            state=MessageState.QUEUED,
            attempts=models.F("attempts") - 1,
            lease=None,
            leased_until=None,
        )


class Message(models.Model):
    """One e-mail to one person on one clinic-local day; holds no identity and no value.

    It goes to a `recipient` of the staff or to a `patient`, never to both; the address is read
    when it is sent.

    A sender claims it with a lease: `lease` names the claim and `leased_until` ends it, after
    which another sender may claim it again. `opaque_id` makes the Message-ID, so that a copy
    sent after a crash can be recognised as the same message. `attempts` counts the claims,
    `first_tried_at` is when the first of them was made, and `last_error` says why the message
    was not sent: the server's answer, or why it was parked or dropped. `subject`, `body` and
    `page` are kept as they were sent, in plain text and in HTML.
    """

    clinic = models.ForeignKey(
        Clinic, on_delete=models.PROTECT, db_index=False, related_name="messages"
    )
    recipient = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=MessageKind, default=MessageKind.STAFF)
    local_day = models.DateField()
    opaque_id = models.UUIDField(default=new_opaque_id, unique=True)
    state = models.CharField(max_length=8, choices=MessageState, default=MessageState.QUEUED)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    page = models.TextField(blank=True, default="", db_default="")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "local_day", "clinic"],
                condition=~models.Q(state="dropped"),
                name="one_message_per_day",
            ),
            models.UniqueConstraint(
                fields=["patient", "kind", "local_day"],
                condition=~models.Q(state="dropped"),
                name="one_patient_message_per_day",
            ),
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=True) ^ models.Q(patient__isnull=True),
                name="message_to_one_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                name="message_unsent",
                condition=models.Q(state__in=["queued", "leased"]),
            ),
            models.Index(
                fields=["clinic"],
                name="message_needing_somebody",
                condition=models.Q(state__in=["parked", "bounced"]),
            ),
            models.Index(fields=["clinic", "-queued_at"], name="message_of_clinic"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.local_day} ({self.get_state_display()})"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by whether they still count."""

    def standing(self) -> NoticeQuerySet:
        """Notices that were sent or will be."""
        return self.filter(withdrawn_at__isnull=True)


class Notice(models.Model):
    """That one person is told of one duty at one stage; unique, so never twice.

    A notice whose reason ended before its message went out is withdrawn, for it was never told:
    should the same duty fall due again on the same date, it makes way for a new one.
    """

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="notices")
    stage = models.PositiveSmallIntegerField(default=1)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.OWNER)
    round = models.PositiveSmallIntegerField(default=0)
    recipient = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="notices")
    withdrawn_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "round", "stage", "channel", "recipient", "due_on"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="notice_once",
            ),
            models.UniqueConstraint(
                fields=["obligation", "round", "stage", "due_on"],
                condition=models.Q(withdrawn_at__isnull=True, channel=Channel.PATIENT),
                name="patient_notice_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Stage {self.stage} to the {self.get_channel_display().lower()}"


class ScanRunQuerySet(models.QuerySet["ScanRun"]):
    """The passes that keep the clinic informed."""

    def record(self, name: str, finished_at: datetime, counts: dict[str, int]) -> None:
        """Note that a pass came to its end, and what it counted."""
        self.update_or_create(name=name, defaults={"finished_at": finished_at, "counts": counts})


class ScanRun(models.Model):
    """The last time a pass ran to its end; silence is how reminders fail."""

    name = models.CharField(max_length=30, unique=True)
    finished_at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    objects = ScanRunQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} {self.finished_at}"
