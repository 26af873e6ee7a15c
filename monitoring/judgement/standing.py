"""One man on one day: his record, the calendar, and answers that are worked out once.

An answer is kept with the first day on which it may be another one. On a later day only what
has turned by then is worked out again.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from monitoring.judgement.day import NEVER, Day
from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading
from protocols.targets.book import Targets

Answer = tuple[Any, date]
"""What a question was answered, and the first day on which that may change, or `NEVER`."""


class Standing:
    """What rules and due dates are asked about: `man.fresh(ESTRADIOL)`, `man.once(ratio)`."""

    __slots__ = ("_answers", "active", "day", "history", "targets")

    def __init__(self, history: History, on: date) -> None:
        self.history = history
        self.day = Day(on)
        self.targets: Targets = history.targets  # in force now; a draw carries those of its day
        self.active = history.anastrozole.active  # whether he takes anastrozole
        self._answers: dict[Any, Answer] = {}

    def later(self, on: date) -> "Standing":
        """The same man on a later day, with the answers that still hold on it."""
        man = Standing(self.history, on)
        man._answers = {
            question: answer for question, answer in self._answers.items() if answer[1] > on
        }
        return man

    @property
    def active_or_held(self) -> bool:
        """Whether a course of anastrozole has begun and not ended."""
        return self.history.anastrozole.started and not self.history.anastrozole.stopped

    def once[A](self, question: Callable[["Standing"], A]) -> A:
        """The answer to a question about this man on this day, worked out once."""
        given: A
        given, turns_on = self._answers.get(question) or self._work_out(question)
        self.day.turns_on = min(self.day.turns_on, turns_on)
        return given

    def answer(self, question: Callable[["Standing"], Any]) -> Answer:
        """The answer, and the first later day on which this answer alone may turn."""
        return self._answers.get(question) or self._work_out(question)

    def _work_out(self, question: Callable[["Standing"], Any]) -> Answer:
        day = self.day
        others_turn_on, day.turns_on = day.turns_on, NEVER
        given = question(self)
        answer = self._answers[question] = given, day.turns_on
        day.turns_on = others_turn_on
        return answer

    def latest(self, analyte: str) -> Reading | None:
        """The latest result, whatever its age."""
        return self.history.latest[analyte][0]

    def fresh(self, analyte: str) -> Reading | None:
        """The latest result if it is recent enough for a rule to judge it."""
        reading, stale_on = self.history.latest[analyte]
        return None if self.day.reached(stale_on) else reading

    def is_fresh(self, on: date) -> bool:
        """Whether a draw of that day is recent enough for a rule to judge it."""
        return self.day.within(on, self.targets.windows.fresh_days)
