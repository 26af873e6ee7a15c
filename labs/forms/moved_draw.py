"""A draw that stands on the wrong record, entered for the man to whom it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.datastructures import MultiValueDict

from labs.forms.draw import DrawForm
from labs.lab_reports import FileKind, lab_report, reports_of
from labs.models import Draw
from patients.forms.base import FormButton
from patients.forms.days import format_day
from patients.models import PatientDetails
from patients.recording import FactBook

WHY_MOVED = "Stood on the record of another patient"


class MovedDrawForm(DrawForm):
    """Filled in with `source`, which stands on the record of the man `taken_for`."""

    offers_last_time = False

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        source: Draw,
        taken_for: PatientDetails,
        **kwargs: Any,
    ) -> None:
        self.source, self.taken_for = source, taken_for
        initial = self.initial_from(source) if data is None else {}
        super().__init__(data, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Have it confirmed whose draw it is, by name and birth date."""
        cleaned = super().clean()
        if self.details:
            self.warnings.insert(
                0,
                f"This draw stands on the record of {_named(self.taken_for)}. "
                f"Does the report say {_named(self.details)}?",
            )
        return cleaned

    def write(self, book: FactBook) -> None:
        """Enter it with the reports that stand with it: on the wrong record they are marked."""
        super().write(book)
        draw = next(fact for fact in book.facts if isinstance(fact, Draw))
        for report in reports_of(self.source).select_related("file"):
            kind, content = FileKind(report.kind), bytes(report.file.content)
            book.record(*lab_report(self.patient, draw.document, kind, content))

    @property
    def reason(self) -> str:
        """Why it was entered, kept with the draw."""
        return WHY_MOVED

    def further_buttons(self) -> Sequence[FormButton]:
        """None: the other record is corrected next."""
        return []


def _named(man: PatientDetails) -> str:
    return f"{man.list_name}, born {format_day(man.born_on)}, record {man.record_number}"
