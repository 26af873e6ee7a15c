"""One man as he is judged: what every row that is derived from it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitoring.judgement import Evaluation, TopicLine
from monitoring.judgement.due.dates import Due
from monitoring.judgement.rules.rule import Severity
from monitoring.models import Decision
from monitoring.status.lines import is_settled, latest_by_topic
from monitoring.status.snapshots import Course


@dataclass(frozen=True)
class Judged:
    """One man's facts, what the judgement of a day made of them, and what people decided."""

    course: Course
    evaluation: Evaluation
    decisions: Sequence[Decision]
    today: date

    @property
    def waiting_lines(self) -> list[TopicLine]:
        """The lines that ask for a decision: notices and above, of a man who is followed."""
        if not self.course.details.is_followed:
            return []
        return [line for line in self.evaluation.topics if line.severity is not Severity.INFO]

    @property
    def undecided_lines(self) -> list[TopicLine]:
        """Those that no decision covers as they stand now."""
        standing = latest_by_topic(self.decisions)
        return [
            line
            for line in self.waiting_lines
            if not is_settled(line, standing.get(line.topic), self.today)
        ]

    @property
    def unread_act(self) -> bool:
        """Whether something asks to act that nobody has decided about."""
        return any(line.severity is Severity.ALERT for line in self.undecided_lines)

    @property
    def due(self) -> dict[str, Due]:
        """What is owed to him, kind by kind; nothing once he is no longer followed."""
        owed = {
            "labs": self.evaluation.labs_due,
            "hct": self.evaluation.hct_due,
            "dexa": self.evaluation.dexa_due,
            "awaited": self.evaluation.awaited_due,
        }
        followed = self.course.details.is_followed
        return {kind: due for kind, due in owed.items() if due is not None and followed}
