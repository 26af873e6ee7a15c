"""One man on one day: his record, the calendar, and answers that are worked out once.

An answer is kept with the first day on which it may be another one. On a later day only what
has turned by then is worked out again.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from monitoring.judgement.day import Day
from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading
from protocols.targets.book import Targets

Answer = tuple[Any, date | None]
"""What a question was answered, and the first day on which that may change, if any."""


class Standing:
    """What rules and due dates are asked about: `man.fresh(ESTRADIOL)`, `man.once(ratio)`."""

    __slots__ = ("_answers", "day", "history", "targets")

    def __init__(self, history: History, on: date) -> None:
        self.history = history
        self.day = Day(on)
        self.targets: Targets = history.targets  # in force now; a draw carries those of its day
        self._answers: dict[Any, Answer] = {}

    def later(self, on: date) -> "Standing":
        """The same man on a later day, with the answers that still hold on it."""
        man = Standing(self.history, on)
        man._answers = {
            question: answer
            for question, answer in self._answers.items()
            if (turns_on := answer[1]) is None or turns_on > on
        }
        return man

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
        answer = self._answers.get(question)
        if answer is None:
            answer = self._answers[question] = self._asked(question)
        given: A
        given, turns_on = answer
        earliest = self.day.turns_on
        if turns_on is not None and (earliest is None or turns_on < earliest):
            self.day.turns_on = turns_on
        return given

    def _asked(self, question: Callable[["Standing"], Any]) -> Answer:
        """Ask, and see on which day this answer alone may turn."""
        turns_on, self.day.turns_on = self.day.turns_on, None
        given = question(self)
        turns_on, self.day.turns_on = self.day.turns_on, turns_on
        return given, turns_on

    def latest(self, analyte: str) -> Reading | None:
        """The latest result, whatever its age."""
        results = self.history.results[analyte]
        return results[-1] if results else None

    def fresh(self, analyte: str) -> Reading | None:
        """The latest result if it is recent enough for a rule to judge it."""
        reading = self.latest(analyte)
        return reading if reading is not None and self.is_fresh(reading.on) else None

    def is_fresh(self, on: date) -> bool:
        """Whether a draw of that day is recent enough for a rule to judge it."""
        return self.day.within(on, self.targets.windows.fresh_days)
