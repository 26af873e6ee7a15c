"""Who is told what: notices of duties, and the messages that carry them."""

from __future__ import annotations

from django.db import models

from accounts.models import Clinic, User, new_opaque_id
from monitoring.models.obligations import Obligation


class MessageState(models.TextChoices):
    """Where a message stands. Nothing is deleted; a parked message keeps its reason."""

    QUEUED = "queued", "Waiting to be sent"
    LEASED = "leased", "Being sent"
    SENT = "sent", "Sent"
    PARKED = "parked", "Parked"
    DROPPED = "dropped", "Not sent: its reason ended"


class Message(models.Model):
    """One e-mail to one person on one clinic-local day; holds no identity and no value.

    A sender claims it with a lease: `lease` names the claim and `leased_until` ends it, after
    which another sender may claim it again. `opaque_id` makes the Message-ID, so that a copy
    sent after a crash can be recognised as the same message.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="messages")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    local_day = models.DateField()
    opaque_id = models.UUIDField(default=new_opaque_id, unique=True)
    state = models.CharField(max_length=8, choices=MessageState, default=MessageState.QUEUED)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "local_day", "clinic"], name="one_message_per_day"
            )
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                name="message_unsent",
                condition=models.Q(state__in=["queued", "leased"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.local_day} ({self.get_state_display()})"


class Notice(models.Model):
    """That one person is told of one duty at one stage; unique, so never twice."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="notices")
    stage = models.PositiveSmallIntegerField(default=1)
    channel = models.CharField(max_length=10, default="owner")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="notices")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "stage", "channel", "recipient", "due_on"],
                name="notice_once",
            )
        ]

    def __str__(self) -> str:
        return f"Stage {self.stage} to {self.recipient_id}"


class ScanRun(models.Model):
    """The last time a pass ran to its end; silence is how reminders fail."""

    name = models.CharField(max_length=30, unique=True)
    finished_at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.name} {self.finished_at}"
