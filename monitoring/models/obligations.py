"""The ledger of duties: one row, one due date, one reason."""

from __future__ import annotations

from base64 import b32encode
from datetime import date

from django.db import models
from django.db.models.functions import Coalesce, Greatest

from accounts.models import Clinic, new_opaque_id
from patients.models import Patient


class ObligationKind(models.TextChoices):
    """What is owed to a man."""

    LABS = "labs", "Follow-up labs"
    HCT = "hct", "Hematocrit check"
    DEXA = "dexa", "DEXA scan"
    AWAITED = "awaited", "Awaited results"
    REVIEW = "review", "Unreviewed Act finding"


def is_overdue(overdue_from: date | None, on: date) -> bool:
    """The one meaning of overdue: the first day past due date and grace has come."""
    return overdue_from is not None and overdue_from <= on


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Duties by whether and when they are owed."""

    def open(self) -> ObligationQuerySet:
        """Duties still owed."""
        return self.filter(closed_at__isnull=True)

    def overdue(self, on: date) -> ObligationQuerySet:
        """The database's twin of `is_overdue`, for open duties."""
        return self.open().filter(overdue_from__lte=on)

    def to_announce(self, on: date) -> ObligationQuerySet:
        """Open duties of which a stage has come that the scan has not seen yet."""
        return self.open().filter(next_notice_on__lte=on)

    def look_again(self) -> int:
        """Let the next scan see these duties from their first stage; nothing is told twice."""
        since = Coalesce(Greatest("overdue_from", "silent_until"), "overdue_from")
        return self.open().update(next_notice_on=since)


class Obligation(models.Model):
    """One duty toward one man, written in the transaction of the facts that make it due.

    `computed_on` is the date by the rules where a clinician set an earlier one; `paused_until`
    is the day until which a draw may answer whose results are awaited. A date that moved keeps
    the one before it, with its reason.

    `next_notice_on` is the day on which somebody is to be told of it next, null once every stage
    was told: the scan reads nothing else. `silent_until` is the day until which nobody is told,
    because a visit is booked or he was spoken to; each such pause begins a new `round`, in which
    the stages are told anew should it still be owed then.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="obligations")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="obligations")
    opaque_id = models.UUIDField(default=new_opaque_id, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=ObligationKind)
    due_on = models.DateField()
    overdue_from = models.DateField()
    reason = models.CharField(max_length=40)
    computed_on = models.DateField(null=True)
    paused_until = models.DateField(null=True)
    previous_due_on = models.DateField(null=True)
    previous_reason = models.CharField(max_length=40, blank=True, default="", db_default="")
    next_notice_on = models.DateField(null=True)
    silent_until = models.DateField(null=True)
    round = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "kind"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_obligation_per_kind",
            )
        ]
        indexes = [
            models.Index(
                fields=["overdue_from"],
                name="obligation_open_overdue",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["clinic", "kind", "overdue_from"],
                name="obligation_overdue_in_clinic",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["clinic", "next_notice_on"],
                name="obligation_to_announce",
                condition=models.Q(closed_at__isnull=True, next_notice_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} due {self.due_on}"

    @property
    def code(self) -> str:
        """Four signs by which people can speak of it without naming anybody."""
        return b32encode(self.opaque_id.bytes)[:4].decode()

    @property
    def counts_from(self) -> date:
        """The day from which the stages of telling are counted: overdue, and no pause any more."""
        return max(self.overdue_from, self.silent_until or self.overdue_from)
