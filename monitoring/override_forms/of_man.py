"""Targets of one man's own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from monitoring.override_forms.numbers import OverrideForm
from monitoring.status.snapshots import Course
from patients.facts import Fact, Part
from patients.forms.fact_form import Overtaken
from patients.recording import FactBook
from protocols.models import TargetOverride
from protocols.overrides import stored
from protocols.targets.overriding import Level

MOVED_MEANWHILE = (
    "Somebody changed his own targets since you opened this page. They stand beside the form, and "
    "what you typed is in it: compare, then save again."
)


class PatientOverrideForm(OverrideForm):
    """Targets of one man's own."""

    MODEL = TargetOverride
    LEVEL = Level.PATIENT

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        self.course = course
        super().__init__(*args, in_force=course.in_force, **kwargs)

    def courses(self) -> Iterable[Course]:
        """His own course."""
        return [self.course]

    def seen_version(self, current: Fact | None) -> int:
        """How often his own targets had been moved or withdrawn, as far as the reader knows."""
        return self.patient.versions_of(TargetOverride).count() if self.patient else 0

    def clean(self) -> dict[str, Any]:
        """Ask who rests on older targets of his to look at them again; his typing stays."""
        cleaned = super().clean()
        if self._is_overtaken():
            self.reseal(None)
            self.add_error(None, MOVED_MEANWHILE)
        return cleaned

    def write(self, book: FactBook) -> None:
        """Record them, unless somebody moved or withdrew his own targets a moment ago."""
        if self._is_overtaken():
            self.reseal(None)
            self.add_error(None, MOVED_MEANWHILE)
            raise Overtaken
        super().write(book)

    def _is_overtaken(self) -> bool:
        return self.opened is not None and self.opened.version != self.seen_version(None)

    def build(self) -> tuple[Fact, Sequence[Part]]:
        """The override."""
        cleaned = self.cleaned_data
        numbers = stored(self.numbers(cleaned))
        own = TargetOverride(valid_from=cleaned["valid_from"], numbers=numbers, why=cleaned["why"])
        return own, ()
