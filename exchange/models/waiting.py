"""The queue: rows of files that could not be taken as they came, each until a person settles it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Clinic, new_opaque_id
from patients.models import Patient

if TYPE_CHECKING:
    from exchange.models.files import ImportedFile, ImportRun


class Outcome(models.TextChoices):
    """How a row left the queue."""

    TAKEN = "taken", "Taken"
    ON_RECORD = "on_record", "Already on record"
    KEPT = "kept", "Left out: the record stands"
    REFUSED = "refused", "Refused"
    DISMISSED = "dismissed", "Dismissed"
    NOT_FOLLOWED = "not_followed", "Not followed here"
    LATER = "later", "Taken from a later file"


class WaitingRowQuerySet(models.QuerySet["WaitingRow"]):
    """Rows of the queue."""

    def open(self) -> WaitingRowQuerySet:
        """Those that wait for a person."""
        return self.filter(settled_at=None)


class WaitingRow(models.Model):
    """One row of a file, or one result of a message, that waits for a person.

    `sent` is the row as it came, empty where it could not be read at all; `told` says why it waits
    and where it stands. `fingerprint` tells the same row in another file. `patient` is the man for
    whom a person said it is, `unit` the unit that a person read on the report.
    """

    opaque_id = models.UUIDField(default=new_opaque_id, unique=True, editable=False)
    clinic = models.ForeignKey(
        Clinic, on_delete=models.PROTECT, db_index=False, related_name="waiting_rows"
    )
    file: models.ForeignKey[Any, ImportedFile] = models.ForeignKey(
        "exchange.ImportedFile", on_delete=models.PROTECT, related_name="waiting"
    )
    run: models.ForeignKey[Any, ImportRun] = models.ForeignKey(
        "exchange.ImportRun", on_delete=models.PROTECT, related_name="waiting"
    )
    row = models.PositiveIntegerField()
    format = models.CharField(max_length=5)
    kind = models.CharField(max_length=20)
    laboratory = models.CharField(max_length=200, blank=True)
    record_number = models.CharField(max_length=200, blank=True)
    told = models.JSONField()
    sent = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    waits_since = models.DateTimeField()
    patient = models.ForeignKey(Patient, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=20, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = WaitingRowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "fingerprint"], name="waits_once")]
        indexes = [
            models.Index(
                fields=["clinic", "waits_since"],
                condition=Q(settled_at=None),
                name="waiting_clinic_since",
            )
        ]

    def __str__(self) -> str:
        return f"Row {self.row}, {self.kind}"
