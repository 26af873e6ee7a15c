"""After a run: what the mail server wrote down, held against what the database says."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.fault.clock import ZONE
from tests.fault.mail_server import UNKNOWN, Accepted


@dataclass(frozen=True)
class Verdict:
    """What came of the duties and messages of one run."""

    duties: int
    messages: int
    accepted: int
    lost: tuple[str, ...]
    """Duties of which nobody was told, though the recipient can be reached."""
    untrue: tuple[str, ...]
    """Messages that count as sent, and that the mail server never had."""
    twice: tuple[str, ...]
    """People who got two different messages on one day."""
    doubled: int
    """Notices that say the same as another one."""
    waiting: int
    """Messages that have not come to their end."""
    extra: int
    """Mails beyond the first of each message."""
    most_copies: int
    parked: int

    def __str__(self) -> str:
        """The figures; of long lists only how long they are."""
        figures = {
            name: len(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }
        return ", ".join(f"{name} {value}" for name, value in figures.items())

    def faults(self, ambiguous: int = 0, waiting: int = 0) -> list[str]:
        """What is wrong after so many moments in which a sender could not know what happened."""
        found = {
            "lost": bool(self.lost),
            "marked as sent, never taken": bool(self.untrue),
            "noticed twice": self.doubled > 0,
            "two messages to one person": bool(self.twice),
            "more copies than faults explain": self.extra > ambiguous,
            "still waiting": self.waiting > waiting,
        }
        return [name for name, is_so in found.items() if is_so]


def judge(accepted: Sequence[Accepted], outcome: dict[str, Any]) -> Verdict:
    """Compare the journal of the mail server with the rows of the database."""
    copies = Counter(_opaque(entry.message_id) for entry in accepted)
    messages: dict[str, list[Any]] = outcome["messages"]
    return Verdict(
        duties=len(outcome["duties"]),
        messages=len(messages),
        accepted=len(accepted),
        lost=tuple(
            duty
            for duty, told in outcome["duties"].items()
            if not any(message in copies or _cannot_be(messages[message]) for message in told)
        ),
        untrue=tuple(
            key for key, (state, *_) in messages.items() if state == "sent" and key not in copies
        ),
        twice=_told_twice(accepted),
        doubled=outcome["doubled"],
        waiting=outcome["waiting"],
        extra=len(accepted) - len(copies),
        most_copies=max(copies.values(), default=0),
        parked=sum(state == "parked" for state, *_ in messages.values()),
    )


def _opaque(message_id: str) -> str:
    return message_id.strip("<>").partition("@")[0]


def _cannot_be(message: list[Any]) -> bool:
    state, recipient, _attempts = message
    return state == "parked" and UNKNOWN in recipient


def _told_twice(accepted: Sequence[Accepted]) -> tuple[str, ...]:
    of_a_day: dict[tuple[str, str], set[str]] = {}
    for entry in accepted:
        written = datetime.fromisoformat(entry.written).astimezone(ZoneInfo(ZONE))
        day = (entry.recipient, f"{written:%Y-%m-%d}")
        of_a_day.setdefault(day, set()).add(entry.message_id)
    return tuple(recipient for (recipient, _), ids in of_a_day.items() if len(ids) > 1)
