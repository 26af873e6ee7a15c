"""The field that takes the laboratory's own report, and the form that adds one to a draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from labs.lab_reports import (
    BEGINNINGS,
    MEDIA_TYPES,
    MOST_BYTES,
    MOST_MEGABYTES,
    FileKind,
    LabReport,
    kind_of,
    lab_report,
    size_in_words,
)
from labs.models import Draw
from patients.facts import Part
from patients.forms.days import format_day
from patients.forms.fact_form import FactForm

KINDS_IN_WORDS = "PDF, JPEG or PNG"
LOST = (
    "The file that you chose was not saved, because this page is shown again. Choose it once more."
)


@dataclass(frozen=True)
class Upload:
    """A file that was accepted."""

    kind: FileKind
    content: bytes


class ReportField(forms.FileField):
    """A file, judged by its size and its first bytes."""

    def __init__(self, **kwargs: Any) -> None:
        accepted = ",".join([*(f".{kind}" for kind in BEGINNINGS), *MEDIA_TYPES.values()])
        super().__init__(
            label="Laboratory's report as a file",
            widget=forms.FileInput(attrs={"accept": accepted}),
            help_text=f"{KINDS_IN_WORDS}, at most {MOST_MEGABYTES} MB. A browser does not keep a "
            "chosen file: if this page is shown again, choose it once more.",
            error_messages={
                "required": f"Choose the report: a {KINDS_IN_WORDS} file.",
                "empty": "This file is empty. Choose the report again.",
            },
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        """Read the file, or refuse it with what to do."""
        file: UploadedFile[bytes] | None = super().clean(data, initial)
        if not file:
            return None
        if (size := file.size or 0) > MOST_BYTES:
            raise ValidationError(
                f"This file has {size_in_words(size)}; at most {MOST_MEGABYTES} MB are kept. "
                "Save it smaller, for example as a PDF in black and white, and choose that."
            )
        content = file.read()
        kind = kind_of(content)
        if kind is None or len(content) != size:
            raise ValidationError(
                f"This is not a {KINDS_IN_WORDS} file, whatever its name says. Choose the report "
                "as the laboratory sent it, or scan it as a PDF."
            )
        return Upload(kind, content)


class LabReportForm(FactForm):
    """Adds a report to a draw that is on record, which stays in the version that it has."""

    MODEL = LabReport
    submit_label = "Attach"

    lab_report = ReportField()

    def __init__(self, *args: Any, draw: Draw, **kwargs: Any) -> None:
        self.draw = draw
        super().__init__(*args, **kwargs)
        on = format_day(draw.collected_on)
        self.fields["lab_report"].label = f"Laboratory's report of the draw of {on}"

    def build(self) -> tuple[LabReport, Sequence[Part]]:
        """The report."""
        upload: Upload = self.cleaned_data["lab_report"]
        return lab_report(self.patient, self.draw.document, upload.kind, upload.content)
