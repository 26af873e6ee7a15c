"""One man on one day: his record, the calendar, and answers that are worked out once."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from monitoring.judgement.day import Day
from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading
from protocols.targets.book import Targets


class Standing:
    """What rules and due dates are asked about: `man.fresh(ESTRADIOL)`, `man.once(ratio)`."""

    __slots__ = ("_answers", "_fresh", "day", "history")

    def __init__(self, history: History, on: date) -> None:
        self.history = history
        self.day = Day(on)
        self._answers: dict[Any, Any] = {}
        self._fresh: dict[str, Reading | None] = {}

    @property
    def targets(self) -> Targets:
        """The numbers in force now; a draw carries those of its own day."""
        return self.history.targets

    @property
    def active(self) -> bool:
        """Whether he takes anastrozole."""
        return self.history.anastrozole.active

    @property
    def active_or_held(self) -> bool:
        """Whether a course of anastrozole has begun and not ended."""
        return self.history.anastrozole.started and not self.history.anastrozole.stopped

    def once[A](self, question: Callable[["Standing"], A]) -> A:
        """The answer to a question about this man on this day, worked out once."""
        if question not in self._answers:
            self._answers[question] = question(self)
        return cast(A, self._answers[question])

    def latest(self, analyte: str) -> Reading | None:
        """The latest result, whatever its age."""
        results = self.history.results[analyte]
        return results[-1] if results else None

    def fresh(self, analyte: str) -> Reading | None:
        """The latest result if it is recent enough for a rule to judge it."""
        if analyte not in self._fresh:
            reading = self.latest(analyte)
            recent = reading is not None and self.is_fresh(reading.on)
            self._fresh[analyte] = reading if recent else None
        return self._fresh[analyte]

    def is_fresh(self, on: date) -> bool:
        """Whether a draw of that day is recent enough for a rule to judge it."""
        return self.day.within(on, self.targets.windows.fresh_days)
