"""The ledger of duties: one row, one due date, one reason."""

from __future__ import annotations

from datetime import date

from django.db import models

from accounts.models import Clinic
from patients.models import Patient


class ObligationKind(models.TextChoices):
    """What is owed to a man."""

    LABS = "labs", "Follow-up labs"
    HCT = "hct", "Hematocrit check"
    DEXA = "dexa", "DEXA scan"
    AWAITED = "awaited", "Awaited results"


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


class Obligation(models.Model):
    """One duty toward one man, written in the transaction of the facts that make it due.

    `computed_on` is the date by the rules where a clinician set an earlier one; `paused_until`
    is the day until which a draw may answer whose results are awaited. A date that moved keeps
    the one before it, with its reason.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="obligations")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="obligations")
    kind = models.CharField(max_length=12, choices=ObligationKind)
    due_on = models.DateField()
    overdue_from = models.DateField()
    reason = models.CharField(max_length=40)
    computed_on = models.DateField(null=True)
    paused_until = models.DateField(null=True)
    previous_due_on = models.DateField(null=True)
    previous_reason = models.CharField(max_length=40, blank=True, default="", db_default="")
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
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} due {self.due_on}"
