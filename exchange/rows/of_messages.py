"""The rows of a file of messages, each read when its man's turn comes.

Read all at once they would be ten times as large as the file. What is kept is whose each message
is, and its text; a row that somebody asks for later is read again.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exchange.hl7.messages import Letter, Message
from exchange.hl7.results import observed, read_results
from exchange.rows.grouping import UnreadRow
from exchange.rows.meaning import record_number_of
from exchange.rows.of_results import SentRow
from exchange.rows.sent_rows import Heard, SentRows
from exchange.sent.result import Fault


@dataclass
class MessageRows(SentRows):
    """The results of messages, by the record number that each message names."""

    letters: list[Letter] = field(default_factory=list)
    by_man: dict[str, list[Letter]] = field(default_factory=dict)
    _last: tuple[Letter | None, list[SentRow]] = (None, [])

    def enter_message(self, message: Message) -> None:
        """Note whose results a message holds, and what of it cannot be read."""
        letter, men = message.closed(), dict[str, None]()
        self.letters.append(letter)
        for each in observed(message, self.authorities):
            if isinstance(each, Fault):
                self.refuse(each)
            else:
                self.count += 1
                self.people.add(each.person.numbers)
                men[record_number_of(each)] = None
        for number in men:
            self.by_man.setdefault(number, []).append(letter)

    @property
    def heard(self) -> Mapping[int, Heard]:
        """What stands on each line, read when it is asked for."""
        return _Lines(self)

    def men(self) -> Iterator[str]:
        """Every record number once."""
        return iter(self.by_man)

    def of(self, number: str) -> Sequence[UnreadRow]:
        """The rows under one record number."""
        rows = (row for letter in self.by_man.get(number, ()) for row in self._read(letter))
        return [row for row in rows if row.record_number == number]

    def every(self) -> Iterator[SentRow]:
        """All rows in the order of the file."""
        return (row for letter in self.letters for row in self._read(letter))

    def at(self, places: Collection[int]) -> dict[int, UnreadRow]:
        """The rows on some lines."""
        found = {place: self.on(place) for place in sorted(places)}
        return {place: row for place, row in found.items() if row}

    def on(self, line: int) -> SentRow | None:
        """The row on a line; those of one message are asked for one after another."""
        number = bisect_right(self.letters, line, key=_first_line) - 1
        if number < 0:
            return None
        letter = self.letters[number]
        if self._last[0] is not letter:
            self._last = (letter, self._read(letter))
        return next((row for row in self._last[1] if row.number == line), None)

    def _read(self, letter: Letter) -> list[SentRow]:
        told = read_results(letter.opened(), self.authorities)
        return [self.row(each) for each in told if not isinstance(each, Fault)]


def _first_line(letter: Letter) -> int:
    return letter.lines[0]


@dataclass(frozen=True)
class _Lines(Mapping[int, Heard]):
    """What stands on each line of a file of messages that could be a result."""

    rows: MessageRows

    def __getitem__(self, line: int) -> Heard:
        found = self.rows.faults.get(line) or self.rows.on(line)
        if found is None:
            raise KeyError(line)
        return found

    def __iter__(self) -> Iterator[int]:
        read = (row.number for row in self.rows.every())
        return iter(dict.fromkeys([*self.rows.faults, *read]))

    def __len__(self) -> int:
        return sum(1 for _ in self)
