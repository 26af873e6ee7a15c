"""What came in from laboratories: the files as they were, and which draw came from which row."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models import Clinic, new_opaque_id
from exchange.sent.statements import Status
from patients.models import Patient


class ImportedFile(models.Model):
    """A file exactly as received; the same content is kept once per clinic."""

    clinic = models.ForeignKey(
        Clinic, on_delete=models.PROTECT, db_index=False, related_name="imported_files"
    )
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "sha256"], name="imported_file_once")
        ]

    def __str__(self) -> str:
        return f"File {self.sha256[:12]}"


class ImportRun(models.Model):
    """One accepted import: by which mapping, with which outcome. `by` is None for the system.

    `authorities` are those whose record numbers counted.
    """

    clinic = models.ForeignKey(
        Clinic, on_delete=models.PROTECT, db_index=False, related_name="import_runs"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    mapping = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    authorities = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))

    class Meta:
        indexes = [models.Index(fields=["clinic", "-at"], name="import_run_clinic_at")]

    def __str__(self) -> str:
        return f"Import {self.at:%Y-%m-%d %H:%M}"


class ImportedDraw(models.Model):
    """The row of a file that a draw, a scan or a step of a drug came from, or a part of it.

    `draw` names the document, of whichever kind it is.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="draws")
    file = models.ForeignKey(ImportedFile, on_delete=models.PROTECT, related_name="draws")
    row = models.PositiveIntegerField()
    draw = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["draw"], name="imported_draw")]

    def __str__(self) -> str:
        return f"Row {self.row}"


class MovingIn(models.Model):
    """A spreadsheet with a clinic's men: its last check, and the run that took it over, if any."""

    clinic = models.ForeignKey(
        Clinic, on_delete=models.PROTECT, db_index=False, related_name="movings_in"
    )
    opaque_id = models.UUIDField(default=new_opaque_id, unique=True, editable=False)
    file = models.ForeignKey(ImportedFile, on_delete=models.PROTECT, related_name="movings_in")
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    report = models.JSONField(default=dict)
    run = models.OneToOneField(
        ImportRun, null=True, on_delete=models.PROTECT, related_name="moving_in"
    )

    class Meta:
        indexes = [models.Index(fields=["clinic", "-checked_at"], name="moving_in_clinic_at")]

    def __str__(self) -> str:
        return f"Moving in {self.checked_at:%Y-%m-%d %H:%M}"


class ReceivedResult(models.Model):
    """What a laboratory's message said of one result, where it became or changed a fact.

    `order` is the laboratory's number, else the sender's; with the analyte it tells which
    messages speak of one result. `draw` names the document it went into, if any. `typed` and
    `unit` are empty where the message withdraws.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="received")
    file = models.ForeignKey(ImportedFile, on_delete=models.PROTECT, related_name="received")
    row = models.PositiveIntegerField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="received")
    draw = models.UUIDField(null=True)
    analyte = models.CharField(max_length=30)
    typed = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=12, choices=[(each, each) for each in Status])
    said_at = models.DateTimeField(null=True)
    order = models.CharField(max_length=250)
    placer = models.CharField(max_length=200, blank=True)
    filler = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60)
    authority = models.CharField(max_length=200, blank=True)
    message = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["draw"], name="received_draw")]

    def __str__(self) -> str:
        return f"{self.analyte} {self.status}"
