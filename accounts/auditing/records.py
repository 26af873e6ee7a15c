"""The tables of the audit: what happened, and the seals over it. Neither is ever changed."""

from __future__ import annotations

from django.db import models


class AuditRow(models.Model):
    """What happened, written in the transaction of what it records, and never changed.

    `patient` is the opaque id of the man whom it is about, where it is about one. `submission`
    is the token of the form that caused it: unique, so that the same form sent twice can act
    only once.
    """

    clinic = models.ForeignKey(
        "accounts.Clinic",
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="audit_rows",
    )
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    patient = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    submission = models.UUIDField(null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "-at", "-id"], name="audit_clinic_at_id"),
            models.Index(
                fields=["patient", "-at"],
                condition=models.Q(patient__isnull=False),
                name="audit_patient_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class AuditSealQuerySet(models.QuerySet["AuditSeal"]):
    """The chain."""

    def head(self) -> AuditSeal | None:
        """The latest seal, without its marks."""
        return self.defer("marks").order_by("-number").first()


class AuditSeal(models.Model):
    """One link of the chain: the rows with keys from `from_id` to `to_id`, and their hash.

    Keys missing between the two were never committed. `marks` pairs the key of each row with a
    short hash of it; they are no part of the proof and only tell which row differs.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    from_id = models.PositiveBigIntegerField()
    to_id = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    marks = models.JSONField()

    objects = AuditSealQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Seal {self.number}"
