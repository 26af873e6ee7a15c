"""The laboratory's own report of a draw, as a file: told by its first bytes, kept as it came."""

from __future__ import annotations

from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from django.db import models

from patients.facts import Fact, Part
from patients.models import Patient

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 5
MOST_BYTES = MOST_MEGABYTES * MEGABYTE


class FileKind(models.TextChoices):
    """The kinds of file that laboratories send and every browser can show."""

    PDF = "pdf", "PDF"
    JPEG = "jpg", "JPEG"
    PNG = "png", "PNG"


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
}
BEGINNINGS = {
    FileKind.PDF: b"%PDF-",
    FileKind.JPEG: b"\xff\xd8\xff",
    FileKind.PNG: b"\x89PNG\r\n\x1a\n",
}


def kind_of(content: bytes) -> FileKind | None:
    """What a file is by its first bytes; its name and what a browser says of it count nothing."""
    return next((kind for kind, start in BEGINNINGS.items() if content.startswith(start)), None)


class LabReport(Fact):
    """A file that belongs to a draw, named by the draw's document: amending that leaves it there.

    A report is never amended: a wrong one is marked as entered in error, a better one is added.
    """

    draw = models.UUIDField()
    kind = models.CharField(max_length=4, choices=FileKind)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta(Fact.Meta):
        indexes = [models.Index(fields=["patient", "draw"], name="lab_report_of_draw")]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What it is, for a list: its name says whose it is, and is not kept."""
        return f"Laboratory's report ({self.get_kind_display()}, {size_in_words(self.size_bytes)})"

    @property
    def file_name(self) -> str:
        """The name under which it is saved: it says nothing of whom it is about."""
        return f"lab-report-{self.document.hex[:8]}.{self.kind}"


class LabReportContent(Part):
    """The bytes of a report, apart from it: lists never read them, a later version never copies."""

    WHOLE: ClassVar[str] = "report"

    report = models.OneToOneField(LabReport, on_delete=models.PROTECT, related_name="file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"Content of {self.report_id}"


def size_in_words(size_bytes: int) -> str:
    """A size as people read it: 214 KB, 1.3 MB."""
    if size_bytes < MEGABYTE:
        return f"{max(1, round(size_bytes / 1024))} KB"
    return f"{size_bytes / MEGABYTE:.1f} MB"


def lab_report(
    man: Patient | None, draw: UUID, kind: FileKind, content: bytes
) -> tuple[LabReport, list[Part]]:
    """A file as a fact about a man, with the document of its draw."""
    report = LabReport(
        draw=draw,
        kind=kind,
        size_bytes=len(content),
        sha256=sha256(content).hexdigest(),
    )
    if man:
        report.patient = man
    return report, [LabReportContent(content=content)]


def reports_of(draw: Fact) -> models.QuerySet[LabReport]:
    """The reports that stand with a draw, in the order attached."""
    standing = LabReport.objects.current().filter(patient=draw.patient_id, draw=draw.document)
    return standing.select_related("recorded_by").order_by("position")
